"""Columns that the exports of actions and of agreements have in common."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.enums import CollectivityKind
from cooperation.exports.datasets import Column
from cooperation.exports.values import always, day_of

LICENCE = "Licence Ouverte 2.0 (Etalab)"
PUBLISHER = "Passerelles, Cité de la Solidarité Internationale"


def authority_columns(code: str, label: str | Promise, path: str) -> list[Column]:
    """Return the columns about the first authority, read through ``path``."""
    return [
        Column(code, label, (f"{path}__name",)),
        Column(f"{code}_siren", _("SIREN"), (f"{path}__siren",)),
        Column(f"{code}_insee", _("Code INSEE"), (f"{path}__insee_code",)),
        Column(
            f"{code}_nature",
            _("Nature de la collectivité"),
            (f"{path}__kind",),
            choices=CollectivityKind,
        ),
        Column(
            f"{code}_nature_code",
            _("Nature de la collectivité (code)"),
            (f"{path}__kind",),
        ),
        Column("epci", _("EPCI"), (f"{path}__epci__name",)),
        Column("epci_siren", _("EPCI (SIREN)"), (f"{path}__epci__siren",)),
        Column("departement", _("Département"), (f"{path}__department__name",)),
        Column("departement_code", _("Département (code)"), (f"{path}__department",)),
    ]


def source_columns() -> list[Column]:
    """Return the columns about the source of a row and its reliability."""
    return [
        Column("incertitude", _("Ce qui reste incertain"), ("uncertainty",)),
        Column("source", _("Source"), ("source_name",)),
        Column("source_url", _("Page de la source"), ("source_url",)),
        Column("modifiee_le", _("Modifiée le"), ("updated_at",), show=day_of),
        Column("editeur", _("Éditeur"), ("pk",), show=always(PUBLISHER)),
        Column("licence", _("Licence des données"), ("pk",), show=always(LICENCE)),
    ]
