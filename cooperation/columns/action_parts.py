"""Columns of the child rows of actions: locations, partners, fundings.

They have worksheets of their own in the workbook, lists in a row of public exports.
"""

from django.utils.translation import gettext_lazy as _

from cooperation.columns.datasets import POINTS_CODE, ExportColumn, ExportRelation
from cooperation.columns.shared import (
    WINDOW_VOCABULARY,
    build_deletion_column,
    build_parent_columns,
    build_partner_columns,
    build_place_columns,
    build_row_key_column,
    build_version_column,
)
from cooperation.columns.specs import ColumnKind, ColumnSpec, WorksheetSpec
from cooperation.columns.values import (
    build_first_known,
    build_point_precision,
    build_wkt_point,
)
from cooperation.enums import FundingKind, InvolvementRole, PartnerKind
from cooperation.models import Funding, Involvement, Location

ACTION_COLUMN_LABELS = (_("Action (référence)"), _("Action"))

LOCATIONS_WORKSHEET = WorksheetSpec(
    "lieux",
    _("Lieux d’intervention"),
    _("Une ligne par lieu où une action se déroule."),
    Location,
    "ligne_id",
    [
        build_row_key_column(),
        *build_parent_columns(
            "action", ACTION_COLUMN_LABELS, "action", ColumnKind.ACTION
        ),
        *build_place_columns(required=True),
        ColumnSpec(
            "nom_du_lieu",
            _("Nom du lieu"),
            _("S’il n’est pas dans la liste des lieux."),
            ColumnKind.TEXT,
            "label",
            example="Kokorou",
        ),
        ColumnSpec(
            "latitude",
            _("Latitude"),
            _("En degrés, avec la longitude."),
            ColumnKind.DEGREES,
            "lat",
            example="14.0072",
        ),
        ColumnSpec(
            "longitude",
            _("Longitude"),
            _("En degrés, avec la latitude."),
            ColumnKind.DEGREES,
            "lng",
            example="0.7531",
        ),
        build_deletion_column(),
        build_version_column(),
    ],
    parent="actions",
    parent_field="action",
)

INVOLVEMENTS_WORKSHEET = WorksheetSpec(
    "partenaires",
    _("Partenaires des actions"),
    _("Une ligne par rôle d’un partenaire dans une action."),
    Involvement,
    "ligne_id",
    [
        build_row_key_column(),
        *build_parent_columns(
            "action", ACTION_COLUMN_LABELS, "action", ColumnKind.ACTION
        ),
        *build_partner_columns(
            "partenaire",
            (_("Partenaire"), _("Partenaire (adresse)")),
            "partner",
            required=True,
        ),
        ColumnSpec(
            "role",
            _("Rôle"),
            _("Ce que le partenaire fait dans l’action."),
            ColumnKind.CHOICE,
            "role",
            choices=InvolvementRole,
            example="partenaire_local",
        ),
        build_deletion_column(),
        build_version_column(),
    ],
    parent="actions",
    parent_field="action",
)

FUNDINGS_WORKSHEET = WorksheetSpec(
    "financements",
    _("Financements"),
    _("Une ligne par montant : un guichet, une année."),
    Funding,
    "ligne_id",
    [
        build_row_key_column(),
        *build_parent_columns(
            "action", ACTION_COLUMN_LABELS, "action", ColumnKind.ACTION
        ),
        ColumnSpec(
            "guichet",
            _("Guichet"),
            _("Code ou nom d’un guichet de la liste."),
            ColumnKind.WINDOW,
            "window",
            ("window__code",),
            required=True,
            vocabulary=WINDOW_VOCABULARY,
            example="oudin_santini",
        ),
        *build_partner_columns(
            "financeur", (_("Financeur"), _("Financeur (adresse)")), "funder"
        ),
        ColumnSpec(
            "montant_eur",
            _("Montant en euros"),
            _("Une autre monnaie est convertie au taux de l’année, et c’est dit."),
            ColumnKind.AMOUNT,
            "amount",
            example="20000",
        ),
        ColumnSpec(
            "annee",
            _("Année"),
            _("L’année du montant."),
            ColumnKind.YEAR,
            "year",
            example="2020",
        ),
        ColumnSpec(
            "montant_etat",
            _("Accordé ou prévu"),
            _("Accordé si rien n’est dit."),
            ColumnKind.CHOICE,
            "kind",
            choices=FundingKind,
            example="accorde",
        ),
        ColumnSpec(
            "precision",
            _("Précision"),
            _("Par exemple le montant d’origine dans une autre monnaie."),
            ColumnKind.TEXT,
            "note",
        ),
        build_deletion_column(),
        build_version_column(),
    ],
    parent="actions",
    parent_field="action",
)


PUBLIC_PLACE_COLUMNS = [
    ExportColumn("pays", _("Pays"), ("country__name_{lang}",), of="locations"),
    ExportColumn("pays_code", _("Pays (code ISO)"), ("country",), of="locations"),
    ExportColumn(
        "lieux",
        _("Lieux"),
        ("label", "place__name"),
        of="locations",
        expression=build_first_known,
    ),
    ExportColumn(
        POINTS_CODE,
        _("Points"),
        ("at_lat", "at_lng"),
        of="locations",
        expression=build_wkt_point,
    ),
    ExportColumn(
        "points_precision",
        _("Précision des points"),
        ("lat", "place__lat", "country__lat"),
        of="locations",
        expression=build_point_precision,
    ),
]
PUBLIC_PARTNER_COLUMNS = [
    ExportColumn("partenaires", _("Partenaires"), ("partner__name",), of="partners"),
    ExportColumn(
        "partenaires_nature",
        _("Nature des partenaires"),
        ("partner__kind",),
        of="partners",
        choices=PartnerKind,
    ),
    ExportColumn(
        "partenaires_nature_code",
        _("Nature des partenaires (code)"),
        ("partner__kind",),
        of="partners",
    ),
    ExportColumn(
        "partenaires_role",
        _("Rôle des partenaires"),
        ("role",),
        of="partners",
        choices=InvolvementRole,
    ),
    ExportColumn(
        "partenaires_role_code",
        _("Rôle des partenaires (code)"),
        ("role",),
        of="partners",
    ),
]
PUBLIC_FUNDING_COLUMNS = [
    ExportColumn("guichets", _("Guichets"), ("window__name_{lang}",), of="fundings"),
    ExportColumn(
        "guichets_code", _("Guichets (code)"), ("window__code",), of="fundings"
    ),
    ExportColumn("financeurs", _("Financeurs"), ("funder__name",), of="fundings"),
    ExportColumn("montants_eur", _("Montants en euros"), ("amount",), of="fundings"),
    ExportColumn("montants_annee", _("Années des montants"), ("year",), of="fundings"),
    ExportColumn(
        "montants_etat",
        _("États des montants"),
        ("kind",),
        of="fundings",
        choices=FundingKind,
    ),
    ExportColumn(
        "montants_etat_code", _("États des montants (code)"), ("kind",), of="fundings"
    ),
]
# They are joined with their action, which is published.
PUBLIC_PART_RELATIONS = {
    "locations": ExportRelation(lambda: Location.objects.with_position(), "action"),
    "partners": ExportRelation(
        lambda: Involvement.objects.order_by("role", "pk"), "action"
    ),
    "fundings": ExportRelation(lambda: Funding.objects.all(), "action"),
}
