"""The answers of a wave as tables: complete, which needs a right, or anonymised.

Anonymised, so that no row can be joined with the public directory (decision 0049): no
name, date, note or outcome; participations and cooperations are two tables without a
link, each in an order and under numbers of its own; no free text and no confidential
question; figures as classes; values, kinds and departments of fewer than five
participations merged; nothing at all of fewer than ten.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from surveys.exports import coarsening
from surveys.exports.codebook import build_options_table, build_questions_table
from surveys.exports.source import (
    ExportSource,
    build_cells,
    build_question_fields,
    is_known_to_directory,
    may_be_anonymised,
    order_cells,
)
from surveys.exports.tables import ExportField, ExportRow, ExportTable, ForeignKeys
from surveys.models import Question
from surveys.results.coding import build_attributions, list_publishable_quotes


def build_export_tables(source: ExportSource) -> list[ExportTable]:
    """Return every table of an export, the codebook last."""
    exported = [
        one for one in source.questions if source.is_full or may_be_anonymised(one)
    ]
    once = [one for one in exported if not one.section.is_repeated]
    repeated = [one for one in exported if one.section.is_repeated]
    build_cooperations = (
        build_cooperations_table
        if source.is_full
        else build_anonymous_cooperations_table
    )
    return [
        build_participations_table(source),
        build_wide_table(source, once),
        build_cooperations(source, repeated),
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


def build_cooperations_table(
    source: ExportSource, questions: list[Question]
) -> ExportTable:
    """Return a row for each cooperation, a column for each question of its page."""
    fields = [
        ExportField("participation", is_required=True),
        ExportField("cooperation", "integer", _("Numéro dans la participation")),
        ExportField("page", title=_("Page du questionnaire")),
        ExportField("suite", title=_("Confirmée, corrigée, ajoutée ou terminée")),
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
            block.title,
            block.action.reference if block.action else "",
        ]
        rows.append(row + order_cells(found.get(block.pk, {}), fields[start:]))
    rows.sort(key=lambda row: (row[0], row[1]))
    key = ("participation", "cooperation")
    title = _("Coopérations, une ligne par coopération")
    return ExportTable(
        "cooperations", title, fields, rows, key, dict(PARTICIPATION_FOREIGN_KEY)
    )


def build_anonymous_cooperations_table(
    source: ExportSource, questions: list[Question]
) -> ExportTable:
    """Return the cooperations without a link to their participation.

    Of what the directory knows as well, at least five participations say the same.
    """
    known = [one for one in questions if is_known_to_directory(one)]
    others = [one for one in questions if one not in known]
    found = build_cells(source, by_block=True)
    profiles = coarsening.group_rare_profiles(
        [
            (one.section.code, *(found.get(one.pk, {}).get(q.code) for q in known))
            for one in source.blocks
        ],
        [one.participation_id for one in source.blocks],
    )
    fields = [
        ExportField("cooperation", title=_("Numéro dans ce tableau"), is_required=True),
        ExportField("page", title=_("Page du questionnaire")),
        *build_question_fields(source, known),
        *build_question_fields(source, others),
    ]
    rows = [
        [
            f"c{place:05d}",
            *profile,
            *(found.get(block.pk, {}).get(one.code) for one in others),
        ]
        for place, (block, profile) in enumerate(
            zip(source.blocks, profiles, strict=True), start=1
        )
    ]
    title = _("Coopérations, sans lien avec les participations")
    return ExportTable("cooperations", title, fields, rows, ("cooperation",))


def build_long_table(source: ExportSource) -> ExportTable:
    """Return a row for each answer; anonymised, not those about a cooperation."""
    fields = [
        ExportField("participation", is_required=True),
        ExportField("cooperation", "integer", _("Numéro, si la réponse en est d’une")),
        ExportField("question", is_required=True),
        ExportField("valeur", title=_("Réponse, ou ses codes")),
    ]
    if source.is_full:
        fields.append(ExportField("precision", title=_("Précision")))
    else:
        del fields[1]
    codes = {one.pk: one.code for one in source.questions}
    rows = []
    for who, question, block, value, other in source.answers:
        answer: ExportRow = [codes[question], source.format_answer(question, value)]
        if source.is_full:
            number = source.block_numbers[block] if block is not None else None
            rows.append([source.numbers[who], number, *answer, other])
        elif block is None:
            rows.append([source.numbers[who], None, *answer])
    rows.sort(key=lambda row: (row[0], row[1] or 0, row[2]))
    if not source.is_full:
        rows = [[number, *answer] for number, _block, *answer in rows]
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
