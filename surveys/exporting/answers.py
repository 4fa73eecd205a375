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

from surveys.coding import attributions, quotes
from surveys.enums import QuestionKind
from surveys.exporting import coarsening
from surveys.exporting.codebook import options_sheet, questions_sheet
from surveys.exporting.sheets import Field, Refers, Row, Sheet, cell_of, column_of
from surveys.models import Answer, Block, Participation, Question, Wave
from surveys.reading import submitted
from surveys.results.tables import questions_of

Said = tuple[int, int, int | None, Any, str]
OTHER = "__precision"


@dataclass
class Source:
    wave: Wave
    is_full: bool
    questions: list[Question]
    participations: list[Participation]
    blocks: list[Block]
    said: list[Said]

    def __post_init__(self) -> None:
        """Renumber participations and cooperations; find rare values."""
        if not self.is_full:
            random.Random(secrets.randbits(128)).shuffle(self.participations)  # noqa: S311 -- seeded by secrets
        self.numbers = {
            one.pk: f"r{place:05d}"
            for place, one in enumerate(self.participations, start=1)
        }
        self.block_numbers = dict(numbered(self.blocks))
        self.kinds = {one.pk: one.kind for one in self.questions}
        self.rare = set() if self.is_full else coarsening.rare(self.codes())

    def codes(self) -> Iterator[tuple[int, int, str]]:
        """Yield participation, question and code of every exported answer."""
        for who, question, _block, value, _other in self.said:
            for code in coarsening.coarse(self.kinds[question], value):
                yield who, question, code

    def cell(self, question: int, value: Any) -> Any:
        if self.is_full:
            is_amount = self.kinds[question] == QuestionKind.AMOUNT
            return Decimal(str(value)) if is_amount else cell_of(value)
        codes = coarsening.coarse(self.kinds[question], value)
        told = [
            coarsening.GROUPED if (question, code) in self.rare else code
            for code in codes
        ]
        return cell_of(list(dict.fromkeys(told)))


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[int, int]]:
    """Yield each cooperation with its number within its participation."""
    last: dict[int, int] = {}
    for block in blocks:
        number = last[block.participation_id] = last.get(block.participation_id, 0) + 1
        yield block.pk, number


def source_of(wave: Wave, *, is_full: bool) -> Source:
    """Read a wave in a fixed number of queries."""
    questions = questions_of(wave)
    kept = [one for one in questions if is_full or is_anonymous(one)]
    rows = Answer.objects.of_wave(wave).submitted().filter(question__in=kept)
    participations = submitted(wave).order_by("pk").defer("collectivity__outline")
    blocks = Block.objects.filter(participation__in=submitted(wave).values("pk"))
    return Source(
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


def is_anonymous(question: Question) -> bool:
    return not question.is_confidential and question.kind not in QuestionKind.TEXTS


def sheets_of(source: Source) -> list[Sheet]:
    """Return every table of an export, the codebook last."""
    kept = [one for one in source.questions if source.is_full or is_anonymous(one)]
    once = [one for one in kept if not one.section.is_repeated]
    repeated = [one for one in kept if one.section.is_repeated]
    return [
        participations_sheet(source),
        wide_sheet(source, once),
        cooperations_sheet(source, repeated),
        long_sheet(source),
        quotes_sheet(source),
        questions_sheet(
            source.wave.questionnaire, source.questions, {one.code for one in kept}
        ),
        options_sheet(source.questions),
    ]


WHO = ("participation",)
REFERS: Refers = {WHO: ("participations", WHO)}


def participations_sheet(source: Source) -> Sheet:
    """Return the respondents: by name, or by kind and department only."""
    fields = [
        Field("participation", title=_("Numéro dans ce fichier"), is_required=True),
        Field("nature", title=_("Nature de la collectivité")),
        Field("departement", title=_("Département (code)")),
    ]
    if source.is_full:
        fields += [
            Field("collectivite", title=_("Collectivité")),
            Field("siren", title=_("SIREN")),
            Field("mode", title=_("Façon de répondre")),
            Field("envoyee_le", "datetime", _("Envoyée le")),
            Field("notes", title=_("Notes de l’équipe")),
        ]
    rows = list(participation_rows(source))
    return Sheet("participations", _("Participations"), fields, rows, WHO)


def participation_rows(source: Source) -> Iterator[Row]:
    strata = [
        (one.collectivity.kind, one.collectivity.department_id or "")
        for one in source.participations
    ]
    if not source.is_full:
        strata = coarsening.hidden_in(strata)
    for one, stratum in zip(source.participations, strata, strict=True):
        row: Row = [source.numbers[one.pk], *stratum]
        if source.is_full:
            sent = one.submitted_at.isoformat() if one.submitted_at else ""
            authority = one.collectivity
            row += [authority.name, authority.siren, one.mode, sent, one.notes]
        yield row


def wide_sheet(source: Source, questions: list[Question]) -> Sheet:
    """Return a row for each participation, a column for each question asked once."""
    fields = [Field("participation", is_required=True), *columns(source, questions)]
    found = cells(source, by_block=False)
    rows = [
        [number, *line(found.get(key, {}), fields[1:])]
        for key, number in source.numbers.items()
    ]
    title = _("Réponses, une ligne par participation")
    return Sheet("reponses", title, fields, rows, WHO, dict(REFERS))


def columns(source: Source, questions: list[Question]) -> list[Field]:
    """Return the columns of questions; a complete export has their details too."""
    fields = []
    for question in questions:
        fields.append(column_of(question, is_full=source.is_full))
        if source.is_full and question.kind in QuestionKind.DECIDING:
            fields.append(Field(f"{question.code}{OTHER}", title=_("Précision")))
    return fields


def cells(source: Source, *, by_block: bool) -> dict[int, dict[str, Any]]:
    """Return cells by column, of each participation or of each cooperation."""
    codes = {one.pk: one.code for one in source.questions}
    found: dict[int, dict[str, Any]] = {}
    for who, question, block, value, other in source.said:
        if (block is not None) != by_block:
            continue
        row = found.setdefault(block if block is not None else who, {})
        row[codes[question]] = source.cell(question, value)
        row[f"{codes[question]}{OTHER}"] = other
    return found


def line(found: dict[str, Any], fields: list[Field]) -> Row:
    return [found.get(one.name) for one in fields]


def cooperations_sheet(source: Source, questions: list[Question]) -> Sheet:
    """Return a row for each cooperation, a column for each question of its page."""
    fields = [
        Field("participation", is_required=True),
        Field("cooperation", "integer", _("Numéro dans la participation")),
        Field("page", title=_("Page du questionnaire")),
        Field("suite", title=_("Confirmée, corrigée, ajoutée ou terminée")),
    ]
    if source.is_full:
        fields += [Field("titre"), Field("reference", title=_("Fiche de l’annuaire"))]
    start = len(fields)
    fields += columns(source, questions)
    found = cells(source, by_block=True)
    rows = []
    for block in source.blocks:
        row: Row = [
            source.numbers[block.participation_id],
            source.block_numbers[block.pk],
            block.section.code,
            block.outcome,
        ]
        if source.is_full:
            row += [block.title, block.action.reference if block.action else ""]
        rows.append(row + line(found.get(block.pk, {}), fields[start:]))
    rows.sort(key=lambda row: (row[0], row[1]))
    key = ("participation", "cooperation")
    title = _("Coopérations, une ligne par coopération")
    return Sheet("cooperations", title, fields, rows, key, dict(REFERS))


def long_sheet(source: Source) -> Sheet:
    fields = [
        Field("participation", is_required=True),
        Field("cooperation", "integer", _("Numéro, si la réponse en est d’une")),
        Field("question", is_required=True),
        Field("valeur", title=_("Réponse, ou ses codes")),
    ]
    if source.is_full:
        fields.append(Field("precision", title=_("Précision")))
    codes = {one.pk: one.code for one in source.questions}
    rows = []
    for who, question, block, value, other in source.said:
        number = source.block_numbers[block] if block is not None else None
        cell = source.cell(question, value)
        row: Row = [source.numbers[who], number, codes[question], cell]
        rows.append([*row, other] if source.is_full else row)
    rows.sort(key=lambda row: (row[0], row[1] or 0, row[2]))
    refers: Refers = REFERS | {("question",): ("questions", ("question",))}
    title = _("Réponses, une ligne par réponse")
    return Sheet("reponses_detail", title, fields, rows, (), refers)


def quotes_sheet(source: Source) -> Sheet:
    """Return the quotes published with consent; they lead to no participation."""
    fields = [
        Field("question", is_required=True),
        Field("citation", title=_("Citation publiée avec accord")),
        Field("attribution", title=_("Fonction et nature de la collectivité")),
    ]
    kept = list(quotes(source.wave))
    who = attributions(kept)
    rows = [[one.answer.question.code, one.text, who[one.pk]] for one in kept]
    refers: Refers = {("question",): ("questions", ("question",))}
    return Sheet("citations", _("Citations"), fields, sorted(rows), (), refers)
