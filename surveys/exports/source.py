"""The answers of a wave, read once for all tables of an export."""

import random
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from surveys.enums import QuestionKind
from surveys.exports import coarsening
from surveys.exports.tables import (
    ExportField,
    ExportRow,
    build_question_field,
    format_answer_cell,
)
from surveys.models import Answer, Block, Participation, Question, Wave
from surveys.responses.submitted import list_submitted_participations
from surveys.results.coding import FUNCTION_QUESTIONS
from surveys.results.tables import list_questions

# Fewer answers are not exported without names.
MIN_ANONYMOUS = 10
# Questions about a cooperation that the directory answers as well: their codes begin so
# (``surveys.responses.prefill``).
DIRECTORY_CODE_PREFIX = "coop_"
ExportedAnswer = tuple[int, int, int | None, Any, str]
AnswerCells = dict[str, Any]
DETAIL_COLUMN_SUFFIX = "__precision"


@dataclass
class ExportSource:
    wave: Wave
    is_full: bool
    questions: list[Question]
    participations: list[Participation]
    blocks: list[Block]
    answers: list[ExportedAnswer]

    def __post_init__(self) -> None:
        """Renumber participations and cooperations; find rare values."""
        if not self.is_full:
            self.hide_order()
        self.numbers = {
            one.pk: f"r{place:05d}"
            for place, one in enumerate(self.participations, start=1)
        }
        self.block_numbers = dict(iter_block_numbers(self.blocks))
        self.kinds = {one.pk: one.kind for one in self.questions}
        self.rare = (
            set() if self.is_full else coarsening.find_rare_codes(self.iter_codes())
        )

    def hide_order(self) -> None:
        """Shuffle participations and cooperations; drop those of too few."""
        draw = random.Random(secrets.randbits(128))  # noqa: S311 -- seeded by secrets
        draw.shuffle(self.participations)
        draw.shuffle(self.blocks)
        if len({one.participation_id for one in self.blocks}) < MIN_ANONYMOUS:
            self.blocks = []

    def iter_codes(self) -> Iterator[tuple[int, int, str]]:
        """Yield participation, question and code of every exported answer."""
        for who, question, _block, value, _other in self.answers:
            for code in coarsening.coarsen_answer(self.kinds[question], value):
                yield who, question, code

    def format_answer(self, question: int, value: Any) -> Any:
        if self.is_full:
            has_decimals = self.kinds[question] in QuestionKind.WITH_DECIMALS
            return Decimal(str(value)) if has_decimals else format_answer_cell(value)
        codes = coarsening.coarsen_answer(self.kinds[question], value)
        coarsened = [
            coarsening.GROUPED if (question, code) in self.rare else code
            for code in codes
        ]
        return format_answer_cell(list(dict.fromkeys(coarsened)))


def iter_block_numbers(blocks: Iterable[Block]) -> Iterator[tuple[int, int]]:
    """Yield each cooperation with its number within its participation."""
    last: dict[int, int] = {}
    for block in blocks:
        number = last[block.participation_id] = last.get(block.participation_id, 0) + 1
        yield block.pk, number


def load_export_source(wave: Wave, *, is_full: bool) -> ExportSource:
    """Read a wave in a fixed number of queries."""
    questions = list_questions(wave)
    exported = [one for one in questions if is_full or may_be_anonymised(one)]
    rows = Answer.objects.for_wave(wave).submitted().filter(question__in=exported)
    participations = (
        list_submitted_participations(wave)
        .order_by("pk")
        .defer("collectivity__outline")
    )
    blocks = Block.objects.filter(
        participation__in=list_submitted_participations(wave).values("pk")
    )
    return ExportSource(
        wave,
        is_full,
        questions,
        list(participations),
        list(
            blocks.select_related("section", "action")
            .only(
                *("participation", "position", "title", "outcome"),
                *("section__code", "action__reference"),
            )
            .order_by("participation", "position", "pk")
        ),
        list(
            rows.order_by("participation", "pk").values_list(
                "participation", "question", "block", "value", "other"
            )
        ),
    )


def may_be_anonymised(question: Question) -> bool:
    """Return whether answers, or their classes, may leave without a name.

    Those of the directory's tables lead back to it; functions, to published quotes.
    """
    kept_back = (
        *QuestionKind.TEXTS,
        *QuestionKind.PERSONAL,
        *QuestionKind.DIRECTORY,
    )
    if question.is_confidential or question.code in FUNCTION_QUESTIONS:
        return False
    return question.kind not in kept_back


def is_known_to_directory(question: Question) -> bool:
    """Return whether the directory answers a question about a cooperation."""
    return question.code.startswith(DIRECTORY_CODE_PREFIX)


def build_question_fields(
    source: ExportSource, questions: list[Question]
) -> list[ExportField]:
    """Return the columns of questions; a complete export has their details too."""
    fields = []
    for question in questions:
        fields.append(build_question_field(question, is_full=source.is_full))
        if source.is_full and question.kind in QuestionKind.DETAILED:
            fields.append(
                ExportField(
                    f"{question.code}{DETAIL_COLUMN_SUFFIX}", title=_("Précision")
                )
            )
    return fields


def build_cells(source: ExportSource, *, by_block: bool) -> dict[int, AnswerCells]:
    """Return cells by column, of each participation or of each cooperation."""
    codes = {one.pk: one.code for one in source.questions}
    found: dict[int, AnswerCells] = {}
    for who, question, block, value, other in source.answers:
        if (block is not None) != by_block:
            continue
        row = found.setdefault(block if block is not None else who, {})
        row[codes[question]] = source.format_answer(question, value)
        row[f"{codes[question]}{DETAIL_COLUMN_SUFFIX}"] = other
    return found


def order_cells(found: AnswerCells, fields: list[ExportField]) -> ExportRow:
    return [found.get(one.name) for one in fields]
