"""Conditions of questions and pages: which are shown, given the answers.

``static/js/survey.js`` repeats these rules in the page; the server decides. An answer
that is not given passes no test but ``sans_reponse``.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from surveys.enums import ConditionJoin, ConditionOperator, QuestionKind
from surveys.models import Question, Section

YES_NO_CODES = {True: "oui", False: "non"}
Comparable = Decimal | str


class ConditionTest(NamedTuple):
    """What is asked of the answer to an earlier question."""

    question: str
    operator: str
    values: tuple[str, ...] = ()


class Condition(NamedTuple):
    """Tests, and how they are joined; without a test it always holds."""

    join: str
    tests: tuple[ConditionTest, ...]

    @property
    def codes(self) -> set[str]:
        """The codes of the questions that it depends on."""
        return {test.question for test in self.tests}


def parse_condition(data: Mapping[str, Any]) -> Condition:
    """Return the condition that a question or a page stores."""
    tests = [
        ConditionTest(
            str(test["question"]),
            str(test["operator"]),
            tuple(str(one) for one in test.get("values") or ()),
        )
        for test in data.get("tests") or ()
    ]
    return Condition(str(data.get("join") or ConditionJoin.ALL), tuple(tests))


def list_conditions(question: Question) -> list[Condition]:
    """Return the conditions of a question: of its page, and its own."""
    stored = (question.section.condition, question.condition)
    return [parse_condition(one) for one in stored if one]


def build_condition(
    code: str, *values: str, operator: str = ConditionOperator.ONE_OF
) -> dict[str, Any]:
    """Return a condition of one test, as it is stored."""
    test = {"question": code, "operator": operator, "values": list(values)}
    return {"join": ConditionJoin.ALL.value, "tests": [test]}


def list_operators(kind: str) -> list[ConditionOperator]:
    """Return what a condition may ask of an answer to a kind of question."""
    operators = [ConditionOperator.ANSWERED, ConditionOperator.UNANSWERED]
    if kind in QuestionKind.ORDERED:
        operators = [
            ConditionOperator.AT_LEAST,
            ConditionOperator.AT_MOST,
            *operators,
        ]
    if kind in QuestionKind.CODED or kind == QuestionKind.SCALE:
        operators = [
            ConditionOperator.ONE_OF,
            ConditionOperator.NONE_OF,
            *operators,
        ]
    return operators


def get_condition_codes(value: Any) -> list[str]:
    """Return the codes of an answer that a condition may name."""
    if value is None or value in ("", [], {}):
        return []
    if isinstance(value, bool):
        return [YES_NO_CODES[value]]
    values = value if isinstance(value, list) else [value]
    codes = [one.get("key", "") if isinstance(one, dict) else one for one in values]
    return [str(code) for code in codes if code != ""]


def get_comparable(value: Any) -> Comparable | None:
    """Return a number, or the text of a date; None for what has no order."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def is_passed(test: ConditionTest, value: Any) -> bool:
    """Return whether an answer passes a test; ``value`` is None where there is none."""
    is_answered = value is not None and value not in ("", [], {})
    match test.operator:
        case ConditionOperator.ANSWERED:
            return is_answered
        case ConditionOperator.UNANSWERED:
            return not is_answered
        case ConditionOperator.ONE_OF:
            return not set(get_condition_codes(value)).isdisjoint(test.values)
        case ConditionOperator.NONE_OF:
            return is_answered and set(get_condition_codes(value)).isdisjoint(
                test.values
            )
        case ConditionOperator.AT_LEAST | ConditionOperator.AT_MOST:
            return is_within(test, get_comparable(value))
    return False


def is_within(test: ConditionTest, answer: Comparable | None) -> bool:
    bound = get_comparable(test.values[0]) if test.values else None
    low, high = bound, answer
    if test.operator == ConditionOperator.AT_MOST:
        low, high = answer, bound
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return low <= high
    return isinstance(low, str) and isinstance(high, str) and low <= high


def is_met(condition: Condition, values: Mapping[str, Any]) -> bool:
    """Return whether a condition holds, given values by question code."""
    passed = [is_passed(test, values.get(test.question)) for test in condition.tests]
    if not passed:
        return True
    return any(passed) if condition.join == ConditionJoin.ANY else all(passed)


def is_shown(row: Question | Section, values: Mapping[str, Any]) -> bool:
    """Return whether a page, or a question on its page, is shown."""
    return is_met(parse_condition(row.condition), values)


def filter_shown_questions(
    questions: Iterable[Question], values: Mapping[str, Any]
) -> list[Question]:
    """Return the questions that are asked, in order, those of hidden pages left out.

    The answer to a question that is not asked does not count in conditions.
    """
    known, asked = dict(values), []
    for question in questions:
        if is_shown(question.section, known) and is_shown(question, known):
            asked.append(question)
        else:
            known.pop(question.code, None)
    return asked
