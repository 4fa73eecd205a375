"""The worksheet of partners."""

from django.utils.translation import gettext_lazy as _

from cooperation.columns.shared import (
    build_page_column,
    build_place_columns,
    build_source_columns,
    build_version_column,
)
from cooperation.columns.specs import ColumnKind, ColumnSpec, WorksheetSpec
from cooperation.enums import PartnerKind
from cooperation.models import Partner

PARTNERS_WORKSHEET = WorksheetSpec(
    "annuaire_partenaires",
    _("Annuaire des partenaires"),
    _("Une ligne par partenaire, quel que soit le nombre de ses actions."),
    Partner,
    "adresse",
    [
        ColumnSpec(
            "adresse",
            _("Adresse"),
            _("Ne la changez pas. Vide : la ligne crée un partenaire."),
            ColumnKind.IDENTIFIER,
            paths=("slug",),
            example="commune-de-tera",
        ),
        ColumnSpec(
            "nom",
            _("Nom"),
            _("En toutes lettres."),
            ColumnKind.TEXT,
            "name",
            required=True,
            example="Commune de Téra",
        ),
        ColumnSpec(
            "sigle", _("Sigle"), _("S’il y en a un."), ColumnKind.TEXT, "acronym"
        ),
        ColumnSpec(
            "nature",
            _("Nature"),
            _("« Autre » si rien n’est dit."),
            ColumnKind.CHOICE,
            "kind",
            choices=PartnerKind,
            example="collectivite",
        ),
        *build_place_columns(),
        ColumnSpec(
            "site",
            _("Site internet"),
            _("Adresse complète, qui commence par https://."),
            ColumnKind.LINK,
            "website",
            example="https://www.exemple.org/",
        ),
        ColumnSpec(
            "presentation",
            _("Présentation"),
            _("Texte simple, en paragraphes."),
            ColumnKind.LONG_TEXT,
            "description",
        ),
        *build_source_columns(),
        build_page_column("cooperation:partner_detail"),
        build_version_column(),
    ],
    key_field="slug",
)
