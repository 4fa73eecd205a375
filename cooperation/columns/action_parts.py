"""The worksheets of child rows of actions: locations, partners, fundings."""

from django.utils.translation import gettext_lazy as _

from cooperation.columns.shared import (
    WINDOW_VOCABULARY,
    build_deletion_column,
    build_parent_columns,
    build_partner_columns,
    build_place_columns,
    build_row_key_column,
)
from cooperation.columns.specs import ColumnKind, ColumnSpec, WorksheetSpec
from cooperation.enums import FundingKind, InvolvementRole
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
            ("label",),
            example="Kokorou",
        ),
        ColumnSpec(
            "latitude",
            _("Latitude"),
            _("En degrés, avec la longitude."),
            ColumnKind.DEGREES,
            "lat",
            ("lat",),
            example="14.0072",
        ),
        ColumnSpec(
            "longitude",
            _("Longitude"),
            _("En degrés, avec la latitude."),
            ColumnKind.DEGREES,
            "lng",
            ("lng",),
            example="0.7531",
        ),
        build_deletion_column(),
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
            ("role",),
            choices=InvolvementRole,
            example="partenaire_local",
        ),
        build_deletion_column(),
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
            ("amount",),
            example="20000",
        ),
        ColumnSpec(
            "annee",
            _("Année"),
            _("L’année du montant."),
            ColumnKind.YEAR,
            "year",
            ("year",),
            example="2020",
        ),
        ColumnSpec(
            "montant_etat",
            _("Accordé ou prévu"),
            _("Accordé si rien n’est dit."),
            ColumnKind.CHOICE,
            "kind",
            ("kind",),
            choices=FundingKind,
            example="accorde",
        ),
        ColumnSpec(
            "precision",
            _("Précision"),
            _("Par exemple le montant d’origine dans une autre monnaie."),
            ColumnKind.TEXT,
            "note",
            ("note",),
        ),
        build_deletion_column(),
    ],
    parent="actions",
    parent_field="action",
)
