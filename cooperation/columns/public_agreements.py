"""Columns of the exports of agreements: one row per agreement."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cooperation.columns.datasets import (
    Dataset,
    ExportColumn,
    ExportRelation,
    build_geo_point,
    build_url_formatter,
)
from cooperation.columns.public_actions import get_point_precision
from cooperation.columns.public_shared import (
    build_authority_columns,
    build_source_columns,
)
from cooperation.enums import (
    AgreementEventKind,
    AgreementKind,
    AgreementStatus,
    PartnerKind,
)
from cooperation.models import Action, Agreement, AgreementEvent
from cooperation.models.expressions import build_position_annotations


def get_agreement_rows() -> QuerySet[Any]:
    """Return the published agreements, with their status, years and point."""
    rows = Agreement.objects.published().with_years()
    placed: QuerySet[Any] = rows.annotate(
        **build_position_annotations("place", "country")
    )
    return placed


def get_agreement_precision(place: float | None, country: float | None) -> str:
    return get_point_precision(None, place, country)


IDENTITY_COLUMNS = [
    ExportColumn("reference", _("Référence"), ("reference",)),
    ExportColumn(
        "url",
        _("Adresse"),
        ("slug",),
        show_factory=build_url_formatter("cooperation:agreement_detail"),
    ),
    ExportColumn("titre", _("Titre"), ("title",)),
    ExportColumn("type", _("Type d’accord"), ("kind",), choices=AgreementKind),
    ExportColumn("type_code", _("Type d’accord (code)"), ("kind",)),
    ExportColumn(
        "etat", _("État ce jour"), ("current_status",), choices=AgreementStatus
    ),
    ExportColumn("etat_code", _("État ce jour (code)"), ("current_status",)),
    ExportColumn("annee_debut", _("Première année connue"), ("first_year",)),
    ExportColumn("annee_fin", _("Année de fin"), ("last_year",)),
    ExportColumn(
        "evenements",
        _("Événements"),
        ("kind",),
        of="events",
        choices=AgreementEventKind,
    ),
    ExportColumn("evenements_code", _("Événements (code)"), ("kind",), of="events"),
    ExportColumn(
        "evenements_annee", _("Années des événements"), ("year",), of="events"
    ),
    ExportColumn("evenements_jour", _("Jours des événements"), ("date",), of="events"),
]
AUTHORITY_COLUMNS = [
    *build_authority_columns("collectivite", _("Collectivité"), "collectivity"),
    ExportColumn(
        "autres_signataires",
        _("Autres signataires français"),
        ("collectivity__name",),
        of="signatories",
    ),
    ExportColumn(
        "autres_signataires_siren",
        _("Autres signataires (SIREN)"),
        ("collectivity__siren",),
        of="signatories",
    ),
    ExportColumn("partenaire", _("Collectivité partenaire"), ("counterpart__name",)),
    ExportColumn(
        "partenaire_nature",
        _("Nature du partenaire"),
        ("counterpart__kind",),
        choices=PartnerKind,
    ),
    ExportColumn(
        "partenaire_nature_code",
        _("Nature du partenaire (code)"),
        ("counterpart__kind",),
    ),
]
PLACE_COLUMNS = [
    ExportColumn("pays", _("Pays"), ("country__name_{lang}",)),
    ExportColumn("pays_code", _("Pays (code ISO)"), ("country",)),
    ExportColumn("lieu", _("Lieu"), ("place__name",)),
    ExportColumn("points", _("Point"), ("at_lat", "at_lng"), show=build_geo_point),
    ExportColumn(
        "points_precision",
        _("Précision du point"),
        ("place__lat", "country__lat"),
        show=get_agreement_precision,
    ),
]
OTHER_COLUMNS = [
    ExportColumn("actions", _("Actions"), ("title",), of="actions"),
    ExportColumn(
        "actions_reference", _("Actions (référence)"), ("reference",), of="actions"
    ),
    ExportColumn("description", _("Description"), ("description",)),
]

AGREEMENT_DATASET = Dataset(
    name="accords",
    rows=get_agreement_rows,
    columns=[
        *IDENTITY_COLUMNS,
        *AUTHORITY_COLUMNS,
        *PLACE_COLUMNS,
        *OTHER_COLUMNS,
        *build_source_columns(),
    ],
    relations={
        "events": ExportRelation(lambda: AgreementEvent.objects.all(), "agreement"),
        "signatories": ExportRelation(
            lambda: Agreement.other_signatories.through.objects.order_by(
                "collectivity__name_key"
            ),
            "agreement",
        ),
        "actions": ExportRelation(
            lambda: Action.objects.published().order_by("title_key", "pk"), "agreement"
        ),
    },
)
