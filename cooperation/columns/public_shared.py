"""Columns that the exports of actions and of agreements have in common."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.columns.datasets import ExportColumn, build_constant, get_date
from cooperation.enums import CollectivityKind

LICENCE = "Licence Ouverte 2.0 (Etalab)"
PUBLISHER = "Passerelles, Cité de la Solidarité Internationale"


def build_authority_columns(
    code: str, label: str | Promise, path: str
) -> list[ExportColumn]:
    """Return the columns about the first authority, read through ``path``."""
    return [
        ExportColumn(code, label, (f"{path}__name",)),
        ExportColumn(f"{code}_siren", _("SIREN"), (f"{path}__siren",)),
        ExportColumn(f"{code}_insee", _("Code INSEE"), (f"{path}__insee_code",)),
        ExportColumn(
            f"{code}_nature",
            _("Nature de la collectivité"),
            (f"{path}__kind",),
            choices=CollectivityKind,
        ),
        ExportColumn(
            f"{code}_nature_code",
            _("Nature de la collectivité (code)"),
            (f"{path}__kind",),
        ),
        ExportColumn("epci", _("EPCI"), (f"{path}__epci__name",)),
        ExportColumn("epci_siren", _("EPCI (SIREN)"), (f"{path}__epci__siren",)),
        ExportColumn("departement", _("Département"), (f"{path}__department__name",)),
        ExportColumn(
            "departement_code", _("Département (code)"), (f"{path}__department",)
        ),
    ]


def build_source_columns() -> list[ExportColumn]:
    """Return the columns about the source of a row and its reliability."""
    return [
        ExportColumn("incertitude", _("Ce qui reste incertain"), ("uncertainty",)),
        ExportColumn("source", _("Source"), ("source_name",)),
        ExportColumn("source_url", _("Page de la source"), ("source_url",)),
        ExportColumn("modifiee_le", _("Modifiée le"), ("updated_at",), show=get_date),
        ExportColumn("editeur", _("Éditeur"), ("pk",), show=build_constant(PUBLISHER)),
        ExportColumn(
            "licence", _("Licence des données"), ("pk",), show=build_constant(LICENCE)
        ),
    ]
