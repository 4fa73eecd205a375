"""The admin works under the site's own policy: nothing inline, nothing from elsewhere.

The ``page`` fixture fails on every violation, which Chromium says on its console.
"""

import pytest
from playwright.sync_api import Page, expect

from cooperation.models import Action
from tests import factories
from tests.browser.logins import log_in_with_two_factors

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def admin(page: Page) -> Page:
    """The admin, opened through the site's login, by password and second factor."""
    log_in_with_two_factors(page, "/gestion/")
    expect(page.get_by_role("heading", name="Gestion du répertoire")).to_be_visible()
    return page


@pytest.mark.parametrize(
    "address",
    [
        "/gestion/cooperation/",
        "/gestion/cooperation/action/",
        "/gestion/cooperation/action/?q=eau&publication__exact=publiee",
        "/gestion/cooperation/action/add/",
        "/gestion/cooperation/agreement/add/",
        "/gestion/cooperation/collectivity/",
        "/gestion/cooperation/outgoingmail/",
        "/gestion/accounts/user/add/",
        "/gestion/accounts/user/adresse/",
        "/gestion/auth/group/add/",
        "/gestion/password_change/",
    ],
)
def test_a_page_of_the_admin_opens_without_complaint(admin: Page, address: str) -> None:
    factories.ActionFactory()
    admin.goto(address)
    expect(admin.locator("#content h1")).to_be_visible()


@pytest.mark.parametrize("page_of", ["change", "history", "delete"])
def test_a_sheet_opens_without_complaint(admin: Page, page_of: str) -> None:
    location = factories.LocationFactory()
    admin.goto(f"/gestion/cooperation/action/{location.action_id}/{page_of}/")
    expect(admin.locator("#content h1")).to_be_visible()


def test_an_action_is_written_with_what_the_admin_suggests(admin: Page) -> None:
    factories.CollectivityFactory(name="Annecy")
    admin.goto("/gestion/cooperation/action/add/")
    admin.get_by_label("Titre :").first.fill("Un puits à Téra")
    admin.locator(".field-lead .select2-selection").click()
    admin.locator(".select2-search__field:focus").fill("annecy")
    admin.get_by_role("option", name="Annecy").click()
    admin.get_by_role("link", name="Aujourd'hui").click()
    admin.get_by_label("Vérifiée par :").select_option("csi")
    admin.locator("#locations-group .add-row a").click()
    expect(admin.locator("#locations-0 .field-country")).to_be_visible()
    admin.locator("#locations-0 .inline-deletelink").click()
    admin.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(admin.get_by_role("link", name="Un puits à Téra").first).to_be_visible()
    assert Action.objects.get().slug == "un-puits-a-tera"
