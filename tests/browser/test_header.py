"""The header and the doors of a page: by mouse, by keyboard, on a phone, on paper."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.browser.conftest import visitor
from tests.browser.logins import log_in_by_code
from tests.security.world import build_public_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Which axe leaves out by default.
WITH_TARGET_SIZE = {"rules": {"target-size": {"enabled": True}}}
AUTHORITY = "/collectivites/commune-publique/"
PAGES_PRINTED = re.compile(rb"/Type\s*/Page[^s]")


@pytest.fixture
def world(transactional_db: None) -> Any:
    return build_public_world()


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A window of 320 pixels without scripts."""
    with visitor(
        browser,
        live_server,
        viewport={"width": 320, "height": 640},
        java_script_enabled=False,
    ) as page:
        yield page


def test_the_menu_unfolds_by_keyboard_and_folds_with_escape(
    page: Page, world: Any
) -> None:
    page.goto("/")
    group = page.locator("summary", has_text="Explorer")
    group.focus()
    page.keyboard.press("Enter")
    link = page.locator(".menu__group").get_by_role("link", name="Partenaires")
    expect(link).to_be_visible()

    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(link).to_be_hidden()
    expect(group).to_be_focused()


def test_one_part_of_the_menu_is_unfolded_at_a_time(page: Page, world: Any) -> None:
    page.goto("/actions/")
    page.locator("summary", has_text="Explorer").click()
    page.locator("summary", has_text="S’informer").click()

    expect(page.get_by_role("link", name="Glossaire").first).to_be_visible()
    expect(page.locator(".menu__group[open]")).to_have_count(1)
    page.locator(".foot__about").click()
    expect(page.locator(".menu__group[open]")).to_have_count(0)


def test_the_search_of_any_page_finds_everything(page: Page, world: Any) -> None:
    page.goto("/glossaire/")
    page.locator("#site-q").fill("puits")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/recherche/\?q=puits$"))
    expect(page.get_by_role("heading", name="Actions 1")).to_be_visible()
    page.get_by_role("link", name="Tout voir (1) Actions").click()
    expect(page.locator("#results")).to_have_attribute("data-total", "1")


def test_the_box_offers_entities_while_one_types(page: Page, world: Any) -> None:
    page.goto("/glossaire/")
    box = page.get_by_role("combobox", name="Chercher dans l’annuaire")
    box.press_sequentially("puit")
    options = page.locator("#site-q-found [role=option]")

    expect(options).to_have_count(2)
    expect(page.locator(".head__search [role=status]")).to_have_text("2 Résultats")
    # Enter searches for the words, unless one has gone to an option.
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(page.locator("#site-q-found")).to_be_hidden()
    box.press("ArrowDown")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/actions/[^/]+/$"))


def test_enter_in_the_box_searches_for_the_words(page: Page, world: Any) -> None:
    page.goto("/glossaire/")
    box = page.get_by_role("combobox", name="Chercher dans l’annuaire")
    box.press_sequentially("puit")
    expect(page.locator("#site-q-found [role=option]").first).to_be_visible()
    box.press("Enter")

    expect(page).to_have_url(re.compile(r"/recherche/\?q=puit$"))


def test_a_phone_without_scripts_reaches_everything(phone: Page, world: Any) -> None:
    phone.goto("/mentions-legales/")
    phone.locator("summary", has_text="Menu").click()
    phone.locator("summary", has_text="Explorer").click()
    phone.locator(".menu").get_by_role("link", name="Pays").click()
    expect(phone).to_have_url(re.compile("/pays/$"))
    phone.locator(".head__search > summary").click()
    phone.locator("#site-q").fill("puits")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Actions 1")).to_be_visible()
    phone.locator("header").get_by_role("link", name="Se connecter").click()
    expect(phone.get_by_role("heading", name="Se connecter")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(360, 740), (768, 900), (1440, 900)])
def test_whose_entry_it_is_stands_high_on_the_page(
    browser: Browser, live_server: LiveServer, world: Any, width: int, height: int
) -> None:
    size = {"width": width, "height": height}
    with visitor(browser, live_server, viewport=size) as page:
        page.goto(AUTHORITY)
        box = page.locator(".owner").bounding_box()
        assert box is not None
        assert box["y"] <= 200
        page.get_by_role("link", name="Corriger la fiche").click()
        expect(page.get_by_role("heading", name="Thonon-les-Bains")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1440, 900)])
def test_search_map_and_figures_stand_in_the_first_window_of_the_home_page(
    browser: Browser, live_server: LiveServer, world: Any, width: int, height: int
) -> None:
    size = {"width": width, "height": height}
    with visitor(browser, live_server, viewport=size) as page:
        page.goto("/")
        for part in ("#q", "#map", ".hero .figures"):
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["y"] + min(box["height"], 200) <= height


def test_an_agent_logs_in_and_out_from_any_page(page: Page, world: Any) -> None:
    agent = factories.MembershipFactory(collectivity=world.lead).user
    EmailAddress.objects.create(user=agent, email=agent.email, verified=True)
    log_in_by_code(page, agent.email)
    page.goto("/glossaire/")
    account = page.locator(".head__account > summary")
    account.click()
    page.get_by_role("link", name="Mon espace").first.click()
    expect(page.get_by_role("heading", name="Mon espace")).to_be_visible()
    account.click()
    page.get_by_role("button", name="Se déconnecter").click()
    login = page.locator("header").get_by_role("link", name="Se connecter")
    expect(login).to_be_visible()


@pytest.mark.parametrize("width", [320, 1440])
def test_axe_finds_nothing_in_what_unfolds(
    browser: Browser, live_server: LiveServer, world: Any, width: int
) -> None:
    size = {"width": width, "height": 800}
    options = {"viewport": size, "bypass_csp": True, "reduced_motion": "reduce"}
    with visitor(browser, live_server, **options) as page:
        page.goto(AUTHORITY)
        if width == 320:
            page.locator("summary", has_text="Menu").click()
        page.locator("summary", has_text="S’informer").click()
        rules = {
            "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag22aa"]}
        }
        for options in ({}, rules | {"rules": {"target-size": {"enabled": True}}}):
            report = Axe().run(page, options=options or None).response
            assert [
                (rule["id"], node["target"])
                for rule in report["violations"]
                for node in rule["nodes"]
            ] == []


@pytest.mark.parametrize(
    ("address", "picture"),
    [
        (AUTHORITY, ".still"),
        ("/actions/action-publique/", ".still"),
        ("/actions/", "img.print-only"),
    ],
)
def test_a_printed_page_holds_on_two_sheets_with_its_map(
    page: Page, world: Any, address: str, picture: str
) -> None:
    page.goto(address)
    sheets = page.pdf(format="A4")
    page.emulate_media(media="print")

    assert len(PAGES_PRINTED.findall(sheets)) <= 2
    expect(page.locator(picture)).to_be_visible()
    for part in (".menu", ".owner", ".head__search", ".foot"):
        expect(page.locator(part).first).to_be_hidden()
