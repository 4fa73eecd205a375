"""The codebook: the questions, their texts and conditions, and the codes of answers."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from surveys.exporting.sheets import Field, Refers, Row, Sheet
from surveys.models import Question, Questionnaire


def questions_sheet(
    questionnaire: Questionnaire, questions: Iterable[Question], kept: set[str]
) -> Sheet:
    """Return a row for each question; ``kept`` are those whose answers are exported."""
    fields = [
        Field("question", title=_("Code de la question"), is_required=True),
        Field("page", title=_("Page du questionnaire")),
        Field("par_cooperation", "boolean", _("Posée pour chaque coopération")),
        Field("nature", title=_("Nature de la réponse")),
        Field("libelle_fr", title=_("Question en français")),
        Field("libelle_en", title=_("Question en anglais")),
        Field("obligatoire", "boolean", _("Réponse obligatoire")),
        Field("montree_si", title=_("Montrée selon la réponse à")),
        Field("montree_si_valeurs", "list", _("Réponses qui la font paraître")),
        Field("au_moins", "integer", _("Au moins")),
        Field("au_plus", "integer", _("Au plus")),
        Field("unite", title=_("Unité")),
        Field("confidentielle", "boolean", _("Hors de tout résultat public")),
        Field("exportee", "boolean", _("Réponses dans ce fichier")),
        Field("questionnaire", title=_("Questionnaire")),
        Field("version", "integer", _("Version du questionnaire")),
    ]
    rows = [
        [*question_row(one, kept), questionnaire.code, questionnaire.version]
        for one in questions
    ]
    return Sheet("questions", _("Questions"), fields, rows, ("question",))


def question_row(question: Question, kept: set[str]) -> Row:
    return [
        question.code,
        question.section.code,
        yes_or_no(question.section.is_repeated),
        question.kind,
        question.label_fr,
        question.label_en,
        yes_or_no(question.is_required),
        question.shown_if,
        "|".join(question.shown_values),
        question.least,
        question.most,
        question.unit,
        yes_or_no(question.is_confidential),
        yes_or_no(question.code in kept),
    ]


def yes_or_no(value: Any) -> str:
    return "oui" if value else "non"


def options_sheet(questions: Iterable[Question]) -> Sheet:
    """Return a row for each answer that may be chosen."""
    fields = [
        Field("question", title=_("Code de la question"), is_required=True),
        Field("code", title=_("Code de la réponse"), is_required=True),
        Field("ordre", "integer", _("Ordre")),
        Field("libelle_fr", title=_("Réponse en français")),
        Field("libelle_en", title=_("Réponse en anglais")),
    ]
    rows = [
        [question.code, one.code, place, one.label_fr, one.label_en]
        for question in questions
        for place, one in enumerate(question.options.all(), start=1)
    ]
    refers: Refers = {("question",): ("questions", ("question",))}
    return Sheet(
        "options", _("Réponses possibles"), fields, rows, ("question", "code"), refers
    )
