"""Columns of the exports of actions: one row per action."""

from django.utils.translation import gettext_lazy as _

from cooperation.enums import (
    ActionStatus,
    AgreementKind,
    FundingKind,
    InvolvementRole,
    PartnerKind,
    Verifier,
)
from cooperation.exports.datasets import Column, Dataset, Relation
from cooperation.exports.shared import authority_columns, source_columns
from cooperation.exports.values import address_of, if_published, point
from cooperation.models import Action, Funding, Involvement, Location


def place_name(label: str, name: str | None) -> str:
    """Return the name of a place: as it was typed, else that of the reference list."""
    return label or name or ""


def precision(own: float | None, place: float | None, country: float | None) -> str:
    """Return how precisely a location's point is known, as a code."""
    if own is not None:
        return "lieu"
    if place is not None:
        return "localite"
    return "pays" if country is not None else ""


AGREEMENT_IS = "agreement__publication"
WHAT = [
    Column("reference", _("Référence"), ("reference",)),
    Column(
        "url", _("Adresse"), ("slug",), showing=address_of("cooperation:action_detail")
    ),
    Column("titre", _("Titre"), ("title",)),
    Column("resume", _("Résumé"), ("summary",)),
    Column("etat", _("État"), ("status",), choices=ActionStatus),
    Column("etat_code", _("État (code)"), ("status",)),
    Column("annee_debut", _("Année de début"), ("start_year",)),
    Column("annee_fin", _("Année de fin"), ("end_year",)),
]
WHO = [
    *authority_columns("chef_de_file", _("Collectivité chef de file"), "lead"),
    Column(
        "autres_collectivites",
        _("Autres collectivités françaises"),
        ("collectivity__name",),
        of="co_leads",
    ),
    Column(
        "autres_collectivites_siren",
        _("Autres collectivités (SIREN)"),
        ("collectivity__siren",),
        of="co_leads",
    ),
    Column(
        "accord", _("Accord"), (AGREEMENT_IS, "agreement__title"), show=if_published
    ),
    Column(
        "accord_reference",
        _("Accord (référence)"),
        (AGREEMENT_IS, "agreement__reference"),
        show=if_published,
    ),
    Column(
        "accord_type",
        _("Type d’accord"),
        (AGREEMENT_IS, "agreement__kind"),
        show=if_published,
        choices=AgreementKind,
    ),
    Column(
        "accord_type_code",
        _("Type d’accord (code)"),
        (AGREEMENT_IS, "agreement__kind"),
        show=if_published,
    ),
]
WHERE = [
    Column("pays", _("Pays"), ("country__name_{lang}",), of="locations"),
    Column("pays_code", _("Pays (code ISO)"), ("country",), of="locations"),
    Column(
        "lieux", _("Lieux"), ("label", "place__name"), of="locations", show=place_name
    ),
    Column("points", _("Points"), ("at_lat", "at_lng"), of="locations", show=point),
    Column(
        "points_precision",
        _("Précision des points"),
        ("lat", "place__lat", "country__lat"),
        of="locations",
        show=precision,
    ),
]
WITH_WHOM = [
    Column("partenaires", _("Partenaires"), ("partner__name",), of="partners"),
    Column(
        "partenaires_nature",
        _("Nature des partenaires"),
        ("partner__kind",),
        of="partners",
        choices=PartnerKind,
    ),
    Column(
        "partenaires_nature_code",
        _("Nature des partenaires (code)"),
        ("partner__kind",),
        of="partners",
    ),
    Column(
        "partenaires_role",
        _("Rôle des partenaires"),
        ("role",),
        of="partners",
        choices=InvolvementRole,
    ),
    Column(
        "partenaires_role_code",
        _("Rôle des partenaires (code)"),
        ("role",),
        of="partners",
    ),
]
ABOUT = [
    Column("themes", _("Thématiques"), ("theme__name_{lang}",), of="themes"),
    Column("themes_code", _("Thématiques (code)"), ("theme__code",), of="themes"),
    Column("odd", _("ODD"), ("goal__name_{lang}",), of="goals"),
    Column("odd_numero", _("ODD (numéro)"), ("goal",), of="goals"),
]
MONEY = [
    Column("budget_eur", _("Budget en euros"), ("budget_eur",)),
    Column(
        "part_propre_eur", _("Part de la collectivité en euros"), ("own_share_eur",)
    ),
    Column("guichets", _("Guichets"), ("window__name_{lang}",), of="fundings"),
    Column("guichets_code", _("Guichets (code)"), ("window__code",), of="fundings"),
    Column("financeurs", _("Financeurs"), ("funder__name",), of="fundings"),
    Column("montants_eur", _("Montants en euros"), ("amount",), of="fundings"),
    Column("montants_annee", _("Années des montants"), ("year",), of="fundings"),
    Column(
        "montants_etat",
        _("États des montants"),
        ("kind",),
        of="fundings",
        choices=FundingKind,
    ),
    Column(
        "montants_etat_code", _("États des montants (code)"), ("kind",), of="fundings"
    ),
]
MORE = [
    Column("description", _("Description"), ("description",)),
    Column("resultats", _("Résultats"), ("results",)),
    Column("contact", _("Fonction à contacter"), ("contact_function",)),
    Column("contact_courriel", _("Adresse de contact"), ("contact_email",)),
    Column("verifiee_le", _("Vérifiée le"), ("verified_on",)),
    Column("verifiee_par", _("Vérifiée par"), ("verified_by",), choices=Verifier),
    Column("verifiee_par_code", _("Vérifiée par (code)"), ("verified_by",)),
]

ACTIONS = Dataset(
    name="actions",
    rows=lambda: Action.objects.published(),
    columns=[
        *WHAT,
        *WHO,
        *WHERE,
        *WITH_WHOM,
        *ABOUT,
        *MONEY,
        *MORE,
        *source_columns(),
    ],
    relations={
        "co_leads": Relation(
            lambda: Action.co_leads.through.objects.order_by("collectivity__name_key"),
            "action",
        ),
        "locations": Relation(
            lambda: Location.objects.published().with_position(), "action"
        ),
        "partners": Relation(
            lambda: Involvement.objects.published().order_by("role", "pk"), "action"
        ),
        "themes": Relation(
            lambda: Action.themes.through.objects.order_by("theme__code"), "action"
        ),
        "goals": Relation(
            lambda: Action.goals.through.objects.order_by("goal"), "action"
        ),
        "fundings": Relation(lambda: Funding.objects.published(), "action"),
    },
)
