"""Before anybody is asked, what cannot be answered is told, and no wave starts."""

from typing import Any

import pytest

from surveys.enums import QuestionKind
from surveys.models import Question, Questionnaire
from surveys.questionnaires.checkup import estimate_minutes, list_questionnaire_problems
from surveys.questionnaires.conditions import build_condition
from surveys.questionnaires.fixtures import load_questionnaire, read_fixtures
from surveys.waves.lifecycle import NotStartableError, start_wave
from tests.surveys.conftest import ask, small_questionnaire
from tests.surveys.factories import (
    ParticipationFactory,
    QuestionnaireFactory,
    SectionFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db


def test_the_shipped_questionnaires_can_be_answered(db: None) -> None:
    for data in read_fixtures():
        made = load_questionnaire(data)
        assert made is not None
        assert list_questionnaire_problems(made) == []


def test_a_questionnaire_without_questions_says_so() -> None:
    empty = QuestionnaireFactory()
    assert list_questionnaire_problems(empty) == [
        "Ce questionnaire n’a pas de question."
    ]
    SectionFactory(questionnaire=small_questionnaire(), title_fr="Vide")
    assert list_questionnaire_problems(Questionnaire.objects.get(code="petit")) == [
        "La page « Vide » n’a pas de question."
    ]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"kind": QuestionKind.ONE}, "il faut au moins deux réponses possibles."),
        (
            {"kind": QuestionKind.SEVERAL, "options": ("a", "b"), "least": 3},
            "elle demande plus de réponses qu’il n’y en a.",
        ),
        (
            {"kind": QuestionKind.SCALE, "least": 1},
            "une échelle a un premier et un dernier point.",
        ),
        (
            {"condition": build_condition("inconnue", "a")},
            "sa condition nomme « inconnue », qui n’est pas posée avant.",
        ),
        (
            {"condition": build_condition("agents", "3")},
            "sa condition nomme « agents », qui ne se compare pas ainsi.",
        ),
        (
            {"condition": build_condition("agents", "dix", operator="au_moins")},
            "sa condition attend un nombre ou une date.",
        ),
        (
            {"condition": build_condition("coop_titre", operator="repondu")},
            "sa condition nomme « coop_titre », qui n’est pas posée avant.",
        ),
        (
            {"condition": build_condition("role")},
            "sa condition n’attend aucune réponse.",
        ),
        ({"condition": {"join": "xor", "tests": []}}, "sa condition est mal écrite."),
        (
            {"kind": QuestionKind.MATRIX, "options": ("a", "b")},
            "il faut au moins une ligne.",
        ),
        (
            {"condition": build_condition("role", "maire")},
            "sa condition attend « maire », que personne ne peut choisir.",
        ),
        (
            {"help_fr": "Comme ${inconnue}."},
            "un texte reprend « inconnue », qui n’existe pas.",
        ),
        (
            {"help_en": "After ${ajoutee}"},
            "un texte reprend « ajoutee », qui n’est pas posée avant.",
        ),
        (
            {"help_fr": "Pour ${coop_titre}"},
            "un texte reprend « coop_titre », qui n’est pas posée avant.",
        ),
        (
            {"condition": build_condition("rencontrer", "peut-etre")},
            "sa condition attend « peut-etre », que personne ne peut choisir.",
        ),
    ],
)
def test_a_question_that_nobody_can_answer_is_told(
    fields: dict[str, Any], problem: str
) -> None:
    questionnaire = small_questionnaire()
    last = questionnaire.sections.order_by("position").last()
    kind = fields.pop("kind", QuestionKind.SHORT_TEXT)
    ask(last, "ajoutee", kind, position=32_000, **fields)

    assert list_questionnaire_problems(questionnaire) == [
        f"« Quoi : ajoutee ? » : {problem}"
    ]


def test_a_wave_with_a_problem_does_not_start_and_says_which() -> None:
    questionnaire = small_questionnaire()
    wave = WaveFactory(questionnaire=questionnaire)
    question = Question.objects.get(code="role")
    question.options.all().delete()
    with pytest.raises(NotStartableError) as refused:
        start_wave(wave)
    assert refused.value.reasons == [
        "Personne n’est invité.",
        "« Quoi : role ? » : il faut au moins deux réponses possibles.",
    ]
    wave.refresh_from_db()
    assert wave.started_at is None
    assert not questionnaire.is_frozen
    assert estimate_minutes(questionnaire) == 6


def test_a_wave_without_a_problem_starts() -> None:
    wave = WaveFactory(questionnaire=small_questionnaire())
    ParticipationFactory(wave=wave)
    start_wave(wave)
    assert wave.started_at is not None
