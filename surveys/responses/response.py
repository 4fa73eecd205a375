"""The response of a participation: pages, blocks, answers, what is missing.

The number of queries is constant, whatever the numbers of questions and blocks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from surveys.enums import BlockOutcome, QuestionKind
from surveys.models import (
    Answer,
    Block,
    Option,
    Participation,
    Question,
    Questionnaire,
    Section,
)
from surveys.questionnaires.conditions import filter_shown_questions, is_shown
from surveys.questionnaires.piping import list_row_references


class AnswerValue(NamedTuple):
    """The answer to a question; ``other`` is its free text."""

    value: Any
    other: str = ""


class MissingAnswer(NamedTuple):
    """A required question without an answer, and where it stands."""

    section: Section
    block: Block | None
    question: Question


AnswerKey = tuple[int | None, str]
ValuesByCode = dict[str, Any]


def is_answered(question: Question, given: AnswerValue | None) -> bool:
    """Return whether nothing is missing of an answer: of a matrix, no row."""
    if given is None or question.kind != QuestionKind.MATRIX:
        return given is not None
    return all(one.code in given.value for one in question.options.all() if one.is_row)


def is_same_value(before: Any, after: Any) -> bool:
    """Return whether two values say the same; labels of the directory may differ."""
    return bool(get_bare_value(before) == get_bare_value(after))


def get_bare_value(value: Any) -> Any:
    """Return a value without the labels of what has a key in the directory."""
    if not isinstance(value, list):
        return value
    return [
        one["key"] or one["label"] if isinstance(one, dict) else one for one in value
    ]


def get_page_key(section: Section, block: Block | None = None) -> str:
    """Return the key of a page in ``Participation.saved``."""
    return f"{section.code}:{block.key}" if block else section.code


@dataclass
class Response:
    """A participation with its questionnaire and its answers.

    Where sent answers are being changed these are the draft, unless ``is_sent``.
    """

    participation: Participation
    is_sent: bool = False

    @property
    def stored_answers(self) -> Any:
        if self.is_sent:
            return self.participation.answers
        return Answer.with_drafts.in_hand(self.participation)

    @property
    def stored_blocks(self) -> Any:
        if self.is_sent:
            return self.participation.blocks
        return Block.with_drafts.in_hand(self.participation)

    @cached_property
    def sections(self) -> list[Section]:
        """Return the pages in order, with questions and options."""
        rows = Questionnaire.objects.complete()
        questionnaire = rows.get(pk=self.participation.wave.questionnaire_id)
        return list(questionnaire.sections.all())

    @cached_property
    def answer_values(self) -> dict[AnswerKey, AnswerValue]:
        """Return the answers by (block key, question code)."""
        rows = self.stored_answers.values_list(
            "block", "question__code", "value", "other"
        )
        return {
            (block, code): AnswerValue(value, text) for block, code, value, text in rows
        }

    @cached_property
    def repeated_blocks(self) -> list[Block]:
        """Return the cooperations of all repeated pages, in order."""
        sections = {section.pk: section for section in self.sections}
        blocks = list(self.stored_blocks.order_by("section", "position", "pk"))
        for block in blocks:
            # Its questions are read already.
            block.section = sections[block.section_id]
        return blocks

    @cached_property
    def unrepeated_values(self) -> ValuesByCode:
        """Return values by code, of shown questions on pages that are not repeated."""
        values = {code: given.value for code, given in self.answers().items()}
        questions = [
            question
            for section in self.sections
            if not section.is_repeated
            for question in section.questions.all()
        ]
        codes = {
            question.code for question in filter_shown_questions(questions, values)
        }
        return {code: value for code, value in values.items() if code in codes}

    @cached_property
    def shown_sections(self) -> list[Section]:
        """Return the pages that are asked, given the answers."""
        return [one for one in self.sections if is_shown(one, self.unrepeated_values)]

    @property
    def shown_blocks(self) -> list[Block]:
        """Return the cooperations of the repeated pages that are asked."""
        return [
            one for one in self.repeated_blocks if one.section in self.shown_sections
        ]

    @cached_property
    def referenced_codes(self) -> set[str]:
        """Return the codes of the answers that texts of the questionnaire take up."""
        rows: list[Section | Question | Option] = [*self.sections]
        for section in self.sections:
            for question in section.questions.all():
                rows += [question, *question.options.all()]
        return {code for row in rows for code in list_row_references(row)}

    def get_section(self, code: str) -> Section | None:
        return next((one for one in self.sections if one.code == code), None)

    def list_blocks(self, section: Section) -> list[Block]:
        return [
            block for block in self.repeated_blocks if block.section_id == section.pk
        ]

    def get_block(self, section: Section, key: int) -> Block | None:
        return next((one for one in self.list_blocks(section) if one.key == key), None)

    def answers(self, block: Block | None = None) -> dict[str, AnswerValue]:
        """Return answers by code; of an undecided block, the directory’s values."""
        if block and not block.outcome:
            return {code: AnswerValue(value) for code, value in block.base.items()}
        wanted = block.pk if block else None
        return {
            code: given
            for (key, code), given in self.answer_values.items()
            if key == wanted
        }

    def values(self, block: Block | None = None) -> ValuesByCode:
        """Return the values on which the conditions of a page depend, by code."""
        if block is None:
            return self.unrepeated_values
        own = {code: given.value for code, given in self.answers(block).items()}
        return self.unrepeated_values | own

    def list_shown_questions(
        self, section: Section, block: Block | None = None
    ) -> list[Question]:
        """Return the questions of a page that are asked, given the answers."""
        return filter_shown_questions(section.questions.all(), self.values(block))

    def is_begun(self, section: Section) -> bool:
        """Return whether a page was saved, or one of its cooperations decided."""
        if section.is_repeated and any(
            one.outcome for one in self.list_blocks(section)
        ):
            return True
        return section.code in self.participation.saved

    def is_complete(self, section: Section) -> bool:
        """Return whether a page was saved and no answer is missing."""
        if not self.is_begun(section):
            return False
        if section.is_repeated and self.list_undecided_blocks(section):
            return False
        return not list(self.iter_missing_answers(section))

    def list_undecided_blocks(self, section: Section) -> list[Block]:
        """Return the cooperations of a page without an outcome."""
        return [block for block in self.list_blocks(section) if not block.outcome]

    def iter_missing_answers(self, section: Section) -> Iterator[MissingAnswer]:
        """Yield the required questions of a page that have no answer."""
        blocks = self.list_blocks(section) if section.is_repeated else [None]
        for block in blocks:
            # What the directory did not say is not asked of who confirms it.
            if block and block.outcome not in OUTCOMES_WITH_QUESTIONS:
                continue
            given = self.answers(block)
            for question in self.list_shown_questions(section, block):
                known = given.get(question.code)
                if question.is_required and not is_answered(question, known):
                    yield MissingAnswer(section, block, question)

    def list_missing_answers(self) -> list[MissingAnswer]:
        return [
            one
            for section in self.sections
            for one in self.iter_missing_answers(section)
        ]

    def list_hidden_answer_ids(self) -> list[int]:
        """Return the keys of answers to questions that are no longer asked."""
        rows = self.stored_answers
        blocks: dict[int | None, Block | None] = {
            one.pk: one for one in self.repeated_blocks
        }
        blocks[None] = None
        asked = {
            (key, question.code)
            for key, block in blocks.items()
            for section in self.sections
            if section.is_repeated == bool(block)
            for question in self.list_shown_questions(section, block)
        }
        return [
            pk
            for pk, block, code in rows.values_list("pk", "block", "question__code")
            if (block, code) not in asked
        ]


OUTCOMES_WITH_QUESTIONS = (BlockOutcome.CORRECTED, BlockOutcome.ADDED)
