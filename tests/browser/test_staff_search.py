"""The search of staff by keyboard; its page and the home page pass axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from accounts.models import ProposalState
from tests import factories
from tests.browser.logins import log_in_with_two_factors

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WITH_TARGET_SIZE = {"rules": {"target-size": {"enabled": True}}}
LIST = "/gestion/cooperation/partner/"


@pytest.fixture
def staff(page: Page) -> Page:
    log_in_with_two_factors(page, "/gestion/")
    expect(page.get_by_role("heading", name="À faire")).to_be_visible()
    # The key is there once the script is.
    expect(page.get_by_role("combobox", name="Chercher partout")).to_be_visible()
    return page


def test_control_k_finds_an_entry_from_a_list_and_enter_opens_it(staff: Page) -> None:
    factories.ActionFactory(title="Un puits à Téra")
    factories.PartnerFactory(name="Téra")
    staff.goto(LIST)
    box = staff.get_by_role("combobox", name="Chercher partout")
    staff.keyboard.press("Control+k")
    expect(box).to_be_focused()
    staff.keyboard.type("tera")
    options = staff.locator("#staff-found").get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-expanded", "true")
    staff.keyboard.press("ArrowDown")
    expect(options.last).to_have_attribute("aria-selected", "true")
    last = options.last.get_attribute("id") or ""
    expect(box).to_have_attribute("aria-activedescendant", last)
    staff.keyboard.press("Enter")
    expect(staff.get_by_role("heading", name="Un puits à Téra")).to_be_visible()
    staff.go_back()
    expect(staff).to_have_url(f"{staff.url.split('/gestion')[0]}{LIST}")


def test_escape_closes_the_results_and_enter_before_them_opens_the_page(
    staff: Page,
) -> None:
    factories.PartnerFactory(name="Téra")
    staff.keyboard.press("Control+k")
    staff.keyboard.type("tera")
    expect(staff.locator("#staff-found").get_by_role("option")).to_have_count(1)
    staff.keyboard.press("Escape")
    expect(staff.locator("#staff-found").get_by_role("option")).to_have_count(0)
    staff.keyboard.press("Enter")
    expect(staff.get_by_role("heading", name="Recherche : « tera »")).to_be_visible()
    staff.locator("#content").get_by_role("link", name="Téra").click()
    expect(staff.get_by_role("heading", name="Téra")).to_be_visible()


def test_who_finds_nothing_is_told(staff: Page) -> None:
    staff.keyboard.press("Control+k")
    staff.keyboard.type("introuvable")
    status = staff.locator("form[data-search-box] [role=status]")
    expect(status).to_have_text("Rien ne répond à ces mots.")


def test_what_is_typed_before_the_script_came_is_answered(staff: Page) -> None:
    factories.PartnerFactory(name="Téra")
    late: list[Route] = []
    staff.route("**/search-box*.js", lambda route: late.append(route))
    staff.goto("/gestion/", wait_until="commit")
    staff.locator("#staff-q").press_sequentially("tera")
    while not late:
        staff.wait_for_timeout(50)
    late[0].continue_()
    expect(staff.locator("#staff-found").get_by_role("option")).to_have_count(1)


def test_a_server_that_does_not_answer_leaves_the_form(staff: Page) -> None:
    staff.route("**/recherche/?*liste=oui", lambda route: route.fulfill(status=204))
    staff.keyboard.press("Control+k")
    staff.keyboard.type("tera")
    staff.keyboard.press("Enter")
    expect(staff.get_by_role("heading", name="Recherche : « tera »")).to_be_visible()


def test_a_proposal_is_three_clicks_from_being_decided(staff: Page) -> None:
    factories.ProposalFactory(state=ProposalState.SENT, sent_at="2026-11-01T00:00Z")
    staff.goto("/gestion/")
    staff.get_by_role("link", name="propositions à relire").click()
    staff.locator("main").get_by_role("link", name="Après").click()
    expect(staff.get_by_role("button", name="Tout accepter")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/gestion/", "/gestion/recherche/?q=tera"])
def test_axe_finds_nothing(staff: Page, address: str, width: int, scheme: str) -> None:
    factories.ProposalFactory(state=ProposalState.SENT, sent_at="2026-10-01T00:00Z")
    factories.CampaignTargetFactory(campaign__started_at="2026-11-01T00:00Z")
    for each in range(7):
        factories.PartnerFactory(name=f"Téra {each}")
    staff.set_viewport_size({"width": width, "height": 900})
    staff.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    staff.goto(address)
    staff.keyboard.press("Control+k")
    staff.keyboard.type("tera")
    expect(staff.locator("#staff-found").get_by_role("option").first).to_be_visible()
    found = Axe().run(staff, options=WITH_TARGET_SIZE)
    assert found.response["violations"] == []
    assert staff.evaluate("document.documentElement.scrollWidth") <= width
