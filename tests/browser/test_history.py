"""One journey in the admin: change, read the history, put back, meet a conflict."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from cooperation.models import Action
from tests import factories
from tests.browser.logins import log_in_with_two_factors

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def save(page: Page) -> None:
    """Save the form that is open, and stay on it."""
    page.get_by_role("button", name="Enregistrer et continuer").first.click()


def obstacles(page: Page, within: str) -> list[str]:
    """Return what axe finds wrong in a part of a page."""
    found = Axe().run(page, context=within).response["violations"]
    return [one["id"] for one in found]


def has_no_obstacle(page: Page) -> None:
    """Look at the same address in a page that nobody listens to: axe writes styles."""
    other = page.context.new_page()
    other.goto(page.url)
    assert obstacles(other, "#content-main") == []
    other.close()


def test_a_change_is_read_put_back_and_guarded(page: Page) -> None:
    action = factories.ActionFactory(title="Eau potable", source_reference="CNCD-1")
    for record in Action.history.all():
        record.history_date -= datetime.timedelta(hours=1)
        record.save()
    address = f"/gestion/cooperation/action/{action.pk}/change/"
    log_in_with_two_factors(page, address)
    page.wait_for_load_state("networkidle")

    # Change, and protect from the next import.
    page.get_by_label("Titre :").first.fill("Un puits à Téra")
    page.get_by_label("État :").select_option("terminee")
    save(page)
    page.get_by_role("link", name="Protéger ces champs").click()
    expect(page.get_by_label("Titre")).to_be_checked()
    page.get_by_role("button", name="Protéger les champs cochés").click()
    page.locator("summary", has_text="Source et doutes").click()
    expect(page.get_by_role("checkbox", name="Titre", exact=True)).to_be_checked()

    # Read the history, put the title back and leave the state.
    page.get_by_role("link", name="Historique").click()
    expect(page.get_by_text("Fiche créée")).to_be_visible()
    expect(page.locator("ins", has_text="Un puits à Téra")).to_be_visible()
    has_no_obstacle(page)
    page.get_by_role("link", name="Revenir à cette version").last.click()
    has_no_obstacle(page)
    page.get_by_label("État").uncheck()
    page.get_by_label("Champs protégés").uncheck()
    page.get_by_role("button", name="Remettre ce qui est coché").click()
    expect(page.get_by_label("Titre :").first).to_have_value("Eau potable")
    expect(page.get_by_label("État :")).to_have_value("terminee")

    # Two forms of one entry. The one that is refused is not the one that is listened
    # to: Chromium says every 409 on its console.
    other = page.context.new_page()
    other.goto(address)
    page.get_by_label("Résumé :").fill("Dix forages")
    save(page)
    expect(page.get_by_label("Résumé :")).to_have_value("Dix forages")
    other.get_by_label("Titre :").first.fill("Eau pour Téra")
    with other.expect_response(
        lambda answer: answer.request.method == "POST"
    ) as refused:
        save(other)
    assert refused.value.status == 409
    expect(other.get_by_role("alert")).to_contain_text("Dix forages")
    assert obstacles(other, ".conflict") == []
    expect(other.get_by_label("Résumé :")).to_have_value("Dix forages")
    save(other)
    expect(other.get_by_role("alert")).to_have_count(0)
    action.refresh_from_db()
    assert (action.title, action.summary) == ("Eau pour Téra", "Dix forages")
    other.close()

    # Everything is on the page of all changes.
    page.goto("/gestion/modifications/")
    page.get_by_label("Par :", exact=True).select_option("moi")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("row", name="Eau pour Téra")).not_to_have_count(0)
    has_no_obstacle(page)
