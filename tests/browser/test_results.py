"""What a wave said, in a real browser: counted, read by keyboard, given back."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cooperation.models import Action
from surveys.enums import BlockOutcome
from surveys.models import AnswerTheme, Quote, Section, Wave
from tests import factories
from tests.browser.logins import log_in_with_two_factors
from tests.browser.test_surveys import PHONE, broken_rules, on_a_phone
from tests.surveys.conftest import small_questionnaire
from tests.surveys.results.world import authorities, wave_with

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK: Any = {"width": 1280, "height": 800}
STORY = "Le plus dur fut\nle temps qui manque."


@pytest.fixture
def wave(transactional_db: None) -> Wave:
    """Six authorities in two waves, with stories; one says that an action ended."""
    asked = small_questionnaire()
    people = authorities(("commune", "74", 3), ("epci", "01", 3))
    said = {"role": "elu", "freins": ["argent", "temps"], "agents": 3}
    answers = [
        (one, said | ({"recit": STORY} if place < 3 else {}))
        for place, one in enumerate(people)
    ]
    day = timezone.localdate() - datetime.timedelta(days=400)
    wave_with(asked, answers, name="Ancienne", slug="ancienne", opens_on=day)
    wave = wave_with(asked, answers, name="Nouvelle", slug="nouvelle")
    action = factories.ActionFactory(
        lead=people[0], title="Eau potable", status="en_cours", start_year=2015
    )
    wave.participations.get(collectivity=people[0]).blocks.create(
        section=Section.objects.get(is_repeated=True),
        action=action,
        title=action.title,
        base={"coop_etat": "en_cours"},
        outcome=BlockOutcome.ENDED,
    )
    return wave


def check(page: Page) -> None:
    """Look at a page on a desk and on a phone: axe, and no sideways scroll."""
    address = page.url
    assert (address, broken_rules(page)) == (address, [])
    page.set_viewport_size(PHONE["viewport"])
    assert (address, broken_rules(page)) == (address, [])
    page.set_viewport_size(DESK)


def test_results_are_read_coded_and_given_back(
    browser: Browser, live_server: LiveServer, wave: Wave
) -> None:
    with on_a_phone(browser, live_server) as page:
        page.set_viewport_size(DESK)
        log_in_with_two_factors(page, "/gestion/enquetes/nouvelle/resultats/")
        expect(page.get_by_text("6 sur 6 ont répondu")).to_be_visible()
        check(page)
        page.locator("#role").get_by_role("link", name="Croiser").click()
        page.get_by_label("En colonnes").select_option(label="Quoi : freins ?")
        page.get_by_role("button", name="Croiser").click()
        expect(page.get_by_role("table")).to_have_count(1)
        check(page)
        page.get_by_label("En colonnes").select_option(label="Département")
        page.get_by_role("button", name="Croiser").click()
        expect(page.get_by_role("columnheader")).to_have_count(3)
        check(page)
        read_by_keyboard(page)
        give_back(page)
        page.get_by_role("link", name="Comparer").click()
        check(page)
        page.locator("#avec").select_option("ancienne")
        page.get_by_role("button", name="Comparer").click()
        check(page)
        page.get_by_role("link", name="Toutes les questions comparées").click()
        expect(page.get_by_role("heading", name="Quoi : role ?")).to_be_visible()
        check(page)
        page.get_by_role("link", name="Exports").click()
        check(page)
        # Six participations are too few for an anonymised file.
        with page.expect_download() as file:
            page.get_by_role("button", name="CSV").first.click()
        assert file.value.suggested_filename.startswith("passerelles-nouvelle-complet")


def read_by_keyboard(page: Page) -> None:
    """Read three answers: a theme made, a quote taken, the theme given again."""
    page.get_by_role("link", name="Lire les réponses").click()
    check(page)
    page.get_by_role("link", name="Quoi : recit ?").click()
    expect(page.get_by_text("Réponse 1 sur 3")).to_be_visible()
    check(page)
    expect(page.locator("#reponse")).to_be_focused()
    page.keyboard.press("t")
    page.keyboard.type("Temps et n")
    page.keyboard.press("Escape")
    page.locator("#reponse").click(click_count=3, position={"x": 40, "y": 20})
    page.keyboard.press("c")
    expect(page.get_by_label("Citation : une partie")).to_have_value("Le plus dur fut")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.get_by_text("Réponse 2 sur 3")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_label("Temps et n")).to_be_checked()
    page.keyboard.press("e")
    expect(page.get_by_text("Réponse 3 sur 3")).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_text("Réponse 2 sur 3")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_text("Réponse 3 sur 3")).to_be_visible()
    page.keyboard.press("c")
    page.keyboard.type("jamais dit")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.get_by_text("mot pour mot une partie de la réponse.")).to_be_visible()
    expect(page.get_by_label("Citation : une partie")).to_be_focused()
    check(page)
    page.get_by_label("Citation : une partie").fill("")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.get_by_text("Toutes les réponses à cette question")).to_be_visible()
    expect(page.get_by_text("3 lues sur 3")).to_be_visible()
    check(page)
    page.get_by_role("link", name="thèmes", exact=True).click()
    expect(page.get_by_label("Thème (2 réponses)")).to_have_value("Temps et n")
    check(page)
    assert AnswerTheme.objects.count() == 1
    assert Quote.objects.get().text == "Le plus dur fut"


def give_back(page: Page) -> None:
    """Make a proposal of what ended, and accept it in the queue of staff."""
    page.get_by_role("link", name="Rendre à l’annuaire").click()
    check(page)
    page.get_by_label("Eau potable").check()
    page.get_by_role("button", name="Rendre les coopérations cochées").click()
    expect(page.get_by_text("1 proposition attend dans la relecture.")).to_be_visible()
    check(page)
    page.get_by_role("link", name="proposition", exact=True).click()
    page.get_by_role("button", name="Tout accepter").click()
    page.goto("/gestion/enquetes/nouvelle/resultats/propositions/")
    expect(page.get_by_text("(acceptée)")).to_be_visible()
    assert Action.objects.get().status == "terminee"
