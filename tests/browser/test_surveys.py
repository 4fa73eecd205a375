"""A survey in a real browser: by keyboard on a phone, without script, by interview."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from surveys.models import Participation
from tests.browser.conftest import SLOW_MACHINE_MS, listen, visitor
from tests.browser.keyboard import tab_to
from tests.browser.logins import log_in_with_two_factors
from tests.surveys.conftest import Survey, build_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE: Any = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def survey(transactional_db: None) -> Survey:
    """The small survey, under way."""
    return build_survey()


@contextmanager
def on_a_phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Return a page of a phone; a form that is sent back (400, 409) is no complaint."""
    context = browser.new_context(base_url=live_server.url, bypass_csp=True, **PHONE)
    context.set_default_timeout(SLOW_MACHINE_MS)
    page = context.new_page()
    complaints = listen(page, urlsplit(live_server.url).netloc)
    yield page
    page.wait_for_load_state("networkidle")
    context.close()
    assert [one for one in complaints if not re.search("status of 4(00|09)", one)] == []


def broken_rules(page: Page) -> list[Any]:
    """Return what axe finds wrong on a page, and whether it scrolls sideways."""
    rules = [
        (rule["id"], node["target"])
        for rule in Axe().run(page).response["violations"]
        for node in rule["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*rules, *(["scrolls sideways"] if wide else [])]


def press(page: Page, name: str, role: Any = "button") -> None:
    """Go to a button by Tab and press it."""
    tab_to(page, page.get_by_role(role, name=name).first)
    page.keyboard.press("Enter")


def test_a_whole_survey_by_keyboard_on_a_phone_with_an_interruption(
    browser: Browser, live_server: LiveServer, survey: Survey
) -> None:
    with on_a_phone(browser, live_server) as page:
        page.goto(survey.url())
        assert broken_rules(page) == []
        press(page, "Commencer", "link")
        expect(page.get_by_role("heading", level=1)).to_have_text("Qui répond")
        tab_to(page, page.get_by_label("Réponse elu"))
        page.keyboard.press("ArrowDown")
        tab_to(page, page.get_by_label("Quoi : agents ?"))
        page.keyboard.type("3")
        expect(page.locator("#survey-state")).to_contain_text("Enregistré à")
        assert broken_rules(page) == []
        press(page, "Enregistrer et continuer")
        press(page, "Rien n’a changé")
        expect(page.locator(".cooperation__state")).to_contain_text("Confirmée")
        assert broken_rules(page) == []
    # Another day, on another device.
    with on_a_phone(browser, live_server) as page:
        page.goto(survey.url())
        expect(page.get_by_text("Brouillon : pas encore envoyé")).to_be_visible()
        press(page, "Reprendre où j’en étais", "link")
        weight = page.locator("#question-poids_argent")
        expect(weight).to_be_hidden()
        tab_to(page, page.get_by_label("Réponse argent"))
        page.keyboard.press("Space")
        expect(weight).to_be_visible()
        tab_to(page, page.get_by_label("Quoi : budget ?"))
        page.keyboard.type("beaucoup")
        press(page, "Enregistrer et continuer")
        problems = page.locator("#a-corriger")
        expect(problems).to_be_focused()
        expect(problems).to_contain_text("Écrivez un montant en euros")
        expect(page.get_by_label("Quoi : budget ?")).to_have_value("beaucoup")
        assert broken_rules(page) == []
        page.get_by_label("Quoi : budget ?").fill("12 500")
        press(page, "Enregistrer et continuer")
        press(page, "Envoyer mes réponses")
        expect(page.locator("#problemes")).to_contain_text("Il manque 2 réponses")
        assert broken_rules(page) == []
        press(page, "Quoi : poids_argent ?", "link")
        tab_to(page, weight.get_by_label("1", exact=True))
        page.keyboard.press("Space")
        tab_to(page, page.locator("#question-rencontrer").get_by_label("Oui"))
        page.keyboard.press("Space")
        press(page, "Enregistrer et continuer")
        press(page, "Envoyer mes réponses")
        expect(page.get_by_role("heading", name="Merci !")).to_be_visible()
        assert broken_rules(page) == []
    row = Participation.objects.get()
    assert (row.state, row.mode) == ("envoyee", "en_ligne")
    assert survey.answers() == {
        "role": "technicien",
        "agents": 3,
        "freins": ["argent"],
        "poids_argent": 1,
        "budget": "12500.00",
        "rencontrer": True,
    }
    assert [message.to for message in mail.outbox] == [["sacha@annecy.example"]]


def test_a_whole_survey_without_script(
    browser: Browser, live_server: LiveServer, survey: Survey
) -> None:
    with visitor(browser, live_server, java_script_enabled=False, **PHONE) as page:
        page.goto(survey.url("page/qui/"))
        page.get_by_label("Réponse technicien").check()
        page.get_by_role("button", name="Enregistrer et continuer").click()
        page.get_by_role("button", name="Elle est terminée").click()
        page.get_by_role("button", name="Ajouter une coopération").click()
        page.get_by_label("Quoi : coop_titre ?").fill("École de Téra")
        page.get_by_role("button", name="Enregistrer cette coopération").click()
        page.get_by_role("button", name="Enregistrer et continuer").click()
        page.get_by_label("Réponse argent").check()
        page.locator("#question-rencontrer").get_by_label("Non").check()
        page.get_by_role("button", name="Enregistrer et continuer").click()
        expect(page.get_by_text("amènent d’autres questions")).to_be_visible()
        page.locator("#question-poids_argent").get_by_label("4", exact=True).check()
        page.get_by_role("button", name="Enregistrer et continuer").click()
        page.get_by_role("button", name="Envoyer mes réponses").click()
        expect(page.get_by_role("heading", name="Merci !")).to_be_visible()
    blocks = survey.participation.blocks.values_list("title", "outcome")
    assert list(blocks) == [("Eau potable", "terminee"), ("École de Téra", "ajoutee")]


def test_staff_interview_an_authority(
    browser: Browser, live_server: LiveServer, survey: Survey
) -> None:
    with visitor(browser, live_server, bypass_csp=True) as page:
        log_in_with_two_factors(page, "/gestion/enquetes/essai/")
        expect(page.get_by_text("0 % de réponses")).to_be_visible()
        page.set_viewport_size(PHONE["viewport"])
        assert broken_rules(page) == []
        page.set_viewport_size({"width": 1280, "height": 800})
        page.get_by_role("link", name="Entretien Annecy").click()
        page.get_by_role("link", name="Commencer").click()
        expect(page.get_by_text("vous tapez pour elle")).to_be_visible()
        page.get_by_label("Réponse technicien").check()
        page.get_by_label("Notes privées de l’équipe").fill("Très motivée.")
        assert broken_rules(page) == []
        page.get_by_role("button", name="Enregistrer et continuer").click()
        page.get_by_role("button", name="Rien n’a changé").click()
        page.get_by_role("button", name="Enregistrer et continuer").click()
        page.locator("#question-rencontrer").get_by_label("Oui").check()
        page.get_by_role("button", name="Enregistrer et continuer").click()
        page.get_by_role("button", name="Envoyer mes réponses").click()
        page.get_by_role("link", name="Retour au tableau").click()
        expect(page.get_by_text("par entretien")).to_be_visible()
    row = Participation.objects.get()
    assert (row.state, row.mode, row.notes) == ("envoyee", "entretien", "Très motivée.")
