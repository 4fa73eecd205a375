"""Which questions are shown, given what was answered: decided here, and nowhere else.

The page's script repeats it for the eye; what it hides by mistake is shown again by the
server.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from surveys.models import Question


def codes_of(value: Any) -> list[str]:
    """Give an answer as the codes that a condition may name."""
    if value is None:
        return []
    if value is True:
        return ["oui"]
    if value is False:
        return ["non"]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def is_shown(question: Question, values: Mapping[str, Any]) -> bool:
    """Say whether a question is asked, given values by code."""
    if not question.shown_if:
        return True
    said = codes_of(values.get(question.shown_if))
    return not set(said).isdisjoint(question.shown_values)


def shown(questions: Iterable[Question], values: Mapping[str, Any]) -> list[Question]:
    """Give the questions that are asked, in their order.

    The answer to a question that is not asked any more shows nothing itself.
    """
    known, kept = dict(values), []
    for question in questions:
        if is_shown(question, known):
            kept.append(question)
        else:
            known.pop(question.code, None)
    return kept
