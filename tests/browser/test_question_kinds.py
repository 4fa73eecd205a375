"""Questions of the directory, tables, conditions: by script and by the server alone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from surveys.enums import QuestionKind
from surveys.models import Answer, ParticipationLink, Section
from surveys.questionnaires.conditions import ConditionTest, build_condition
from surveys.responses.forms import PageForm
from tests.browser.test_surveys import broken_rules, on_a_phone, press
from tests.surveys.conftest import ask
from tests.surveys.factories import ParticipationFactory, SectionFactory, WaveFactory
from tests.surveys.test_kinds import Asked, build_asked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(transactional_db: None) -> Asked:
    return build_asked()


def values(asked: Asked) -> dict[str, Any]:
    rows = Answer.objects.filter(participation=asked.participation)
    return dict(rows.values_list("question__code", "value"))


def test_names_are_typed_ahead_and_a_table_is_filled_on_a_phone(
    browser: Browser, live_server: LiveServer, asked: Asked
) -> None:
    with on_a_phone(browser, live_server) as page:
        page.goto(asked.url())
        name = page.get_by_label("Ajouter un nom")
        name.press_sequentially("séné")
        expect(page.locator("datalist option")).to_have_count(1)
        name.fill("Sénégal")
        expect(page.locator("datalist option")).to_have_count(1)
        name.press("Enter")
        expect(page.get_by_label("Sénégal")).to_be_checked()
        name.fill("nig")
        name.press("Enter")
        # Two countries are called so: the server asks.
        page.get_by_label("Nigéria").check()
        page.get_by_label("Quoi : jour ?").fill("2026-05-31")
        page.get_by_label("Etat : Réponse peu").check()
        press(page, "Enregistrer et continuer")
        page.wait_for_url("**/relire/*")
        assert broken_rules(page) == []
        page.goto(asked.url())
        assert broken_rules(page) == []

    assert values(asked) == {
        "pays": [
            {"key": "SN", "label": "Sénégal"},
            {"key": "NG", "label": "Nigéria"},
        ],
        "jour": "2026-05-31",
        "appui": {"etat": "peu"},
    }


def test_names_are_found_without_a_script(
    browser: Browser, live_server: LiveServer, asked: Asked
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(asked.url())
    page.get_by_label("Ajouter un nom").fill("Sénégal")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_label("Sénégal")).to_be_checked()
    page.get_by_label("Ajouter un nom").fill("nig")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.get_by_label("Niger", exact=True).check()
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.wait_for_url("**/page/apres/*")
    context.close()
    assert [one["key"] for one in values(asked)["pays"]] == ["SN", "NE"]


# What is typed, as a browser sends it.
CASES: list[dict[str, str]] = [
    {},
    {"an": "1999"},
    {"an": "2000"},
    {"an": "2000", "choix": "a"},
    {"choix": "b"},
    {"choix": "b", "somme": "1 000,50 €"},
    {"somme": "999"},
    {"jour": "2026-05-31"},
    {"jour": "2026-04-30", "choix": "a"},
]


def build_conditions() -> tuple[Section, str]:
    """Return a page of conditions, and the link to it."""
    page = SectionFactory(code="page")
    ask(page, "an", QuestionKind.YEAR)
    ask(page, "choix", QuestionKind.ONE, options=("a", "b"))
    ask(page, "somme", QuestionKind.AMOUNT)
    ask(page, "jour", QuestionKind.DATE)
    since = ConditionTest("an", "au_moins", ("2000",))._asdict()
    of_a = ConditionTest("choix", "parmi", ("a",))._asdict()
    for code, condition in {
        "depuis": build_condition("an", "2000", operator="au_moins"),
        "pas_a": build_condition("choix", "a", operator="aucun_de"),
        "beaucoup": build_condition("somme", "1000", operator="au_moins"),
        "avant_mai": build_condition("jour", "2026-05-01", operator="au_plus"),
        "sans_choix": build_condition("choix", operator="sans_reponse"),
        "les_deux": {"join": "et", "tests": [since, of_a]},
        "un_des_deux": {"join": "ou", "tests": [since, of_a]},
        # What is hidden shows nothing itself.
        "suite": build_condition("les_deux", operator="repondu"),
    }.items():
        ask(page, code, QuestionKind.SHORT_TEXT, condition=condition)
    wave = WaveFactory(questionnaire=page.questionnaire, started=True)
    _link, token = ParticipationLink.objects.create_with_token(
        ParticipationFactory(wave=wave), email="sacha@annecy.example"
    )
    return page, f"/enquete/{token}/page/page/"


def fill(page: Page, typed: dict[str, str]) -> None:
    for code, text in typed.items():
        if code == "choix":
            page.get_by_label(f"Réponse {text}").check()
        else:
            page.locator(f"[name={code}]").fill(text)


def test_the_script_and_the_server_show_the_same_questions(
    browser: Browser, live_server: LiveServer, transactional_db: None
) -> None:
    section, address = build_conditions()
    with on_a_phone(browser, live_server) as page:
        for typed in CASES:
            page.goto(address)
            fill(page, typed)
            boxes = page.locator(".question:not([hidden])")
            shown = boxes.evaluate_all("all => all.map((one) => one.dataset.code)")
            form = PageForm(typed, section=section, given={}, values={})
            assert shown == [one.code for one in form.visible_questions()], typed
            # The page saves itself while one reads: the next case begins anew.
            page.goto("about:blank")
            Answer.objects.all().delete()
