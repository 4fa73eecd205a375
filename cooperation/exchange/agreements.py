"""The worksheets of agreements and of their events."""

from django.utils.translation import gettext_lazy as _

from cooperation.enums import AgreementEventKind, AgreementKind
from cooperation.exchange.columns import ColumnSpec, Kind, SheetSpec
from cooperation.exchange.shared import (
    authority_columns,
    link_column,
    parent_columns,
    partner_columns,
    publication_columns,
    reference_column,
    remove_column,
    row_column,
    source_columns,
    where_columns,
)
from cooperation.exports.datasets import Relation
from cooperation.models import Agreement, AgreementEvent

AGREEMENTS = SheetSpec(
    "accords",
    _("Accords"),
    _("Une ligne par accord entre collectivités."),
    Agreement,
    "reference",
    [
        reference_column(),
        ColumnSpec(
            "titre",
            _("Titre"),
            _("Par exemple « Annecy – Vicenza »."),
            Kind.TEXT,
            "title",
            ("title",),
            required=True,
            example="Annecy – Vicenza",
        ),
        ColumnSpec(
            "type",
            _("Type d’accord"),
            _("Nature de l’accord."),
            Kind.CHOICE,
            "kind",
            ("kind",),
            required=True,
            choices=AgreementKind,
            example="jumelage",
        ),
        *authority_columns(
            "collectivite",
            (_("Collectivité"), _("Collectivité (code)")),
            _("La première collectivité française signataire."),
            "collectivity",
            required=True,
        ),
        *authority_columns(
            "autres_signataires",
            (_("Autres signataires français"), _("Autres signataires (codes)")),
            _("Séparés par une barre verticale. La cellule dit la liste entière."),
            "other_signatories",
            of="other_signatories",
        ),
        *partner_columns(
            "partenaire",
            (_("Collectivité partenaire"), _("Collectivité partenaire (adresse)")),
            "counterpart",
            required=True,
        ),
        *where_columns(),
        ColumnSpec(
            "description",
            _("Description"),
            _("Texte simple, en paragraphes."),
            Kind.LONG_TEXT,
            "description",
            ("description",),
        ),
        *source_columns(),
        *publication_columns(),
        link_column("cooperation:agreement_detail"),
    ],
    key_field="reference",
    relations={
        "other_signatories": Relation(
            lambda: Agreement.other_signatories.through.objects.order_by(
                "collectivity__name_key", "pk"
            ),
            "agreement",
        ),
    },
)

EVENTS = SheetSpec(
    "evenements",
    _("Événements des accords"),
    _("Une ligne par événement : l’état d’un accord s’en déduit."),
    AgreementEvent,
    "ligne_id",
    [
        row_column(),
        *parent_columns(
            "accord",
            (_("Accord (référence)"), _("Accord")),
            "agreement",
            Kind.AGREEMENT,
        ),
        ColumnSpec(
            "evenement",
            _("Événement"),
            _("Ce qui est arrivé à l’accord."),
            Kind.CHOICE,
            "kind",
            ("kind",),
            required=True,
            choices=AgreementEventKind,
            example="signe",
        ),
        ColumnSpec(
            "annee",
            _("Année"),
            _("Vide si elle n’est pas connue."),
            Kind.YEAR,
            "year",
            ("year",),
            example="1995",
        ),
        ColumnSpec(
            "jour",
            _("Jour"),
            _("S’il est connu : il tombe dans l’année donnée."),
            Kind.DATE,
            "date",
            ("date",),
            example="1995-06-24",
        ),
        ColumnSpec(
            "precision",
            _("Précision"),
            _("En une ligne."),
            Kind.TEXT,
            "note",
            ("note",),
        ),
        remove_column(),
    ],
    parent="accords",
    parent_field="agreement",
)
