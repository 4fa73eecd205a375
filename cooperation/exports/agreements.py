"""Columns of the exports of agreements: one row per agreement."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cooperation.enums import (
    AgreementEventKind,
    AgreementKind,
    AgreementStatus,
    PartnerKind,
)
from cooperation.exports.actions import precision
from cooperation.exports.datasets import Column, Dataset, Relation
from cooperation.exports.shared import authority_columns, source_columns
from cooperation.exports.values import address_of, point
from cooperation.models import Action, Agreement, AgreementEvent
from cooperation.models.positions import position


def agreements() -> QuerySet[Any]:
    """Return the published agreements, with their status, years and point."""
    rows = Agreement.objects.published().with_years()
    placed: QuerySet[Any] = rows.annotate(**position("place", "country"))
    return placed


def precision_of(place: float | None, country: float | None) -> str:
    return precision(None, place, country)


WHAT = [
    Column("reference", _("Référence"), ("reference",)),
    Column(
        "url",
        _("Adresse"),
        ("slug",),
        showing=address_of("cooperation:agreement_detail"),
    ),
    Column("titre", _("Titre"), ("title",)),
    Column("type", _("Type d’accord"), ("kind",), choices=AgreementKind),
    Column("type_code", _("Type d’accord (code)"), ("kind",)),
    Column("etat", _("État ce jour"), ("current_status",), choices=AgreementStatus),
    Column("etat_code", _("État ce jour (code)"), ("current_status",)),
    Column("annee_debut", _("Première année connue"), ("first_year",)),
    Column("annee_fin", _("Année de fin"), ("last_year",)),
    Column(
        "evenements",
        _("Événements"),
        ("kind",),
        of="events",
        choices=AgreementEventKind,
    ),
    Column("evenements_code", _("Événements (code)"), ("kind",), of="events"),
    Column("evenements_annee", _("Années des événements"), ("year",), of="events"),
    Column("evenements_jour", _("Jours des événements"), ("date",), of="events"),
]
WHO = [
    *authority_columns("collectivite", _("Collectivité"), "collectivity"),
    Column(
        "autres_signataires",
        _("Autres signataires français"),
        ("collectivity__name",),
        of="signatories",
    ),
    Column(
        "autres_signataires_siren",
        _("Autres signataires (SIREN)"),
        ("collectivity__siren",),
        of="signatories",
    ),
    Column("partenaire", _("Collectivité partenaire"), ("counterpart__name",)),
    Column(
        "partenaire_nature",
        _("Nature du partenaire"),
        ("counterpart__kind",),
        choices=PartnerKind,
    ),
    Column(
        "partenaire_nature_code",
        _("Nature du partenaire (code)"),
        ("counterpart__kind",),
    ),
]
WHERE = [
    Column("pays", _("Pays"), ("country__name_{lang}",)),
    Column("pays_code", _("Pays (code ISO)"), ("country",)),
    Column("lieu", _("Lieu"), ("place__name",)),
    Column("points", _("Point"), ("at_lat", "at_lng"), show=point),
    Column(
        "points_precision",
        _("Précision du point"),
        ("place__lat", "country__lat"),
        show=precision_of,
    ),
]
MORE = [
    Column("actions", _("Actions"), ("title",), of="actions"),
    Column("actions_reference", _("Actions (référence)"), ("reference",), of="actions"),
    Column("description", _("Description"), ("description",)),
]

AGREEMENTS = Dataset(
    name="accords",
    rows=agreements,
    columns=[*WHAT, *WHO, *WHERE, *MORE, *source_columns()],
    relations={
        "events": Relation(lambda: AgreementEvent.objects.all(), "agreement"),
        "signatories": Relation(
            lambda: Agreement.other_signatories.through.objects.order_by(
                "collectivity__name_key"
            ),
            "agreement",
        ),
        "actions": Relation(
            lambda: Action.objects.published().order_by("title_key", "pk"), "agreement"
        ),
    },
)
