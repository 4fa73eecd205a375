"""Conditions: several tests, numbers and dates, pages; always a verdict."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.enums import ConditionOperator, QuestionKind
from surveys.models import Participation
from surveys.questionnaires.conditions import (
    Condition,
    ConditionTest,
    build_condition,
    is_met,
    is_passed,
    list_operators,
    parse_condition,
)
from surveys.responses.response import Response
from tests.surveys.conftest import ask
from tests.surveys.factories import (
    AnswerFactory,
    ParticipationFactory,
    QuestionnaireFactory,
    SectionFactory,
    WaveFactory,
)

codes = st.sampled_from(["a", "b", "c", "NE"])
answers = st.one_of(
    st.none(),
    codes,
    st.lists(codes, unique=True),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.decimals(-(10**9), 10**9, places=2).map(lambda one: f"{one:.2f}"),
    st.dates().map(lambda one: one.isoformat()),
    st.lists(codes.map(lambda code: {"key": code, "label": code.lower()})),
    st.dictionaries(codes, codes),
    st.text(),
)
tests = st.builds(
    ConditionTest,
    codes,
    st.sampled_from(ConditionOperator.values),
    st.lists(codes | st.integers().map(str) | st.text(), max_size=3).map(tuple),
)


@given(test=tests, value=answers)
def test_every_answer_passes_a_test_or_does_not(
    test: ConditionTest, value: Any
) -> None:
    assert is_passed(test, value) in (True, False)


@given(test=tests, value=answers)
def test_an_answer_that_is_not_given_passes_no_test_but_one(
    test: ConditionTest, value: Any
) -> None:
    for nothing in (None, "", [], {}):
        expected = test.operator == ConditionOperator.UNANSWERED
        assert is_passed(test, nothing) is expected


@given(value=answers, values=st.lists(codes, max_size=3).map(tuple))
def test_a_given_answer_is_one_of_some_codes_or_none_of_them(
    value: Any, values: tuple[str, ...]
) -> None:
    is_answered = is_passed(ConditionTest("q", "repondu"), value)
    is_one = is_passed(ConditionTest("q", "parmi", values), value)
    is_none = is_passed(ConditionTest("q", "aucun_de", values), value)
    assert (is_one or is_none) == is_answered
    assert not (is_one and is_none)
    assert is_passed(ConditionTest("q", "sans_reponse"), value) != is_answered


@given(number=st.integers(-1000, 1000), bound=st.integers(-1000, 1000))
def test_bounds_hold_for_numbers_however_they_are_stored(
    number: int, bound: int
) -> None:
    for value in (number, f"{number}.00"):
        bounds = (str(bound),)
        at_least = is_passed(ConditionTest("q", "au_moins", bounds), value)
        at_most = is_passed(ConditionTest("q", "au_plus", bounds), value)
        assert (at_least, at_most) == (number >= bound, number <= bound)


@given(day=st.dates(), bound=st.dates())
def test_bounds_hold_for_dates(day: Any, bound: Any) -> None:
    test = ConditionTest("q", "au_moins", (bound.isoformat(),))
    assert is_passed(test, day.isoformat()) == (day >= bound)
    assert not is_passed(test, day.year)


@given(
    passed=st.lists(st.booleans(), min_size=1, max_size=4),
    join=st.sampled_from(["et", "ou"]),
)
def test_tests_are_joined_by_and_or_by_or(passed: list[bool], join: str) -> None:
    values = {str(place): one or None for place, one in enumerate(passed)}
    tests = tuple(ConditionTest(code, "repondu") for code in values)
    expected = all(passed) if join == "et" else any(passed)
    assert is_met(Condition(join, tests), values) is expected


def test_no_condition_always_holds() -> None:
    assert is_met(parse_condition({}), {})


def test_what_may_be_asked_follows_the_kind() -> None:
    found = {kind.value: list_operators(kind) for kind in QuestionKind}
    assert [one.value for one in found["annee"]] == [
        *("au_moins", "au_plus", "repondu", "sans_reponse")
    ]
    assert [one.value for one in found["pays"]] == [
        *("parmi", "aucun_de", "repondu", "sans_reponse")
    ]
    assert [one.value for one in found["matrice"]] == ["repondu", "sans_reponse"]


# Pages ------------------------------------------------------------------------------


@pytest.fixture
def participation(db: None) -> Participation:
    """A page of cooperations, and one of countries, for who acts abroad only."""
    questionnaire = QuestionnaireFactory()
    first = SectionFactory(questionnaire=questionnaire, code="qui")
    ask(first, "agit", QuestionKind.YES_NO)
    for code, is_repeated in (("coops", True), ("ou", False)):
        page = SectionFactory(
            questionnaire=questionnaire,
            code=code,
            is_repeated=is_repeated,
            condition=build_condition("agit", "oui"),
        )
        ask(page, f"{code}_pays", QuestionKind.COUNTRY, is_required=True)
    last = SectionFactory(questionnaire=questionnaire, code="fin")
    ask(last, "suite", "oui_non", condition=build_condition("ou_pays", "NE"))
    wave = WaveFactory(questionnaire=questionnaire, started=True)
    return ParticipationFactory(wave=wave)


def answer(participation: Participation, code: str, value: Any) -> None:
    questions = participation.wave.questionnaire.sections.values("questions")
    question = questions.get(questions__code=code)["questions"]
    AnswerFactory(participation=participation, question_id=question, value=value)


@pytest.mark.django_db
def test_a_page_is_asked_as_earlier_answers_tell(participation: Participation) -> None:
    answer(participation, "ou_pays", [{"key": "NE", "label": "Niger"}])
    response = Response(participation)
    assert [one.code for one in response.shown_sections] == ["qui", "fin"]
    assert response.list_missing_answers() == []
    # An answer on a page that is left out shows nothing either.
    assert response.list_shown_questions(response.sections[-1]) == []

    answer(participation, "agit", True)
    response = Response(participation)
    assert [one.code for one in response.shown_sections] == [
        *("qui", "coops", "ou", "fin")
    ]
    assert len(response.list_shown_questions(response.sections[-1])) == 1
