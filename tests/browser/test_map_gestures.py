"""The page goes on under a thumb and the wheel; the map moves when it is meant."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import visitor
from tests.browser.maps import PHONE, build_links, open_map, pins, swipe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACE = "/carte/#carte=3/20/5"


@pytest.fixture
def links(live_server: LiveServer) -> None:
    build_links()


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer, links: None) -> Iterator[Page]:
    with visitor(browser, live_server, **PHONE) as page:
        open_map(page, PLACE)
        yield page


def scrolled(page: Page) -> int:
    found: int = page.evaluate("Math.round(scrollY)")
    return found


def position(page: Page) -> str:
    return page.url.partition("#carte=")[2]


def test_two_fingers_move_the_map_and_a_thumb_scrolls_the_page(phone: Page) -> None:
    middle = (180.0, 550.0)
    swipe(phone, (100, 500), (0, -150), fingers=2)
    assert scrolled(phone) == 0
    moved = position(phone)
    assert moved != "3/20/5"

    # A tap is followed by the events of a mouse, which may drag.
    phone.touchscreen.tap(*middle)
    swipe(phone, middle, (0, -250))
    assert scrolled(phone) > 150
    assert position(phone) == moved
    expect(phone.locator("#map-hint")).to_have_text(
        "Deux doigts pour déplacer la carte"
    )


def test_a_thumb_scrolls_the_page_from_a_point_too(phone: Page) -> None:
    box = pins(phone, "there").first.bounding_box()
    assert box

    swipe(phone, (box["x"] + 15, box["y"] + 15), (0, -200))

    assert scrolled(phone) > 100


def test_the_wheel_scrolls_the_page_and_zooms_with_ctrl(
    page: Page, links: None
) -> None:
    open_map(page, PLACE)
    page.mouse.move(800, 400)
    page.mouse.wheel(0, 150)
    page.wait_for_function("() => scrollY > 100")
    expect(page.locator("#map-hint")).to_have_text(
        "Ctrl + molette pour zoomer sur la carte"
    )
    assert position(page) == "3/20/5"

    page.keyboard.down("Control")
    page.mouse.wheel(0, -150)
    page.keyboard.up("Control")
    expect(page).to_have_url(re.compile(r"#carte=[4-9]"))


def test_the_wheel_leaves_the_map_in_the_frame_of_another_site(
    page: Page, links: None
) -> None:
    page.goto("/integrer/")
    frame = page.frame_locator("iframe")
    expect(frame.locator("#map[data-ready=true]")).to_be_visible()
    frame.locator("#map").hover()
    before = scrolled(page)

    page.mouse.wheel(0, 150)

    page.wait_for_function("before => scrollY > before + 50", arg=before)


def test_the_keyboard_moves_and_zooms_the_map(page: Page, links: None) -> None:
    open_map(page, PLACE)
    page.locator("#map").focus()

    page.keyboard.press("ArrowUp")
    expect(page).to_have_url(re.compile(r"#carte=3/(?!20/)"))
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile(r"#carte=4/"))


def test_the_map_alone_in_the_window_takes_one_finger(phone: Page) -> None:
    phone.get_by_role("button", name="Plein écran").tap()
    leave = phone.get_by_role("button", name="Quitter le plein écran")
    expect(leave).to_have_attribute("aria-pressed", "true")

    swipe(phone, (180, 500), (0, -150))
    assert position(phone) != "3/20/5"

    leave.tap()
    expect(phone.get_by_role("button", name="Plein écran")).to_be_visible()


def test_where_one_is_stays_in_the_browser(
    browser: Browser, live_server: LiveServer, links: None
) -> None:
    here = {"latitude": 46.3712, "longitude": 6.4781}
    asked: list[str] = []
    with visitor(
        browser, live_server, geolocation=here, permissions=["geolocation"]
    ) as page:
        open_map(page, "/carte/")
        page.on("request", lambda request: asked.append(request.url))
        page.get_by_role("button", name=re.compile("^Où suis-je")).click()
        expect(page.locator(".map-me")).to_be_visible()
        expect(page.locator("#map-note")).to_contain_text("ni envoyée ni gardée")
        expect(page).to_have_url(re.compile(r"#carte=8/46\.50?/6\.50?"))
    assert [url for url in asked if re.search(r"46\.37|6\.48|6\.47", url)] == []


def test_the_whole_is_one_button_away(page: Page, links: None) -> None:
    open_map(page, "/carte/#carte=9/60/100")
    expect(pins(page, "there")).to_have_count(0)

    page.get_by_role("button", name="Revenir à l’ensemble").click()

    expect(pins(page, "there").first).to_be_visible()
