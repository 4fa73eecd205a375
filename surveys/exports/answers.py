"""The answers of a wave as tables: complete, which needs a right, or anonymised.

Anonymised: no name, date, note or link to the directory; rows in a random order under
new numbers; no free text and no confidential question; figures as classes; values,
kinds and departments of fewer than five participations merged.
"""

import random
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from surveys.enums import QuestionKind
from surveys.exports import coarsening
from surveys.exports.codebook import build_options_table, build_questions_table
from surveys.exports.tables import (
    ExportField,
    ExportRow,
    ExportTable,
    ForeignKeys,
    build_question_field,
    format_answer_cell,
)
from surveys.models import Answer, Block, Participation, Question, Wave
from surveys.responses.submitted import list_submitted_participations
from surveys.results.coding import build_attributions, list_publishable_quotes
from surveys.results.tables import list_questions

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
            random.Random(secrets.randbits(128)).shuffle(self.participations)  # noqa: S311 -- seeded by secrets
        self.numbers = {
            one.pk: f"r{place:05d}"
            for place, one in enumerate(self.participations, start=1)
        }
        self.block_numbers = dict(iter_block_numbers(self.blocks))
        self.kinds = {one.pk: one.kind for one in self.questions}
        self.rare = (
            set() if self.is_full else coarsening.find_rare_codes(self.iter_codes())
        )

    def iter_codes(self) -> Iterator[tuple[int, int, str]]:
        """Yield participation, question and code of every exported answer."""
        for who, question, _block, value, _other in self.answers:
            for code in coarsening.coarsen_answer(self.kinds[question], value):
                yield who, question, code

    def format_answer(self, question: int, value: Any) -> Any:
        if self.is_full:
            is_amount = self.kinds[question] == QuestionKind.AMOUNT
            return Decimal(str(value)) if is_amount else format_answer_cell(value)
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
    """Return whether answers may leave; those of the directory's tables lead back."""
    kept_back = (
        *QuestionKind.TEXTS,
        *QuestionKind.PERSONAL,
        *QuestionKind.DIRECTORY,
    )
    return not question.is_confidential and question.kind not in kept_back


def build_export_tables(source: ExportSource) -> list[ExportTable]:
    """Return every table of an export, the codebook last."""
    exported = [
        one for one in source.questions if source.is_full or may_be_anonymised(one)
    ]
    once = [one for one in exported if not one.section.is_repeated]
    repeated = [one for one in exported if one.section.is_repeated]
    return [
        build_participations_table(source),
        build_wide_table(source, once),
        build_cooperations_table(source, repeated),
        build_long_table(source),
        build_quotes_table(source),
        build_questions_table(
            source.wave.questionnaire, source.questions, {one.code for one in exported}
        ),
        build_options_table(source.questions),
    ]


PARTICIPATION_KEY = ("participation",)
PARTICIPATION_FOREIGN_KEY: ForeignKeys = {
    PARTICIPATION_KEY: ("participations", PARTICIPATION_KEY)
}


def build_participations_table(source: ExportSource) -> ExportTable:
    """Return the respondents: by name, or by kind and department only."""
    fields = [
        ExportField(
            "participation", title=_("Numéro dans ce fichier"), is_required=True
        ),
        ExportField("nature", title=_("Nature de la collectivité")),
        ExportField("departement", title=_("Département (code)")),
    ]
    if source.is_full:
        fields += [
            ExportField("collectivite", title=_("Collectivité")),
            ExportField("siren", title=_("SIREN")),
            ExportField("mode", title=_("Façon de répondre")),
            ExportField("envoyee_le", "datetime", _("Envoyée le")),
            ExportField("notes", title=_("Notes de l’équipe")),
        ]
    rows = list(iter_participation_rows(source))
    return ExportTable(
        "participations", _("Participations"), fields, rows, PARTICIPATION_KEY
    )


def iter_participation_rows(source: ExportSource) -> Iterator[ExportRow]:
    strata = [
        (one.collectivity.kind, one.collectivity.department_id or "")
        for one in source.participations
    ]
    if not source.is_full:
        strata = coarsening.group_rare_strata(strata)
    for one, stratum in zip(source.participations, strata, strict=True):
        row: ExportRow = [source.numbers[one.pk], *stratum]
        if source.is_full:
            sent = one.submitted_at.isoformat() if one.submitted_at else ""
            authority = one.collectivity
            row += [authority.name, authority.siren, one.mode, sent, one.notes]
        yield row


def build_wide_table(source: ExportSource, questions: list[Question]) -> ExportTable:
    """Return a row for each participation, a column for each question asked once."""
    fields = [
        ExportField("participation", is_required=True),
        *build_question_fields(source, questions),
    ]
    found = build_cells(source, by_block=False)
    rows = [
        [number, *order_cells(found.get(key, {}), fields[1:])]
        for key, number in source.numbers.items()
    ]
    title = _("Réponses, une ligne par participation")
    return ExportTable(
        "reponses",
        title,
        fields,
        rows,
        PARTICIPATION_KEY,
        dict(PARTICIPATION_FOREIGN_KEY),
    )


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


def build_cooperations_table(
    source: ExportSource, questions: list[Question]
) -> ExportTable:
    """Return a row for each cooperation, a column for each question of its page."""
    fields = [
        ExportField("participation", is_required=True),
        ExportField("cooperation", "integer", _("Numéro dans la participation")),
        ExportField("page", title=_("Page du questionnaire")),
        ExportField("suite", title=_("Confirmée, corrigée, ajoutée ou terminée")),
    ]
    if source.is_full:
        fields += [
            ExportField("titre"),
            ExportField("reference", title=_("Fiche de l’annuaire")),
        ]
    start = len(fields)
    fields += build_question_fields(source, questions)
    found = build_cells(source, by_block=True)
    rows = []
    for block in source.blocks:
        row: ExportRow = [
            source.numbers[block.participation_id],
            source.block_numbers[block.pk],
            block.section.code,
            block.outcome,
        ]
        if source.is_full:
            row += [block.title, block.action.reference if block.action else ""]
        rows.append(row + order_cells(found.get(block.pk, {}), fields[start:]))
    rows.sort(key=lambda row: (row[0], row[1]))
    key = ("participation", "cooperation")
    title = _("Coopérations, une ligne par coopération")
    return ExportTable(
        "cooperations", title, fields, rows, key, dict(PARTICIPATION_FOREIGN_KEY)
    )


def build_long_table(source: ExportSource) -> ExportTable:
    fields = [
        ExportField("participation", is_required=True),
        ExportField("cooperation", "integer", _("Numéro, si la réponse en est d’une")),
        ExportField("question", is_required=True),
        ExportField("valeur", title=_("Réponse, ou ses codes")),
    ]
    if source.is_full:
        fields.append(ExportField("precision", title=_("Précision")))
    codes = {one.pk: one.code for one in source.questions}
    rows = []
    for who, question, block, value, other in source.answers:
        number = source.block_numbers[block] if block is not None else None
        cell = source.format_answer(question, value)
        row: ExportRow = [source.numbers[who], number, codes[question], cell]
        rows.append([*row, other] if source.is_full else row)
    rows.sort(key=lambda row: (row[0], row[1] or 0, row[2]))
    foreign_keys: ForeignKeys = PARTICIPATION_FOREIGN_KEY | {
        ("question",): ("questions", ("question",))
    }
    title = _("Réponses, une ligne par réponse")
    return ExportTable("reponses_detail", title, fields, rows, (), foreign_keys)


def build_quotes_table(source: ExportSource) -> ExportTable:
    """Return the quotes published with consent; they lead to no participation."""
    fields = [
        ExportField("question", is_required=True),
        ExportField("citation", title=_("Citation publiée avec accord")),
        ExportField("attribution", title=_("Fonction et nature de la collectivité")),
    ]
    quotes = list(list_publishable_quotes(source.wave))
    who = build_attributions(quotes)
    rows = [[one.answer.question.code, one.text, who[one.pk]] for one in quotes]
    foreign_keys: ForeignKeys = {("question",): ("questions", ("question",))}
    return ExportTable(
        "citations", _("Citations"), fields, sorted(rows), (), foreign_keys
    )
