"""Answers as text: for the review before sending, the copy, and staff."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from cooperation.presenters.money import format_euros
from surveys.enums import QuestionKind
from surveys.models import Block, Question, Section
from surveys.questionnaires.piping import fill_text
from surveys.responses.response import (
    OUTCOMES_WITH_QUESTIONS,
    AnswerValue,
    Response,
    is_answered,
)


class AnswerLine(NamedTuple):
    """A question, its text, and the lines of its answer, empty where there is none."""

    question: Question
    label: str
    words: list[str]
    is_missing: bool
    file_key: str = ""


class AnsweredPart(NamedTuple):
    """A page, or one cooperation of it, with its lines."""

    section: Section
    title: str
    block: Block | None
    lines: list[AnswerLine]

    @property
    def visible_lines(self) -> list[AnswerLine]:
        """Return the lines with an answer, and those where one is missing."""
        return [line for line in self.lines if line.words or line.is_missing]

    @property
    def unanswered_labels(self) -> str:
        """Return the labels of the other questions, joined."""
        left = [line for line in self.lines if not (line.words or line.is_missing)]
        return " · ".join(line.label for line in left)


def build_answered_parts(response: Response) -> list[AnsweredPart]:
    """Return the answers of a response, page by page."""
    found = []
    for section in response.shown_sections:
        blocks = response.list_blocks(section) if section.is_repeated else [None]
        found += [build_answered_part(response, section, block) for block in blocks]
    return found


def build_answered_part(
    response: Response, section: Section, block: Block | None
) -> AnsweredPart:
    given = response.answers(block)
    is_asked = block is None or block.outcome in OUTCOMES_WITH_QUESTIONS
    words = collect_words(response, block)
    lines = [
        AnswerLine(
            question,
            fill_text(question.label, words),
            format_answer_lines(question, given[question.code], words)
            if question.code in given
            else [],
            is_asked
            and question.is_required
            and not is_answered(question, given.get(question.code)),
            given[question.code].value["key"]
            if question.kind == QuestionKind.FILE and question.code in given
            else "",
        )
        for question in response.list_shown_questions(section, block)
    ]
    title = fill_text(section.title, words)
    return AnsweredPart(section, title, block, lines)


def collect_words(response: Response, block: Block | None = None) -> dict[str, str]:
    """Return the answers that texts of a page may take up, by code."""
    given = dict(response.answers(block)) if block else {}
    once = response.answers()
    given |= {code: once[code] for code in response.unrepeated_values}
    return {
        question.code: ", ".join(format_answer_lines(question, given[question.code]))
        for section in response.sections
        for question in section.questions.all()
        if question.code in response.referenced_codes and question.code in given
    }


def format_answer_lines(
    question: Question, given: AnswerValue, words: Mapping[str, str] | None = None
) -> list[str]:
    """Return an answer as text; ``words`` are those that options take up."""
    labels = {
        option.code: fill_text(option.label, words or {})
        for option in question.options.all()
    }
    lines = [str(line) for line in format_value(question, given.value, labels)]
    return [*lines, given.other] if given.other else lines


def format_value(question: Question, value: Any, labels: dict[str, str]) -> list[Any]:
    kind = question.kind
    if kind == QuestionKind.YES_NO:
        return [_("Oui") if value else _("Non")]
    if kind in QuestionKind.DIRECTORY:
        return [one["label"] for one in value]
    if kind == QuestionKind.FILE:
        return [value["label"]]
    if kind == QuestionKind.DATE:
        return [date_format(datetime.date.fromisoformat(value), "j F Y")]
    if kind == QuestionKind.MATRIX:
        return [
            _("%(row)s : %(answer)s")
            % {"row": labels.get(row, row), "answer": labels.get(column, column)}
            for row, column in sort_matrix(value, labels)
        ]
    if kind == QuestionKind.RANKING:
        ranked_labels = [labels.get(code, code) for code in value]
        return [f"{rank}. {label}" for rank, label in enumerate(ranked_labels, start=1)]
    if isinstance(value, list):
        return [labels.get(code, code) for code in value]
    if kind == QuestionKind.AMOUNT:
        return [format_euros(Decimal(value))]
    if kind in (QuestionKind.NUMBER, QuestionKind.DECIMAL):
        number = number_format(Decimal(value))
        return [" ".join(filter(None, [number, question.unit]))]
    if kind == QuestionKind.LONG_TEXT:
        return [line for line in value.splitlines() if line.strip()]
    return [labels.get(str(value), value)]


def sort_matrix(value: dict[str, str], labels: dict[str, str]) -> list[tuple[str, str]]:
    """Return the rows of a matrix with their answers, in the order of the question."""
    order = {code: place for place, code in enumerate(labels)}
    return sorted(value.items(), key=lambda pair: order.get(pair[0], len(order)))
