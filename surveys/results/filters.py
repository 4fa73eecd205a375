"""Filters of results: only those who gave some answer, for who may read answers."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from django.db.models import Q

from cooperation.text import get_translated_text
from surveys.enums import QuestionKind
from surveys.models import Answer, Question, Wave
from surveys.results.build import get_answer_labels
from surveys.results.counting import AnswerSelection, QuestionCounts
from surveys.results.crossing import list_crossable_questions

MAX_FILTERS = 5
SEPARATOR = ":"


class AnswerFilter(NamedTuple):
    """An answer that somebody gave; ``value`` names it in addresses."""

    question: Question
    code: str
    label: str

    @property
    def value(self) -> str:
        return f"{self.question.code}{SEPARATOR}{self.code}"

    def __str__(self) -> str:
        return f"{self.question.label} {self.label}"


def list_filters(questions: Iterable[Question]) -> dict[str, AnswerFilter]:
    """Return every answer by which one may filter, by its name in addresses."""
    found = [
        AnswerFilter(question, code, get_translated_text(*words))
        for question in list_crossable_questions(questions)
        for code, words in get_answer_labels(question, QuestionCounts()).items()
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
    rows = Answer.objects.for_wave(wave).submitted().filter(question=one.question)
    given = rows.filter(build_answer_condition(one)).order_by()
    found: Iterable[int] = given.values_list("participation", flat=True).distinct()
    return found


def build_answer_condition(one: AnswerFilter) -> Q:
    if one.question.kind == QuestionKind.YES_NO:
        return Q(value=one.code == "true")
    if one.question.kind == QuestionKind.SCALE:
        return Q(value=int(one.code))
    if one.question.kind == QuestionKind.SEVERAL:
        return Q(value__contains=[one.code])
    return Q(value=one.code)
