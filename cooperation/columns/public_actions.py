"""Columns of the exports of actions: one row per action."""

from django.utils.translation import gettext_lazy as _

from cooperation.columns.datasets import (
    Dataset,
    ExportColumn,
    ExportRelation,
    build_geo_point,
    build_url_formatter,
    get_if_published,
)
from cooperation.columns.public_shared import (
    build_authority_columns,
    build_source_columns,
)
from cooperation.enums import (
    ActionStatus,
    AgreementKind,
    FundingKind,
    InvolvementRole,
    PartnerKind,
    Verifier,
)
from cooperation.models import Action, Funding, Involvement, Location


def get_place_name(label: str, name: str | None) -> str:
    """Return the name of a place: as it was typed, else that of the reference list."""
    return label or name or ""


def get_point_precision(
    own: float | None, place: float | None, country: float | None
) -> str:
    """Return how precisely a location's point is known, as a code."""
    if own is not None:
        return "lieu"
    if place is not None:
        return "localite"
    return "pays" if country is not None else ""


AGREEMENT_PUBLICATION = "agreement__publication"
IDENTITY_COLUMNS = [
    ExportColumn("reference", _("Référence"), ("reference",)),
    ExportColumn(
        "url",
        _("Adresse"),
        ("slug",),
        show_factory=build_url_formatter("cooperation:action_detail"),
    ),
    ExportColumn("titre", _("Titre"), ("title",)),
    ExportColumn("resume", _("Résumé"), ("summary",)),
    ExportColumn("etat", _("État"), ("status",), choices=ActionStatus),
    ExportColumn("etat_code", _("État (code)"), ("status",)),
    ExportColumn("annee_debut", _("Année de début"), ("start_year",)),
    ExportColumn("annee_fin", _("Année de fin"), ("end_year",)),
]
AUTHORITY_COLUMNS = [
    *build_authority_columns("chef_de_file", _("Collectivité chef de file"), "lead"),
    ExportColumn(
        "autres_collectivites",
        _("Autres collectivités françaises"),
        ("collectivity__name",),
        of="co_leads",
    ),
    ExportColumn(
        "autres_collectivites_siren",
        _("Autres collectivités (SIREN)"),
        ("collectivity__siren",),
        of="co_leads",
    ),
    ExportColumn(
        "accord",
        _("Accord"),
        (AGREEMENT_PUBLICATION, "agreement__title"),
        show=get_if_published,
    ),
    ExportColumn(
        "accord_reference",
        _("Accord (référence)"),
        (AGREEMENT_PUBLICATION, "agreement__reference"),
        show=get_if_published,
    ),
    ExportColumn(
        "accord_type",
        _("Type d’accord"),
        (AGREEMENT_PUBLICATION, "agreement__kind"),
        show=get_if_published,
        choices=AgreementKind,
    ),
    ExportColumn(
        "accord_type_code",
        _("Type d’accord (code)"),
        (AGREEMENT_PUBLICATION, "agreement__kind"),
        show=get_if_published,
    ),
]
PLACE_COLUMNS = [
    ExportColumn("pays", _("Pays"), ("country__name_{lang}",), of="locations"),
    ExportColumn("pays_code", _("Pays (code ISO)"), ("country",), of="locations"),
    ExportColumn(
        "lieux",
        _("Lieux"),
        ("label", "place__name"),
        of="locations",
        show=get_place_name,
    ),
    ExportColumn(
        "points",
        _("Points"),
        ("at_lat", "at_lng"),
        of="locations",
        show=build_geo_point,
    ),
    ExportColumn(
        "points_precision",
        _("Précision des points"),
        ("lat", "place__lat", "country__lat"),
        of="locations",
        show=get_point_precision,
    ),
]
PARTNER_COLUMNS = [
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
TOPIC_COLUMNS = [
    ExportColumn("themes", _("Thématiques"), ("theme__name_{lang}",), of="themes"),
    ExportColumn("themes_code", _("Thématiques (code)"), ("theme__code",), of="themes"),
    ExportColumn("odd", _("ODD"), ("goal__name_{lang}",), of="goals"),
    ExportColumn("odd_numero", _("ODD (numéro)"), ("goal",), of="goals"),
]
MONEY_COLUMNS = [
    ExportColumn("budget_eur", _("Budget en euros"), ("budget_eur",)),
    ExportColumn(
        "part_propre_eur", _("Part de la collectivité en euros"), ("own_share_eur",)
    ),
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
OTHER_COLUMNS = [
    ExportColumn("description", _("Description"), ("description",)),
    ExportColumn("resultats", _("Résultats"), ("results",)),
    ExportColumn("contact", _("Fonction à contacter"), ("contact_function",)),
    ExportColumn("contact_courriel", _("Adresse de contact"), ("contact_email",)),
    ExportColumn("verifiee_le", _("Vérifiée le"), ("verified_on",)),
    ExportColumn("verifiee_par", _("Vérifiée par"), ("verified_by",), choices=Verifier),
    ExportColumn("verifiee_par_code", _("Vérifiée par (code)"), ("verified_by",)),
]

ACTION_DATASET = Dataset(
    name="actions",
    rows=lambda: Action.objects.published(),
    columns=[
        *IDENTITY_COLUMNS,
        *AUTHORITY_COLUMNS,
        *PLACE_COLUMNS,
        *PARTNER_COLUMNS,
        *TOPIC_COLUMNS,
        *MONEY_COLUMNS,
        *OTHER_COLUMNS,
        *build_source_columns(),
    ],
    relations={
        "co_leads": ExportRelation(
            lambda: Action.co_leads.through.objects.order_by("collectivity__name_key"),
            "action",
        ),
        "locations": ExportRelation(
            lambda: Location.objects.published().with_position(), "action"
        ),
        "partners": ExportRelation(
            lambda: Involvement.objects.published().order_by("role", "pk"), "action"
        ),
        "themes": ExportRelation(
            lambda: Action.themes.through.objects.order_by("theme__code"), "action"
        ),
        "goals": ExportRelation(
            lambda: Action.goals.through.objects.order_by("goal"), "action"
        ),
        "fundings": ExportRelation(lambda: Funding.objects.published(), "action"),
    },
)
