"""Filters of results: only those who gave some answer, for who may read answers."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from django.db.models import Q

from surveys.enums import QuestionKind
from surveys.models import Answer, Question, Wave
from surveys.results.counting import OUT_OF_LIST, AnswerSelection
from surveys.results.variables import (
    YEAR_KINDS,
    Variable,
    count_named_answers,
    get_named_counts,
    list_variables,
)

MAX_FILTERS = 5
SEPARATOR = ":"


class AnswerFilter(NamedTuple):
    """An answer that somebody gave; ``value`` names it in addresses."""

    variable: Variable
    code: str
    label: str

    @property
    def value(self) -> str:
        return f"{self.variable.code}{SEPARATOR}{self.code}"

    def __str__(self) -> str:
        return f"{self.variable.label} {self.label}"


def list_filters(wave: Wave, questions: Iterable[Question]) -> dict[str, AnswerFilter]:
    """Return every answer by which one may filter, by its name in addresses."""
    questions = list(questions)
    named = count_named_answers(wave, questions)
    found = [
        AnswerFilter(variable, code, label)
        for variable in list_variables(questions)
        for code, label in variable.list_labels(
            get_named_counts(named, variable)
        ).items()
    ]
    return {one.value: one for one in found}


def select_by_answers(
    wave: Wave, selection: AnswerSelection, filters: Iterable[AnswerFilter]
) -> AnswerSelection:
    """Keep those who gave all these answers: a query for each."""
    chosen: set[int] | None = None
    for one in filters:
        found = set(list_participations(wave, one))
        chosen = found if chosen is None else chosen & found
    if chosen is None:
        return selection
    return replace(selection, participations=tuple(sorted(chosen)))


def list_participations(wave: Wave, one: AnswerFilter) -> Iterable[int]:
    rows = Answer.objects.for_wave(wave).submitted()
    rows = rows.filter(question=one.variable.question)
    given = rows.filter(build_answer_condition(one)).order_by()
    found: Iterable[int] = given.values_list("participation", flat=True).distinct()
    return found


def build_answer_condition(one: AnswerFilter) -> Q:
    kind = one.variable.question.kind
    if one.variable.row:
        return Q(value__contains={one.variable.row.code: one.code})
    if kind in QuestionKind.DIRECTORY:
        key = "" if one.code == OUT_OF_LIST else one.code
        return Q(value__contains=[{"key": key}])
    if kind in (QuestionKind.SEVERAL, QuestionKind.RANKING):
        return Q(value__contains=[one.code])
    if kind == QuestionKind.DATE:
        return Q(value__gte=f"{one.code}-01-01", value__lte=f"{one.code}-12-31")
    if kind == QuestionKind.YES_NO:
        return Q(value=one.code == "true")
    is_number = kind in (QuestionKind.SCALE, *YEAR_KINDS) and one.code.isdecimal()
    return Q(value=int(one.code) if is_number else one.code)
