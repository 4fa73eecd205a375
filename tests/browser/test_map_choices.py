"""One place, its links; filters, kinds and shading: all of it in the address."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import visitor
from tests.browser.maps import PHONE, build_links, drawn, open_map, pins, swipe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHOSEN = 1
WEST_AFRICA = "/carte/#carte=6/12/1"
TERA = re.compile("^Téra")


@pytest.fixture
def links(live_server: LiveServer) -> None:
    build_links()


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer, links: None) -> Iterator[Page]:
    with visitor(browser, live_server, **PHONE) as page:
        yield page


def test_a_place_shows_its_arcs_and_its_card_and_back_undoes_it(
    page: Page, links: None
) -> None:
    open_map(page, WEST_AFRICA)
    card = page.locator("#map-panel")

    page.get_by_role("button", name=TERA).click()
    expect(card.get_by_role("heading", name="Téra, Niger")).to_be_visible()
    expect(card).to_contain_text("1 accord · 1 action · 1 collectivité")
    expect(page).to_have_url(re.compile("choix=lieu:14.01,0.75"))
    expect(pins(page, "here").first).to_be_in_viewport()
    assert drawn(page, "arcs", CHOSEN) > 0

    page.go_back()
    expect(card).to_be_hidden()
    expect(page).to_have_url(re.compile("#carte=6/12.00/1.00$"))
    assert drawn(page, "arcs", CHOSEN) == 0

    page.go_forward()
    expect(card.get_by_role("heading", name="Téra, Niger")).to_be_visible()
    card.get_by_role("link", name="Tout le pays : Niger").click()
    expect(card.get_by_role("link", name="Fiche : Niger")).to_be_visible()
    expect(page).to_have_url(re.compile("choix=pays:NE"))


def test_a_pasted_address_is_followed(page: Page, links: None) -> None:
    open_map(page, WEST_AFRICA)

    page.evaluate(
        "location.hash = '#carte=5/13/2&sans=jumelage&teintes=1&choix=ici:thonon'"
    )

    card = page.locator("#map-panel")
    expect(card.get_by_role("link", name="Fiche : Thonon")).to_be_visible()
    expect(page.locator("#map-legend").get_by_label("Jumelage")).not_to_be_checked()
    expect(page.get_by_label("Colorer les pays")).to_be_checked()
    expect(page.get_by_role("list", name="Nombre de fiches d’un pays")).to_be_visible()
    expect(pins(page, "there")).to_have_count(1)
    expect(page).to_have_url(re.compile("#carte=5/13"))


def test_what_the_legend_hides_is_in_the_address(page: Page, links: None) -> None:
    open_map(page, WEST_AFRICA)
    twinnings = page.locator("#map-legend").get_by_label("Jumelage 1")
    twinnings.uncheck()
    expect(page).to_have_url(re.compile("&sans=jumelage$"))

    page.reload()
    expect(twinnings).not_to_be_checked()
    expect(pins(page, "there")).to_have_count(1)

    page.go_back()
    expect(twinnings).to_be_checked()
    expect(pins(page, "there")).to_have_count(2)


def test_filters_beside_the_map_change_what_it_shows(page: Page, links: None) -> None:
    open_map(page, "/carte/")
    with page.expect_response(re.compile(r"liens\.json\?pays=bj")):
        page.locator("#facet-pays").get_by_label("Bénin").check()

    expect(page.locator("#choisis")).to_contain_text("1 action")
    expect(page.locator("#results")).to_have_attribute("data-total", "1")
    expect(pins(page, "there")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?pays=bj#carte="))

    page.get_by_role("link", name="Retirer le filtre Pays Bénin").click()
    expect(page.locator("#results")).to_have_attribute("data-total", "3")
    page.go_back()
    expect(page.locator("#results")).to_have_attribute("data-total", "1")


def test_enter_on_a_group_goes_on_from_what_it_holds(page: Page, links: None) -> None:
    open_map(page, "/carte/#carte=2/20/5")
    page.get_by_role("button", name=re.compile("^Groupe de lieux")).focus()

    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("#carte=[3-9]"))
    focused = page.locator(".pin--there:focus")
    expect(focused).to_be_visible()


def test_a_point_lights_its_card_in_the_list(page: Page, links: None) -> None:
    open_map(page, "/actions/?vue=deux#carte=6/12/1")
    lit = page.locator(".card.is-lit")
    expect(lit).to_have_count(0)

    page.get_by_role("button", name=TERA).focus()
    expect(lit).to_have_count(1)
    expect(lit).to_contain_text("Puits à Téra")


def test_on_a_phone_the_card_leaves_half_of_the_map_and_is_drawn_down(
    phone: Page,
) -> None:
    open_map(phone, "/carte/#carte=5/13/2&choix=lieu:14.01,0.75")
    card = phone.locator("#map-panel")
    expect(card.get_by_role("heading", name="Téra, Niger")).to_be_visible()
    box, whole = card.bounding_box(), phone.locator("#map").bounding_box()
    assert box
    assert whole
    assert box["y"] >= whole["y"] + whole["height"] * 0.45

    swipe(phone, (100, box["y"] + 20), (0, 120))

    expect(card).to_be_hidden()


def test_a_dead_server_is_said_in_the_card(page: Page, links: None) -> None:
    open_map(page, WEST_AFRICA)
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('gone')) }")

    page.get_by_role("button", name=TERA).click()

    expect(page.locator("#map-panel")).to_contain_text("n’ont pas pu être lues")


def test_filters_on_a_phone_lie_over_the_map_and_leave_it(phone: Page) -> None:
    open_map(phone, "/carte/")
    phone.locator("#filtres > summary").tap()
    phone.locator("#facet-pays").get_by_label("Niger").check()
    expect(phone.locator("#filtres-n")).to_have_text("(1)")

    phone.get_by_role("link", name="Voir la carte").tap()

    expect(phone.locator("#facets")).to_be_hidden()
    expect(pins(phone, "there")).to_have_count(1)
