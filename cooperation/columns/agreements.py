"""Columns of agreements and events: those of the workbook and of public exports."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cooperation.columns.datasets import (
    OTHER_POINTS_CODE,
    POINTS_CODE,
    Dataset,
    ExportColumn,
    ExportRelation,
)
from cooperation.columns.entries import (
    build_summary_column,
    build_text_columns,
    build_topic_columns,
    build_topic_relations,
    build_verification_columns,
)
from cooperation.columns.shared import (
    build_authority_columns,
    build_authority_details,
    build_deletion_column,
    build_identifier_column,
    build_licence_columns,
    build_page_column,
    build_parent_columns,
    build_partner_columns,
    build_place_columns,
    build_publication_columns,
    build_reference_columns,
    build_row_key_column,
    build_source_columns,
    build_url_column,
    build_version_column,
)
from cooperation.columns.specs import (
    ColumnKind,
    ColumnSpec,
    EntryColumn,
    WorksheetSpec,
    list_public_columns,
    list_worksheet_columns,
)
from cooperation.columns.values import build_place_precision, build_wkt_point
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


AGREEMENT_COLUMNS: list[EntryColumn] = [
    build_identifier_column(),
    build_url_column("cooperation:agreement_detail"),
    ColumnSpec(
        "titre",
        _("Titre"),
        _("Par exemple « Annecy – Vicenza »."),
        ColumnKind.TEXT,
        "title",
        required=True,
        example="Annecy – Vicenza",
        is_public=True,
    ),
    build_summary_column(),
    ColumnSpec(
        "type",
        _("Type d’accord"),
        _("Nature de l’accord."),
        ColumnKind.CHOICE,
        "kind",
        required=True,
        choices=AgreementKind,
        example="jumelage",
        is_public=True,
        code_label=_("Type d’accord (code)"),
    ),
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
    *build_authority_columns(
        "collectivite",
        (_("Collectivité"), _("Collectivité (code)")),
        _("La première collectivité française signataire."),
        "collectivity",
        required=True,
        is_public=True,
    ),
    *build_authority_details("collectivite", "collectivity"),
    *build_authority_columns(
        "autres_signataires",
        (_("Autres signataires français"), _("Autres signataires (codes)")),
        _("Séparés par une barre verticale. La cellule dit la liste entière."),
        "other_signatories",
        of="other_signatories",
        is_public=True,
    ),
    ExportColumn(
        "autres_signataires_siren",
        _("Autres signataires (SIREN)"),
        ("collectivity__siren",),
        of="other_signatories",
    ),
    *build_partner_columns(
        "partenaire",
        (_("Collectivité partenaire"), _("Collectivité partenaire (adresse)")),
        "counterpart",
        required=True,
        is_public=True,
    ),
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
    *build_reference_columns(
        "autres_partenaires",
        (_("Autres partenaires"), _("Autres partenaires (adresses)")),
        _("Par exemple un comité de jumelage. La cellule dit la liste entière."),
        ColumnKind.PARTNER,
        "partners",
        "partner__name",
        "partner__slug",
        code_suffix="adresse",
        of="partners",
        is_list=True,
        examples=("Comité de jumelage de Téra", "comite-de-jumelage-de-tera"),
        public=(
            (
                ExportColumn(
                    "autres_partenaires",
                    _("Autres partenaires"),
                    ("partner__name",),
                    of="partners",
                ),
            ),
            (),
        ),
    ),
    ExportColumn(
        "autres_partenaires_nature",
        _("Nature des autres partenaires"),
        ("partner__kind",),
        of="partners",
        choices=PartnerKind,
    ),
    ExportColumn(
        "autres_partenaires_nature_code",
        _("Nature des autres partenaires (code)"),
        ("partner__kind",),
        of="partners",
    ),
    *build_place_columns(is_public=True),
    *build_reference_columns(
        "autres_lieux",
        (_("Autres lieux"), _("Autres lieux (numéros)")),
        _("Dans ce pays, ou « Gao (Mali) ». La cellule dit la liste entière."),
        ColumnKind.PLACE,
        "places",
        "place__name",
        "place",
        code_suffix="numero",
        of="places",
        is_list=True,
        examples=("Gao", "2457163"),
        public=(
            (
                ExportColumn(
                    "autres_lieux", _("Autres lieux"), ("place__name",), of="places"
                ),
            ),
            (),
        ),
    ),
    ExportColumn(
        "autres_lieux_pays",
        _("Pays des autres lieux"),
        ("place__country__name_{lang}",),
        of="places",
    ),
    ExportColumn(
        "autres_lieux_pays_code",
        _("Pays des autres lieux (code ISO)"),
        ("place__country",),
        of="places",
    ),
    ExportColumn(
        OTHER_POINTS_CODE,
        _("Points des autres lieux"),
        ("at_lat", "at_lng"),
        of="places",
        expression=build_wkt_point,
    ),
    *build_topic_columns(),
    ExportColumn(
        POINTS_CODE, _("Point"), ("at_lat", "at_lng"), expression=build_wkt_point
    ),
    ExportColumn(
        "points_precision",
        _("Précision du point"),
        ("place__lat", "country__lat"),
        expression=build_place_precision,
    ),
    ExportColumn("actions", _("Actions"), ("title",), of="actions"),
    ExportColumn(
        "actions_reference", _("Actions (référence)"), ("reference",), of="actions"
    ),
    *build_text_columns(),
    *build_verification_columns(),
    *build_source_columns(),
    *build_publication_columns(),
    *build_licence_columns(),
    build_page_column("cooperation:agreement_detail"),
    build_version_column(),
]
SHARED_RELATIONS = build_topic_relations(Agreement, "agreement") | {
    "other_signatories": ExportRelation(
        lambda: Agreement.other_signatories.through.objects.order_by(
            "collectivity__name_key", "pk"
        ),
        "agreement",
    ),
    "partners": ExportRelation(
        lambda: Agreement.partners.through.objects.order_by("partner__name_key", "pk"),
        "agreement",
    ),
    "places": ExportRelation(
        lambda: Agreement.places.through.objects.annotate(
            **build_position_annotations("place", "place__country")
        ).order_by("place__name_key", "pk"),
        "agreement",
    ),
}
AGREEMENTS_WORKSHEET = WorksheetSpec(
    "accords",
    _("Accords"),
    _("Une ligne par accord entre collectivités."),
    Agreement,
    "reference",
    list_worksheet_columns(AGREEMENT_COLUMNS),
    key_field="reference",
    relations=SHARED_RELATIONS,
)
AGREEMENT_DATASET = Dataset(
    name="accords",
    rows=get_agreement_rows,
    columns=list_public_columns(AGREEMENT_COLUMNS),
    relations=SHARED_RELATIONS
    | {
        "events": ExportRelation(lambda: AgreementEvent.objects.all(), "agreement"),
        "actions": ExportRelation(
            lambda: Action.objects.published().order_by("title_key", "pk"), "agreement"
        ),
    },
)

EVENTS_WORKSHEET = WorksheetSpec(
    "evenements",
    _("Événements des accords"),
    _("Une ligne par événement : l’état d’un accord s’en déduit."),
    AgreementEvent,
    "ligne_id",
    [
        build_row_key_column(),
        *build_parent_columns(
            "accord",
            (_("Accord (référence)"), _("Accord")),
            "agreement",
            ColumnKind.AGREEMENT,
        ),
        ColumnSpec(
            "evenement",
            _("Événement"),
            _("Ce qui est arrivé à l’accord."),
            ColumnKind.CHOICE,
            "kind",
            required=True,
            choices=AgreementEventKind,
            example="signe",
        ),
        ColumnSpec(
            "annee",
            _("Année"),
            _("Vide si elle n’est pas connue."),
            ColumnKind.YEAR,
            "year",
            example="1995",
        ),
        ColumnSpec(
            "jour",
            _("Jour"),
            _("S’il est connu : il tombe dans l’année donnée."),
            ColumnKind.DATE,
            "date",
            example="1995-06-24",
        ),
        ColumnSpec(
            "precision", _("Précision"), _("En une ligne."), ColumnKind.TEXT, "note"
        ),
        build_deletion_column(),
        build_version_column(),
    ],
    parent="accords",
    parent_field="agreement",
)
