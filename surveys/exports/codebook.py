"""The codebook: the questions, their texts and conditions, and the codes of answers."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from surveys.exports.tables import (
    ExportField,
    ExportRow,
    ExportTable,
    ForeignKeys,
    format_answer_cell,
)
from surveys.models import Question, Questionnaire
from surveys.questionnaires.conditions import Condition, list_conditions


def build_questions_table(
    questionnaire: Questionnaire,
    questions: Iterable[Question],
    exported_codes: set[str],
) -> ExportTable:
    """Return a row for each question; answers to ``exported_codes`` are exported."""
    fields = [
        ExportField("question", title=_("Code de la question"), is_required=True),
        ExportField("page", title=_("Page du questionnaire")),
        ExportField("par_cooperation", "boolean", _("Posée pour chaque coopération")),
        ExportField("nature", title=_("Nature de la réponse")),
        ExportField("libelle_fr", title=_("Question en français")),
        ExportField("libelle_en", title=_("Question en anglais")),
        ExportField("obligatoire", "boolean", _("Réponse obligatoire")),
        ExportField("montree_si", title=_("Condition pour qu’elle soit posée")),
        ExportField("au_moins", "integer", _("Au moins")),
        ExportField("au_plus", "integer", _("Au plus")),
        ExportField("unite", title=_("Unité")),
        ExportField("confidentielle", "boolean", _("Hors de tout résultat public")),
        ExportField("exportee", "boolean", _("Réponses dans ce fichier")),
        ExportField("questionnaire", title=_("Questionnaire")),
        ExportField("version", "integer", _("Version du questionnaire")),
    ]
    rows = [
        [
            *build_question_row(one, exported_codes),
            questionnaire.code,
            questionnaire.version,
        ]
        for one in questions
    ]
    return ExportTable("questions", _("Questions"), fields, rows, ("question",))


def build_question_row(question: Question, exported_codes: set[str]) -> ExportRow:
    return [
        question.code,
        question.section.code,
        format_answer_cell(question.section.is_repeated),
        question.kind,
        question.label_fr,
        question.label_en,
        format_answer_cell(question.is_required),
        format_conditions(question),
        question.least,
        question.most,
        question.unit,
        format_answer_cell(question.is_confidential),
        format_answer_cell(question.code in exported_codes),
    ]


def format_conditions(question: Question) -> str:
    """Return what makes a question appear, as ``role parmi elu|agent et depuis …``."""
    return " et ".join(
        f"({format_condition(one)})" for one in list_conditions(question)
    )


def format_condition(condition: Condition) -> str:
    tests = [
        " ".join(filter(None, [one.question, one.operator, "|".join(one.values)]))
        for one in condition.tests
    ]
    return f" {condition.join} ".join(tests)


def build_options_table(questions: Iterable[Question]) -> ExportTable:
    """Return a row for each answer that may be chosen."""
    fields = [
        ExportField("question", title=_("Code de la question"), is_required=True),
        ExportField("code", title=_("Code de la réponse"), is_required=True),
        ExportField("ordre", "integer", _("Ordre")),
        ExportField("libelle_fr", title=_("Réponse en français")),
        ExportField("libelle_en", title=_("Réponse en anglais")),
        ExportField("ligne", "boolean", _("Ligne d’un tableau")),
    ]
    rows = [
        [
            *(question.code, one.code, place, one.label_fr, one.label_en),
            format_answer_cell(one.is_row),
        ]
        for question in questions
        for place, one in enumerate(question.options.all(), start=1)
    ]
    foreign_keys: ForeignKeys = {("question",): ("questions", ("question",))}
    return ExportTable(
        "options",
        _("Réponses possibles"),
        fields,
        rows,
        ("question", "code"),
        foreign_keys,
    )
