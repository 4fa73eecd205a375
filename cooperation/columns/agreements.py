"""The worksheets of agreements and of their events."""

from django.utils.translation import gettext_lazy as _

from cooperation.columns.datasets import ExportRelation
from cooperation.columns.shared import (
    build_authority_columns,
    build_deletion_column,
    build_identifier_column,
    build_page_column,
    build_parent_columns,
    build_partner_columns,
    build_place_columns,
    build_publication_columns,
    build_row_key_column,
    build_source_columns,
)
from cooperation.columns.specs import ColumnKind, ColumnSpec, WorksheetSpec
from cooperation.enums import AgreementEventKind, AgreementKind
from cooperation.models import Agreement, AgreementEvent

AGREEMENTS_WORKSHEET = WorksheetSpec(
    "accords",
    _("Accords"),
    _("Une ligne par accord entre collectivités."),
    Agreement,
    "reference",
    [
        build_identifier_column(),
        ColumnSpec(
            "titre",
            _("Titre"),
            _("Par exemple « Annecy – Vicenza »."),
            ColumnKind.TEXT,
            "title",
            ("title",),
            required=True,
            example="Annecy – Vicenza",
        ),
        ColumnSpec(
            "type",
            _("Type d’accord"),
            _("Nature de l’accord."),
            ColumnKind.CHOICE,
            "kind",
            ("kind",),
            required=True,
            choices=AgreementKind,
            example="jumelage",
        ),
        *build_authority_columns(
            "collectivite",
            (_("Collectivité"), _("Collectivité (code)")),
            _("La première collectivité française signataire."),
            "collectivity",
            required=True,
        ),
        *build_authority_columns(
            "autres_signataires",
            (_("Autres signataires français"), _("Autres signataires (codes)")),
            _("Séparés par une barre verticale. La cellule dit la liste entière."),
            "other_signatories",
            of="other_signatories",
        ),
        *build_partner_columns(
            "partenaire",
            (_("Collectivité partenaire"), _("Collectivité partenaire (adresse)")),
            "counterpart",
            required=True,
        ),
        *build_place_columns(),
        ColumnSpec(
            "description",
            _("Description"),
            _("Texte simple, en paragraphes."),
            ColumnKind.LONG_TEXT,
            "description",
            ("description",),
        ),
        *build_source_columns(),
        *build_publication_columns(),
        build_page_column("cooperation:agreement_detail"),
    ],
    key_field="reference",
    relations={
        "other_signatories": ExportRelation(
            lambda: Agreement.other_signatories.through.objects.order_by(
                "collectivity__name_key", "pk"
            ),
            "agreement",
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
            ("kind",),
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
            ("year",),
            example="1995",
        ),
        ColumnSpec(
            "jour",
            _("Jour"),
            _("S’il est connu : il tombe dans l’année donnée."),
            ColumnKind.DATE,
            "date",
            ("date",),
            example="1995-06-24",
        ),
        ColumnSpec(
            "precision",
            _("Précision"),
            _("En une ligne."),
            ColumnKind.TEXT,
            "note",
            ("note",),
        ),
        build_deletion_column(),
    ],
    parent="accords",
    parent_field="agreement",
)
