"""Questionnaires: shipped, built, previewed; frozen once a wave has used them."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.test import Client
from django.utils import translation

from surveys.models import Option, Question, Questionnaire, Section
from surveys.questionnaires.conditions import (
    build_condition,
    filter_shown_questions,
)
from surveys.questionnaires.fixtures import read_fixtures
from surveys.questionnaires.versions import create_new_version
from surveys.responses.response import Response
from tests.surveys.conftest import Survey, small_questionnaire
from tests.surveys.factories import QuestionFactory, SectionFactory, WaveFactory

pytestmark = pytest.mark.django_db


def test_each_version_of_the_shipped_questionnaire_is_loaded_once() -> None:
    call_command("load_questionnaires", verbosity=0)
    call_command("load_questionnaires", verbosity=0)

    versions = Questionnaire.objects.annotate(asked=Count("sections__questions"))
    assert dict(versions.values_list("version", "asked")) == {1: 51, 2: 54}
    assert not Question.objects.filter(label_en="").exists()
    assert not Option.objects.filter(label_en="").exists()


def test_shipped_conditions_name_what_is_asked_before() -> None:
    for data in read_fixtures():
        known: dict[str, set[str]] = {}
        for section in data["sections"]:
            for question in section["questions"]:
                for test in question.get("condition", {}).get("tests", ()):
                    assert set(test["values"]) <= known[test["question"]]
                options = {one["code"] for one in question.get("options", [])}
                known[question["code"]] = options or {"oui", "non"}


@pytest.mark.parametrize("model", [Section, Question, Option])
def test_a_used_version_is_frozen_by_the_database(model: type, survey: Survey) -> None:
    row = model.objects.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(position=99)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).delete()
    with pytest.raises(ValidationError) as refusal:
        row.clean()
    assert "il ne change plus" in refusal.value.messages[0]


def test_nothing_is_added_to_a_used_version(survey: Survey) -> None:
    section = Section.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionFactory(section=section)
    with pytest.raises(IntegrityError), transaction.atomic():
        SectionFactory(questionnaire=survey.questionnaire)
    with pytest.raises(IntegrityError), transaction.atomic():
        Questionnaire.objects.update(title_fr="Autre")
    with pytest.raises(ValidationError):
        survey.questionnaire.clean()


def test_a_prepared_wave_does_not_freeze_yet() -> None:
    questionnaire = small_questionnaire()
    WaveFactory(questionnaire=questionnaire)

    QuestionFactory(section=questionnaire.sections.first())
    assert not questionnaire.is_frozen


def test_a_code_serves_once_in_a_questionnaire() -> None:
    questionnaire = small_questionnaire()
    last = questionnaire.sections.last()
    assert last is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionFactory(section=last, code="role")
    with pytest.raises(ValidationError):
        QuestionFactory.build(section=last, code="role").full_clean()


def test_a_new_version_is_a_whole_copy_that_may_change(survey: Survey) -> None:
    copy = create_new_version(survey.questionnaire)

    assert (copy.version, copy.state, copy.is_frozen) == (2, "brouillon", False)
    for model, path in (
        (Section, "questionnaire"),
        (Question, "section__questionnaire"),
        (Option, "question__section__questionnaire"),
    ):
        old = model.objects.filter(**{path: survey.questionnaire})
        new = model.objects.filter(**{path: copy})
        assert sorted(old.values_list("code")) == sorted(new.values_list("code"))
    QuestionFactory(section=copy.sections.first())


def test_an_answer_that_is_hidden_shows_nothing_itself() -> None:
    section = SectionFactory()
    first = QuestionFactory(section=section, code="un", kind="oui_non")
    how = {"section": section, "kind": "oui_non"}
    second = QuestionFactory(code="deux", condition=build_condition("un", "oui"), **how)
    third = QuestionFactory(
        code="trois", condition=build_condition("deux", "oui"), **how
    )
    questions = [first, second, third]

    assert filter_shown_questions(questions, {"un": True, "deux": True}) == questions
    assert filter_shown_questions(questions, {"un": False, "deux": True}) == [first]


def test_texts_are_in_the_readers_language_or_french() -> None:
    section = SectionFactory(title_fr="Freins", title_en="Brakes")
    question = QuestionFactory(section=section, label_fr="Quoi ?")
    with translation.override("en"):
        assert (section.title, question.label) == ("Brakes", "Quoi ?")
        assert section.questionnaire.title == "Your authority’s cooperation"


def test_the_paper_is_read_in_few_queries(
    survey: Survey, django_assert_num_queries: object
) -> None:
    participation = survey.participation
    with django_assert_num_queries(6):  # type: ignore[operator]
        Response(participation).list_missing_answers()


def test_the_preview_tells_what_a_respondent_would_read(
    staff_client: Client, survey: Survey
) -> None:
    address = (
        f"/gestion/enquetes/questionnaires/{survey.questionnaire.pk}/apercu/?page=qui"
    )

    page = staff_client.post(address, {"agents": "beaucoup"}).content.decode()

    assert "Écrivez un nombre entier" in page
    assert not survey.participation.answers.exists()
