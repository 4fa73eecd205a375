"""Conditions of questions: which are shown, given the answers.

The script of the page repeats this rule; the server decides.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from surveys.models import Question


def get_condition_codes(value: Any) -> list[str]:
    """Return the codes of an answer that a condition may name."""
    if value is None:
        return []
    if value is True:
        return ["oui"]
    if value is False:
        return ["non"]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def is_shown(question: Question, values: Mapping[str, Any]) -> bool:
    """Return whether a question is asked, given values by question code."""
    if not question.shown_if:
        return True
    codes = get_condition_codes(values.get(question.shown_if))
    return not set(codes).isdisjoint(question.shown_values)


def filter_shown_questions(
    questions: Iterable[Question], values: Mapping[str, Any]
) -> list[Question]:
    """Return the questions that are asked, in order.

    The answer to a question that is not asked does not count in conditions.
    """
    known, asked = dict(values), []
    for question in questions:
        if is_shown(question, known):
            asked.append(question)
        else:
            known.pop(question.code, None)
    return asked
