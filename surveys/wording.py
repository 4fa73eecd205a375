"""Answers as text: for the review before sending, the copy, and staff."""

from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cooperation.reading.money import euros
from surveys.enums import QuestionKind
from surveys.models import Block, Question, Section
from surveys.papers import ASKED, Given, Paper


class Line(NamedTuple):
    """A question and the lines of its answer, empty where there is none."""

    question: Question
    words: list[str]
    is_missing: bool


class Part(NamedTuple):
    """A page, or one cooperation of it, with its lines."""

    section: Section
    block: Block | None
    lines: list[Line]

    @property
    def told(self) -> list[Line]:
        """Return the lines with an answer, and those where one is missing."""
        return [line for line in self.lines if line.words or line.is_missing]

    @property
    def untold(self) -> str:
        """Return the labels of the other questions, joined."""
        left = [line for line in self.lines if not (line.words or line.is_missing)]
        return " · ".join(line.question.label for line in left)


def parts(paper: Paper) -> list[Part]:
    """Return the answers of a response, page by page."""
    found = []
    for section in paper.sections:
        blocks = paper.blocks(section) if section.is_repeated else [None]
        found += [part(paper, section, block) for block in blocks]
    return found


def part(paper: Paper, section: Section, block: Block | None) -> Part:
    given = paper.answers(block)
    is_asked = block is None or block.outcome in ASKED
    lines = [
        Line(
            question,
            in_words(question, given[question.code]) if question.code in given else [],
            is_asked and question.is_required and question.code not in given,
        )
        for question in paper.shown(section, block)
    ]
    return Part(section, block, lines)


def in_words(question: Question, given: Given) -> list[str]:
    labels = {option.code: option.label for option in question.options.all()}
    lines = [str(line) for line in spoken(question, given.value, labels)]
    return [*lines, given.other] if given.other else lines


def spoken(question: Question, value: Any, labels: dict[str, str]) -> list[Any]:
    kind = question.kind
    if kind == QuestionKind.YES_NO:
        return [_("Oui") if value else _("Non")]
    if kind == QuestionKind.RANKING:
        named = [labels.get(code, code) for code in value]
        return [f"{rank}. {label}" for rank, label in enumerate(named, start=1)]
    if isinstance(value, list):
        return [labels.get(code, code) for code in value]
    if kind == QuestionKind.AMOUNT:
        return [euros(Decimal(value))]
    if kind == QuestionKind.NUMBER:
        return [" ".join(filter(None, [number_format(value), question.unit]))]
    if kind == QuestionKind.LONG_TEXT:
        return [line for line in value.splitlines() if line.strip()]
    return [labels.get(str(value), value)]
