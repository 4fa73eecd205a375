"""The admin works under the site's own policy: nothing inline, nothing from elsewhere.

The ``page`` fixture fails on every violation, which Chromium says on its console.
"""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Page, expect

from cooperation.models import Action
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PASSWORD = "les quatre saisons du lac"


def current_code(secret: str) -> str:
    """Give the code that an authenticator app shows now."""
    counter = next(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def admin(page: Page) -> Page:
    """The admin, opened through the site's login, by password and second factor."""
    person = factories.UserFactory(superuser=True)
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    page.goto("/gestion/")
    page.get_by_label("Courriel").fill(person.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.locator("#id_code").fill(current_code(secret))
    page.locator("#id_code").press("Enter")
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
        "/gestion/accounts/user/add/",
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
    admin.get_by_label("Vérifiée par").select_option("csi")
    admin.locator("#locations-group .add-row a").click()
    expect(admin.locator("#locations-0 .field-country")).to_be_visible()
    admin.locator("#locations-0 .inline-deletelink").click()
    admin.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(admin.get_by_role("link", name="Un puits à Téra").first).to_be_visible()
    assert Action.objects.get().slug == "un-puits-a-tera"
