"""Columns that actions and agreements have in common."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperation.columns.datasets import ExportColumn, ExportRelation
from cooperation.columns.shared import GOAL_VOCABULARY, THEME_VOCABULARY
from cooperation.columns.specs import ColumnKind, ColumnSpec
from cooperation.enums import Verifier


def build_summary_column() -> ColumnSpec:
    return ColumnSpec(
        "resume",
        _("Résumé"),
        _("Au plus 300 caractères, en texte simple."),
        ColumnKind.TEXT,
        "summary",
        is_public=True,
    )


def build_topic_columns() -> list[ColumnSpec]:
    """Return the columns of themes and goals; see ``build_topic_relations``."""
    return [
        ColumnSpec(
            "themes",
            _("Thématiques"),
            _("Codes ou noms, séparés par une barre verticale : la liste entière."),
            ColumnKind.THEME,
            "themes",
            ("theme__code",),
            of="themes",
            is_list=True,
            vocabulary=THEME_VOCABULARY,
            public=(
                ExportColumn(
                    "themes", _("Thématiques"), ("theme__name_{lang}",), of="themes"
                ),
                ExportColumn(
                    "themes_code",
                    _("Thématiques (code)"),
                    ("theme__code",),
                    of="themes",
                ),
            ),
            example="eau_assainissement | sante",
        ),
        ColumnSpec(
            "odd",
            _("ODD"),
            _("Numéros de 1 à 17, séparés par une barre verticale : la liste entière."),
            ColumnKind.GOAL,
            "goals",
            ("goal",),
            of="goals",
            is_list=True,
            vocabulary=GOAL_VOCABULARY,
            public=(
                ExportColumn("odd", _("ODD"), ("goal__name_{lang}",), of="goals"),
                ExportColumn("odd_numero", _("ODD (numéro)"), ("goal",), of="goals"),
            ),
            example="6 | 17",
        ),
    ]


def build_topic_relations(model: type[Any], key: str) -> dict[str, ExportRelation]:
    """Return the relations of ``build_topic_columns``; ``key`` leads to the entry."""
    themes, goals = model.themes.through.objects, model.goals.through.objects
    return {
        "themes": ExportRelation(lambda: themes.order_by("theme__code"), key),
        "goals": ExportRelation(lambda: goals.order_by("goal"), key),
    }


def build_text_columns() -> list[ColumnSpec]:
    return [
        ColumnSpec(
            "description",
            _("Description"),
            _("Texte simple, en paragraphes."),
            ColumnKind.LONG_TEXT,
            "description",
            is_public=True,
        ),
        ColumnSpec(
            "resultats",
            _("Résultats"),
            _("Texte simple, en paragraphes."),
            ColumnKind.LONG_TEXT,
            "results",
            is_public=True,
        ),
    ]


def build_verification_columns() -> list[ColumnSpec]:
    return [
        ColumnSpec(
            "verifiee_le",
            _("Vérifiée le"),
            _("Un jour, avec qui l’a vérifiée."),
            ColumnKind.DATE,
            "verified_on",
            is_public=True,
            example="2026-03-31",
        ),
        ColumnSpec(
            "verifiee_par",
            _("Vérifiée par"),
            _("Qui a confirmé la fiche, avec le jour."),
            ColumnKind.CHOICE,
            "verified_by",
            is_public=True,
            code_label=_("Vérifiée par (code)"),
            choices=Verifier,
        ),
    ]
