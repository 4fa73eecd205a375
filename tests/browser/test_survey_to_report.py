"""From a survey to its published report by links alone, without invented data.

Staff prepare, start and close a wave, three authorities answer, the results are made
public, and a visitor reads the report.
"""

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from surveys.models import Report, Wave
from tests import factories
from tests.browser.conftest import visitor
from tests.browser.logins import log_in_with_two_factors
from tests.surveys.conftest import small_questionnaire

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COMMUNES = ("Annecy", "Bonneville", "Cluses")
NAME = "Enquête des communes"


def build_site() -> None:
    """Make what a real site has before its first survey."""
    for name in COMMUNES:
        factories.CollectivityFactory(name=name)
    place = factories.PlaceFactory(name="Téra", lat=14.0, lng=0.75)
    action = factories.ActionFactory(title="De l’eau", lead__lat=46.0, lead__lng=6.1)
    factories.LocationFactory(action=action, place=place, country=place.country)
    small_questionnaire()


def prepare_wave(page: Page) -> None:
    page.locator(".staff-bar").get_by_role("link", name="Enquêtes").click()
    page.get_by_role("link", name="Préparer une enquête").click()
    addresses = [f"{name} ; {name.lower()}@mairie.example" for name in COMMUNES]
    page.locator("textarea[name=qui-pasted]").fill("\n".join(addresses))
    page.get_by_label("Nom", exact=True).fill(NAME)
    last = datetime.date.today() + datetime.timedelta(days=20)
    page.get_by_label("Dernier jour pour répondre").fill(last.isoformat())
    page.get_by_role("button", name="Voir qui serait invité").click()
    expect(page.get_by_text("3 collectivités seraient invitées")).to_be_visible()
    page.get_by_role("button", name="Préparer, sans rien envoyer").click()


def start_wave(page: Page) -> None:
    page.locator("summary", has_text="Lancer l’enquête").click()
    expect(page.get_by_text("3 collectivités sont invitées")).to_be_visible()
    page.get_by_role("button", name="Lancer", exact=True).click()
    expect(page.get_by_text("0 % de réponses")).to_be_visible()


def answer(page: Page, message: Any) -> None:
    """Follow the link of an invitation and send the answers that must be given."""
    (path,) = re.findall(r"https?://[^/]+(/enquete/\S+)", message.body)
    page.goto(path)
    page.get_by_role("link", name="Commencer", exact=True).click()
    page.get_by_label("Réponse technicien").check()
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.locator("#question-rencontrer").get_by_label("Oui").check()
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.get_by_role("heading", name="Merci !")).to_be_visible()


def close_and_publish_results(page: Page) -> None:
    page.get_by_role("link", name="Rafraîchir maintenant").click()
    expect(page.get_by_text("100 % de réponses")).to_be_visible()
    page.locator("summary", has_text="Clore l’enquête").click()
    page.get_by_role("button", name="Clore l’enquête").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que le public voit")
    expect(page.get_by_text("Réponses : 3 sur 3 invitées")).to_be_visible()
    page.get_by_role("button", name="Rendre les résultats publics").click()
    expect(page.get_by_text("peut maintenant les montrer")).to_be_visible()


def publish_report(page: Page) -> None:
    page.get_by_role("link", name="Écrire un état des lieux").click()
    page.get_by_label("Titre", exact=True).fill("Les communes répondent")
    page.get_by_label("Adresse", exact=True).fill("communes")
    page.get_by_label("Édition").fill("2026-11-01")
    page.get_by_label(NAME, exact=True).check()
    page.get_by_role("button", name="Relever les chiffres").click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("tout le monde peut le lire")).to_be_visible()


def test_a_real_survey_reaches_its_readers(
    browser: Browser, live_server: LiveServer
) -> None:
    build_site()
    with visitor(browser, live_server) as staff:
        log_in_with_two_factors(staff, "/gestion/")
        prepare_wave(staff)
        assert mail.outbox == []
        start_wave(staff)
        for message in list(mail.outbox):
            with visitor(browser, live_server) as respondent:
                answer(respondent, message)
        close_and_publish_results(staff)
        publish_report(staff)
    wave = Wave.objects.get(name=NAME)
    assert (wave.is_public, wave.is_demonstration) == (True, False)
    assert Report.objects.published().get().waves.get() == wave
    with visitor(browser, live_server) as reader:
        reader.goto("/etats-des-lieux/")
        reader.get_by_role("link", name="Les communes répondent", exact=True).click()
        figure = reader.get_by_text("collectivités qui ont répondu").first
        expect(figure).to_be_visible()
