"""The interactive map: by mouse, by keyboard, beside the list, in a frame."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.maps import READY, build_links, drawn, pins
from tests.factories import GlossaryTermFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def links(live_server: LiveServer) -> None:
    build_links()


def test_arcs_join_both_banks(page: Page, links: None) -> None:
    page.goto("/carte/")
    expect(page.locator(READY)).to_be_visible()
    assert drawn(page, "arcs") > 0
    expect(pins(page, "there").first).to_be_visible()
    expect(page.locator("#annonce")).to_have_text("Carte : 3 fiches")


def test_the_legend_hides_a_kind(page: Page, links: None) -> None:
    page.goto("/carte/#carte=6/12/1")
    expect(page.locator(READY)).to_be_visible()
    expect(pins(page, "there")).to_have_count(2)
    before = drawn(page, "arcs")
    page.locator("#map-legend").get_by_label("Jumelage").uncheck()
    expect(pins(page, "there")).to_have_count(1)
    assert drawn(page, "arcs") < before


def test_a_point_opens_its_sheets_by_keyboard(page: Page, links: None) -> None:
    page.goto("/carte/#carte=6/14/1")
    expect(page.locator(READY)).to_be_visible()
    point = page.get_by_role("button", name=re.compile("^Téra"))
    point.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#map-panel")
    expect(panel.get_by_role("link", name="Puits à Téra")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator(".pin--there:focus")).to_be_visible()


def test_one_key_goes_to_the_table_and_back(page: Page, links: None) -> None:
    page.goto("/carte/")
    expect(page.locator(READY)).to_be_visible()
    page.locator("#map").focus()
    page.keyboard.press("t")
    expect(page.locator("#map-table")).to_be_focused()
    page.keyboard.press("t")
    expect(page.locator("#map")).to_be_focused()


def test_the_zone_that_is_shown_becomes_a_filter(page: Page, links: None) -> None:
    page.goto("/carte/#carte=7/14.01/0.75")
    expect(page.locator(READY)).to_be_visible()
    page.get_by_role("link", name="Chercher dans cette zone").click()
    expect(page).to_have_url(re.compile("bbox="))
    expect(page.locator("#results")).to_have_attribute("data-total", "2")
    assert "#carte=7/14" in page.url


def test_a_row_lights_its_arc(page: Page, links: None) -> None:
    page.goto("/actions/?vue=deux")
    expect(page.locator(READY)).to_be_visible()
    assert drawn(page, "highlight") == 0
    page.locator(".card", has_text="Puits à Téra").hover()
    page.wait_for_function(
        "() => document.querySelector('.card[data-arcs]:hover') !== null"
    )
    assert drawn(page, "highlight") > 0
    page.get_by_role("heading", level=1).hover()
    page.wait_for_function("() => !document.querySelector('.card[data-arcs]:hover')")
    assert drawn(page, "highlight") == 0


def test_the_map_follows_the_filters_beside_it(page: Page, links: None) -> None:
    page.goto("/actions/?vue=deux")
    expect(page.locator(READY)).to_be_visible()
    with page.expect_response(re.compile(r"liens\.json\?q=puits")):
        page.locator("#q").fill("puits")
    expect(page.locator("#results")).to_have_attribute("data-total", "1")
    expect(page.locator("#annonce")).to_contain_text("1 fiche")
    expect(page).to_have_url(re.compile("vue=deux"))


def test_a_word_opens_its_definition_in_place(page: Page, links: None) -> None:
    GlossaryTermFactory(code="jumelage", definition_fr="Un lien entre deux communes.")
    page.goto("/")
    word = page.get_by_role("link", name="Jumelage", exact=True)
    word.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog", name="Jumelage")
    expect(box).to_contain_text("Un lien entre deux communes.")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(word).to_be_focused()


def test_another_site_shows_the_map_in_a_frame(
    page: Page, links: None, live_server: LiveServer
) -> None:
    page.goto("/integrer/?pays=ne")
    frame = page.frame_locator("iframe")
    expect(frame.locator(READY)).to_be_visible()
    expect(frame.get_by_role("link", name="1 action")).to_be_visible()


@pytest.mark.parametrize("address", ["/", "/carte/", "/actions/?vue=deux"])
def test_nothing_moves_while_the_map_comes(
    page: Page, links: None, address: str
) -> None:
    """Scripts end after the page is loaded: what they show has its place before."""
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries()"
        ".forEach(entry => { window.moved += entry.value }))"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    page.wait_for_selector(READY)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.moved") < 0.02
