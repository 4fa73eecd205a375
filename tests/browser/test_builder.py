"""The builder in a real browser: the phone beside shows what is typed."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from surveys.enums import QuestionKind, QuestionnaireState
from surveys.models import Question, Questionnaire
from tests.browser.logins import log_in_with_two_factors
from tests.browser.test_surveys import broken_rules, on_a_phone
from tests.surveys.conftest import ask
from tests.surveys.factories import QuestionnaireFactory, SectionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(transactional_db: None) -> Questionnaire:
    draft: Questionnaire = QuestionnaireFactory(state=QuestionnaireState.DRAFT)
    section = SectionFactory(questionnaire=draft)
    ask(section, "pays", QuestionKind.SHORT_TEXT)
    ask(section, "ou", QuestionKind.ONE, options=("ici", "ailleurs"))
    return draft


def open_question(page: Page, draft: Questionnaire) -> Question:
    question = Question.objects.get(code="ou")
    address = f"/gestion/enquetes/questionnaires/{draft.pk}/?question={question.pk}"
    if page.url == "about:blank":
        log_in_with_two_factors(page, address)
    else:
        page.goto(address)
    return question


def test_the_phone_beside_shows_what_is_typed_and_nothing_is_saved(
    browser: Browser, live_server: LiveServer, draft: Questionnaire
) -> None:
    with on_a_phone(browser, live_server) as page:
        page.set_viewport_size({"width": 1280, "height": 900})
        question = open_question(page, draft)
        phone = page.frame_locator("#apercu")
        expect(phone.get_by_text("Quoi : ou ?")).to_be_visible()

        page.locator("#id_question-label_fr").fill("Où, hors ${pays} ?")
        page.locator("[name=reponses-0-label_fr]").fill("Seulement ${pays}")
        expect(phone.get_by_text("Où, hors … ?")).to_be_visible()
        phone.get_by_label("Quoi : pays ?").fill("Niger")
        expect(phone.get_by_text("Où, hors Niger ?")).to_be_visible()
        expect(phone.get_by_label("Seulement Niger")).to_be_visible()

        page.locator("#id_question-label_fr").fill("")
        expect(phone.get_by_text("À corriger pour le voir")).to_be_visible()
        assert broken_rules(page) == []
        question.refresh_from_db()
        assert question.label_fr == "Quoi : ou ?"


def test_what_is_typed_before_the_script_came_is_shown(
    browser: Browser, live_server: LiveServer, draft: Questionnaire
) -> None:
    with on_a_phone(browser, live_server) as page:
        page.set_viewport_size({"width": 1280, "height": 900})
        late: list[Route] = []
        page.route("**/builder*.js", lambda route: late.append(route))
        question = Question.objects.get(code="ou")
        address = f"/gestion/enquetes/questionnaires/{draft.pk}/"
        log_in_with_two_factors(page, "/gestion/")
        page.goto(f"{address}?question={question.pk}", wait_until="commit")
        page.locator("#id_question-label_fr").fill("Où donc ?")
        while not late:
            page.wait_for_timeout(50)
        late[0].continue_()
        phone = page.frame_locator("#apercu")
        expect(phone.get_by_text("Où donc ?")).to_be_visible()


def test_a_second_tab_is_told_and_keeps_what_was_typed(
    browser: Browser, live_server: LiveServer, draft: Questionnaire
) -> None:
    with on_a_phone(browser, live_server) as page:
        question = open_question(page, draft)
        page.locator("#id_question-label_fr").fill("Où êtes-vous ?")
        Question.objects.filter(pk=question.pk).update(label_fr="Où allez-vous ?")

        save = page.get_by_role("button", name="Enregistrer", exact=True)
        save.last.click()
        expect(page.get_by_text("maintenant : Où allez-vous ?")).to_be_visible()
        field = page.locator("#id_question-label_fr")
        expect(field).to_have_value("Où êtes-vous ?")
        assert broken_rules(page) == []
        save.last.click()
        expect(page.get_by_text("Question enregistrée.")).to_be_visible()
        question.refresh_from_db()
        assert question.label_fr == "Où êtes-vous ?"
