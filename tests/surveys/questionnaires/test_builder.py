"""The builder: one page, a button for each thing, drafts only, nothing lost."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from surveys.enums import QuestionnaireState
from surveys.models import Option, Question, Questionnaire, Wave
from surveys.questionnaires.builder import get_token
from surveys.questionnaires.codes import build_code
from surveys.waves.lifecycle import get_free_slug, list_start_problems
from tests.surveys.conftest import Survey, ask, small_questionnaire
from tests.surveys.factories import SectionFactory, WaveFactory
from tests.surveys.questionnaires.pressing import (
    LIST,
    address,
    get_question,
    get_typed,
    list_codes,
    press,
)

pytestmark = pytest.mark.django_db


# Codes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Combien d’agents y consacrent du temps ?", "combien_agents_consacrent_temps"),
        ("Où ?", "ou"),
        ("role", "role"),
        ("???", "question"),
    ],
)
def test_a_code_is_the_first_words_that_say_something(label: str, code: str) -> None:
    assert build_code(label, (), 60) == code


def test_a_code_that_is_taken_is_numbered_within_its_length() -> None:
    long = "x" * 60
    assert build_code(long, {long}, 60) == "x" * 56 + "_2"


# From nothing to a wave -------------------------------------------------------------


def test_a_questionnaire_is_built_from_nothing_and_declared_usable(
    staff_client: Client,
) -> None:
    made = staff_client.post(LIST, {"title": "Où intervenez-vous ?"})
    draft = Questionnaire.objects.get()
    assert made["Location"] == address(draft)
    assert (draft.code, draft.state) == ("intervenez", "brouillon")

    press(staff_client, draft, "ajouter-page", **{"nouvelle-page-title": "Vos projets"})
    section = draft.sections.get()
    new = f"nouvelle-{section.pk}"
    added = press(
        staff_client,
        draft,
        "ajouter-question",
        **{
            "page": section.pk,
            f"{new}-label": "Quels thèmes ?",
            f"{new}-kind": "plusieurs",
        },
    )
    question = get_question("themes")
    anchor = f"?question={question.pk}#question-{question.pk}"
    assert added["Location"] == address(draft) + anchor
    assert "il faut au moins deux réponses" in staff_client.get(address(draft)).text

    typed = get_typed(staff_client, draft, question)
    typed |= {"question-is_required": "on", "liste-lines": "L’eau\nLes déchets\n"}
    press(staff_client, draft, "enregistrer-question", **typed)
    assert list(question.options.values_list("code", "label_fr")) == [
        ("eau", "L’eau"),
        ("dechets", "Les déchets"),
    ]

    press(staff_client, draft, "utilisable")
    draft.refresh_from_db()
    assert draft.state == QuestionnaireState.USABLE


def test_what_cannot_be_answered_is_not_usable(
    staff_client: Client, draft: Questionnaire
) -> None:
    Option.objects.all().delete()

    press(staff_client, draft, "utilisable")

    draft.refresh_from_db()
    assert draft.state == QuestionnaireState.DRAFT
    page = staff_client.get(address(draft)).text
    assert "À corriger avant de lancer une enquête" in page
    assert 'value="utilisable"' not in page


def test_a_wave_is_not_started_with_a_draft(draft: Questionnaire) -> None:
    wave = WaveFactory(questionnaire=draft)
    assert "Le questionnaire est encore un brouillon." in list_start_problems(wave)


def test_no_wave_takes_the_address_of_questionnaires(db: None) -> None:
    assert get_free_slug("Questionnaires") == "questionnaires-2"


# Verbs ------------------------------------------------------------------------------


def test_a_question_moves_within_its_page_and_onto_the_next(
    staff_client: Client, draft: Questionnaire
) -> None:
    SectionFactory(questionnaire=draft, code="suite", position=1)
    role = get_question("role")

    for expected in (
        [["nombre", "role"], []],
        [["nombre"], ["role"]],
        [["nombre"], ["role"]],
    ):
        press(staff_client, draft, "descendre", question=role.pk)
        assert list_codes(draft) == expected
    press(staff_client, draft, "monter", question=role.pk)
    assert list_codes(draft) == [["nombre", "role"], []]


def test_a_page_moves_with_its_questions(
    staff_client: Client, draft: Questionnaire
) -> None:
    last = SectionFactory(questionnaire=draft, code="suite", position=1)

    press(staff_client, draft, "monter", page=last.pk)

    assert list_codes(draft) == [[], ["role", "nombre"]]


def test_a_duplicate_stands_after_its_model_with_its_options(
    staff_client: Client, draft: Questionnaire
) -> None:
    press(staff_client, draft, "dupliquer", question=get_question("role").pk)

    assert list_codes(draft) == [["role", "role_2", "nombre"]]
    options = get_question("role_2").options
    assert list(options.values_list("code", "is_other")) == [
        ("elu", False),
        ("autre", True),
    ]


def test_deleting_says_which_conditions_name_the_question(
    staff_client: Client, draft: Questionnaire
) -> None:
    test = {"question": "role", "operator": "parmi", "values": ["elu"]}
    condition = {"join": "et", "tests": [test]}
    Question.objects.filter(code="nombre").update(condition=condition)
    assert "Des conditions la nomment" in staff_client.get(address(draft)).text

    press(staff_client, draft, "supprimer", question=get_question("role").pk)

    assert list_codes(draft) == [["nombre"]]
    page = staff_client.get(address(draft)).text
    assert "sa condition nomme « role », qui n’est pas posée avant." in page


def test_a_page_is_deleted_with_its_questions(
    staff_client: Client, draft: Questionnaire
) -> None:
    press(staff_client, draft, "supprimer", page=draft.sections.get().pk)
    assert list_codes(draft) == []


def test_a_second_click_does_nothing_and_says_so(
    staff_client: Client, draft: Questionnaire
) -> None:
    sent = {
        "geste": "dupliquer",
        "etat": get_token(draft),
        "question": get_question("role").pk,
    }

    staff_client.post(address(draft), sent)
    again = staff_client.post(address(draft), sent, follow=True)

    assert list_codes(draft) == [["role", "role_2", "nombre"]]
    assert "La page avait changé entre-temps" in again.text


@pytest.mark.parametrize("verb", ["", "inconnu", "_save"])
def test_an_unknown_button_is_not_found(
    verb: str, staff_client: Client, draft: Questionnaire
) -> None:
    assert press(staff_client, draft, verb).status_code == 404


def test_a_question_of_another_questionnaire_is_not_found(
    staff_client: Client, draft: Questionnaire
) -> None:
    other = small_questionnaire().sections.earliest("pk").questions.earliest("pk")
    assert press(staff_client, draft, "supprimer", question=other.pk).status_code == 404
    assert Question.objects.filter(pk=other.pk).exists()


# Versions ---------------------------------------------------------------------------


def test_a_launched_version_never_changes_and_is_followed_by_another(
    staff_client: Client, survey: Survey
) -> None:
    used = survey.questionnaire
    Questionnaire.objects.filter(pk=used.pk)
    question = get_question("role")
    page = staff_client.get(f"{address(used)}?question={question.pk}")
    assert "il ne change plus" in page.text
    assert page.context["editor"] is None

    for verb in (
        "dupliquer",
        "supprimer",
        "enregistrer-question",
        "brouillon",
        "effacer",
    ):
        press(staff_client, used, verb, question=question.pk)
    assert Question.objects.filter(code="role").count() == 1

    made = press(staff_client, used, "version")
    copy = Questionnaire.objects.get(code=used.code, version=2)
    assert made["Location"] == address(copy)
    assert (copy.state, copy.is_editable) == ("brouillon", True)


def test_a_usable_version_is_taken_back_before_it_changes(
    staff_client: Client, draft: Questionnaire
) -> None:
    press(staff_client, draft, "utilisable")
    role = get_question("role")

    refused = press(staff_client, draft, "supprimer", question=role.pk)
    assert "reprenez-le d’abord" in staff_client.get(refused["Location"]).text

    press(staff_client, draft, "brouillon")
    press(staff_client, draft, "supprimer", question=role.pk)
    assert list_codes(draft) == [["nombre"]]


def test_a_draft_is_deleted_unless_a_wave_is_prepared_with_it(
    staff_client: Client, draft: Questionnaire
) -> None:
    wave = WaveFactory(questionnaire=draft)
    press(staff_client, draft, "effacer")
    assert Questionnaire.objects.exists()

    wave.delete()
    press(staff_client, draft, "effacer")
    assert not Questionnaire.objects.exists()


def test_a_wave_that_starts_meanwhile_freezes_what_is_open(
    staff_client: Client, draft: Questionnaire
) -> None:
    typed = get_typed(staff_client, draft, get_question("nombre"))
    WaveFactory(questionnaire=draft)
    Wave.objects.update(started_at=timezone.now())

    answer = press(staff_client, draft, "enregistrer-question", **typed)

    assert "il ne change plus" in staff_client.get(answer["Location"]).text


# Size -------------------------------------------------------------------------------


def test_the_page_asks_as_often_for_many_questions(
    staff_client: Client, draft: Questionnaire, django_assert_max_num_queries: Any
) -> None:
    staff_client.get(address(draft))
    section = draft.sections.get()
    for number in range(30):
        ask(section, f"q{number}", "un_choix", options=("a", "b"), position=number + 5)

    with django_assert_max_num_queries(25):
        page = staff_client.get(address(draft))

    assert len(re.findall('class="builder__question"', page.text)) == 32
