"""The worksheet of partners."""

from django.utils.translation import gettext_lazy as _

from cooperation.enums import PartnerKind
from cooperation.exchange.columns import ColumnSpec, Kind, SheetSpec
from cooperation.exchange.shared import link_column, source_columns, where_columns
from cooperation.models import Partner

PARTNERS = SheetSpec(
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
            Kind.IDENTIFIER,
            paths=("slug",),
            example="commune-de-tera",
        ),
        ColumnSpec(
            "nom",
            _("Nom"),
            _("En toutes lettres."),
            Kind.TEXT,
            "name",
            ("name",),
            required=True,
            example="Commune de Téra",
        ),
        ColumnSpec(
            "sigle",
            _("Sigle"),
            _("S’il y en a un."),
            Kind.TEXT,
            "acronym",
            ("acronym",),
        ),
        ColumnSpec(
            "nature",
            _("Nature"),
            _("« Autre » si rien n’est dit."),
            Kind.CHOICE,
            "kind",
            ("kind",),
            choices=PartnerKind,
            example="collectivite",
        ),
        *where_columns(),
        ColumnSpec(
            "site",
            _("Site internet"),
            _("Adresse complète, qui commence par https://."),
            Kind.LINK,
            "website",
            ("website",),
            example="https://www.exemple.org/",
        ),
        ColumnSpec(
            "presentation",
            _("Présentation"),
            _("Texte simple, en paragraphes."),
            Kind.LONG_TEXT,
            "description",
            ("description",),
        ),
        *source_columns(),
        link_column("cooperation:partner_detail"),
    ],
    key_field="slug",
)
