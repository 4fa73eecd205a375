"""The worksheets of child rows of actions: locations, partners, fundings."""

from django.utils.translation import gettext_lazy as _

from cooperation.enums import FundingKind, InvolvementRole
from cooperation.exchange.columns import ColumnSpec, Kind, SheetSpec
from cooperation.exchange.shared import (
    WINDOWS,
    parent_columns,
    partner_columns,
    remove_column,
    row_column,
    where_columns,
)
from cooperation.models import Funding, Involvement, Location

OF_ACTION = (_("Action (référence)"), _("Action"))

LOCATIONS = SheetSpec(
    "lieux",
    _("Lieux d’intervention"),
    _("Une ligne par lieu où une action se déroule."),
    Location,
    "ligne_id",
    [
        row_column(),
        *parent_columns("action", OF_ACTION, "action", Kind.ACTION),
        *where_columns(required=True),
        ColumnSpec(
            "nom_du_lieu",
            _("Nom du lieu"),
            _("S’il n’est pas dans la liste des lieux."),
            Kind.TEXT,
            "label",
            ("label",),
            example="Kokorou",
        ),
        ColumnSpec(
            "latitude",
            _("Latitude"),
            _("En degrés, avec la longitude."),
            Kind.DEGREES,
            "lat",
            ("lat",),
            example="14.0072",
        ),
        ColumnSpec(
            "longitude",
            _("Longitude"),
            _("En degrés, avec la latitude."),
            Kind.DEGREES,
            "lng",
            ("lng",),
            example="0.7531",
        ),
        remove_column(),
    ],
    parent="actions",
    parent_field="action",
)

INVOLVEMENTS = SheetSpec(
    "partenaires",
    _("Partenaires des actions"),
    _("Une ligne par rôle d’un partenaire dans une action."),
    Involvement,
    "ligne_id",
    [
        row_column(),
        *parent_columns("action", OF_ACTION, "action", Kind.ACTION),
        *partner_columns(
            "partenaire",
            (_("Partenaire"), _("Partenaire (adresse)")),
            "partner",
            required=True,
        ),
        ColumnSpec(
            "role",
            _("Rôle"),
            _("Ce que le partenaire fait dans l’action."),
            Kind.CHOICE,
            "role",
            ("role",),
            choices=InvolvementRole,
            example="partenaire_local",
        ),
        remove_column(),
    ],
    parent="actions",
    parent_field="action",
)

FUNDINGS = SheetSpec(
    "financements",
    _("Financements"),
    _("Une ligne par montant : un guichet, une année."),
    Funding,
    "ligne_id",
    [
        row_column(),
        *parent_columns("action", OF_ACTION, "action", Kind.ACTION),
        ColumnSpec(
            "guichet",
            _("Guichet"),
            _("Code ou nom d’un guichet de la liste."),
            Kind.WINDOW,
            "window",
            ("window__code",),
            required=True,
            vocabulary=WINDOWS,
            example="oudin_santini",
        ),
        *partner_columns(
            "financeur", (_("Financeur"), _("Financeur (adresse)")), "funder"
        ),
        ColumnSpec(
            "montant_eur",
            _("Montant en euros"),
            _("Une autre monnaie est convertie au taux de l’année, et c’est dit."),
            Kind.AMOUNT,
            "amount",
            ("amount",),
            example="20000",
        ),
        ColumnSpec(
            "annee",
            _("Année"),
            _("L’année du montant."),
            Kind.YEAR,
            "year",
            ("year",),
            example="2020",
        ),
        ColumnSpec(
            "montant_etat",
            _("Accordé ou prévu"),
            _("Accordé si rien n’est dit."),
            Kind.CHOICE,
            "kind",
            ("kind",),
            choices=FundingKind,
            example="accorde",
        ),
        ColumnSpec(
            "precision",
            _("Précision"),
            _("Par exemple le montant d’origine dans une autre monnaie."),
            Kind.TEXT,
            "note",
            ("note",),
        ),
        remove_column(),
    ],
    parent="actions",
    parent_field="action",
)
