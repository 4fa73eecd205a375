"""The invitation's text is changed, seen, sent and taken back, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.logins import log_in_with_two_factors

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def assert_accessible(page: Page) -> None:
    """Fail on any rule of WCAG that axe can judge."""
    found = Axe().run(page, options=RULES)
    assert found.response["violations"] == [], found.generate_report()


def open_invitation(page: Page) -> None:
    """Come to the text of the invitation by links from the home page of staff."""
    log_in_with_two_factors(page, "/gestion/")
    page.goto("/gestion/courriels/")
    assert_accessible(page)
    page.get_by_role("link", name="Français : Invitation", exact=True).click()
    assert_accessible(page)


def change_text(page: Page) -> None:
    """Type a text, put a variable in it by its button, and see both in the preview."""
    page.get_by_label("Objet").fill("Bienvenue, {collectivite}")
    text = page.get_by_label("Texte", exact=True)
    text.fill("Entrez par ")
    preview = page.locator("#apercu")
    expect(preview).to_contain_text("Le texte doit contenir {lien}")
    page.get_by_role("button", name="Insérer {lien}").click()
    expect(text).to_have_value("Entrez par {lien}")
    expect(preview).to_contain_text("Bienvenue, Annecy")
    expect(preview).not_to_contain_text("doit contenir")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Texte enregistré.")).to_be_visible()


def invite(page: Page) -> str:
    """Invite somebody through the page of staff; return the mail that they got."""
    page.goto("/gestion/invitations/")
    page.get_by_role("textbox").first.fill("lou@annecy.example ; Annecy")
    page.get_by_role("button", name="Vérifier, sans rien envoyer").click()
    page.locator("main button[value=inviter]").click()
    expect(page.get_by_text("lou@annecy.example").first).to_be_visible()
    (sent,) = [one for one in mail.outbox if one.to == ["lou@annecy.example"]]
    return f"{sent.subject}\n{sent.body}"


def test_a_text_is_changed_sent_and_taken_back(page: Page) -> None:
    factories.CollectivityFactory(name="Annecy")
    open_invitation(page)
    change_text(page)

    assert invite(page) == (
        f"Bienvenue, Annecy\nEntrez par {settings.SITE_URL}/compte/login/\n"
    )

    page.goto("/gestion/courriels/invitation/fr/")
    page.get_by_text("Ce qui diffère du texte livré").click()
    assert_accessible(page)
    page.get_by_text("Revenir au texte livré", exact=True).click()
    page.get_by_role("button", name="Oui, revenir au texte livré").click()
    expect(page.get_by_text("Le texte livré est de retour.")).to_be_visible()
    expect(page.get_by_label("Objet")).to_have_value(
        "Votre accès à Passerelles pour {collectivite}"
    )
