"""The figures and tables that any snapshot of the directory holds, as queries."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.reporting.queries import Query, Row, query

Said = str | Promise
EUROS, YEAR, PERCENT = "EUR", "annee", "%"


@dataclass(frozen=True)
class FigureSpec:
    """One number: its query on the rows, and the list of the directory behind it."""

    code: str
    title: Said
    meaning: Said
    query: Query
    route: str = ""
    unit: str = ""


def by_number(row: Row) -> tuple[Any, ...]:
    """Sort the largest number first, then by name."""
    return (-float(row["value"] or 0), row["label"]["fr"], str(row["code"]))


def by_code(row: Row) -> tuple[Any, ...]:
    return (row["code"],)


def as_it_is(code: Any) -> str:
    return str(code)


def in_lower(code: Any) -> str:
    return str(code).lower()


@dataclass(frozen=True)
class TableSpec:
    """Numbers by the values of a column; ``parameter`` narrows a list to a row."""

    code: str
    title: Said
    meaning: Said
    query: Query
    by: str
    parameter: str = ""
    row_route: str = "action_list"
    route: str = ""
    unit: str = ""
    place: Callable[[Row], tuple[Any, ...]] = by_number
    as_parameter: Callable[[Any], str] = as_it_is


MAP_TITLE = _("Où agissent les collectivités")

# Of each list: what it is, and its columns as they are shown and exported.
LISTS: dict[str, tuple[Said, dict[str, Said]]] = {
    "actions": (
        _("actions publiées dans l’annuaire"),
        {
            "title": _("action"),
            "authorities": _("collectivités"),
            "countries": _("pays"),
            "themes": _("thématiques"),
            "combination": _("guichets"),
            "status": _("état"),
            "year": _("début"),
        },
    ),
    "accords": (
        _("accords publiés dans l’annuaire"),
        {
            "title": _("accord"),
            "link_kind": _("type"),
            "authorities": _("collectivités"),
            "countries": _("pays"),
            "agreement_status": _("état"),
            "year": _("première année connue"),
        },
    ),
    "collectivites": (
        _("collectivités qui agissent"),
        {
            "title": _("collectivité"),
            "collectivity_kind": _("nature"),
            "department": _("département"),
            "n_agreements": _("accords"),
            "n_actions": _("actions"),
        },
    ),
    "partenaires": (
        _("partenaires des actions et des accords"),
        {
            "title": _("partenaire"),
            "partner_kind": _("nature"),
            "countries": _("pays"),
        },
    ),
    "montants": (
        _("montants accordés connus"),
        {
            "title": _("action"),
            "windows": _("guichet"),
            "year": _("année"),
            "amount": _("montant"),
        },
    ),
    "liens": (
        _("liens entre une collectivité et un lieu où elle agit"),
        {
            "title": _("collectivité"),
            "there": _("lieu"),
            "countries": _("pays"),
            "link_kind": _("accord"),
            "n": _("actions"),
        },
    ),
}

FIGURES = [
    FigureSpec(
        "actions",
        _("actions"),
        _("Les actions publiées dans l’annuaire."),
        query("actions"),
        "action_list",
    ),
    FigureSpec(
        "accords",
        _("accords"),
        _("Les accords publiés : coopérations décentralisées, jumelages, pactes…"),
        query("accords"),
        "agreement_list",
    ),
    FigureSpec(
        "collectivites",
        _("collectivités qui agissent"),
        _("Les collectivités qui pilotent ou rejoignent une action, ou ont signé."),
        query("collectivites"),
        "figures",
    ),
    FigureSpec(
        "pays",
        _("pays où se passent les actions"),
        _("Les pays différents où se passe au moins une action."),
        query("actions", "distinct", "countries"),
        "/chiffres/pays/",
    ),
    FigureSpec(
        "thematiques",
        _("thématiques abordées"),
        _("Les thématiques différentes d’au moins une action."),
        query("actions", "distinct", "themes"),
        "/chiffres/theme/",
    ),
    FigureSpec(
        "partenaires",
        _("partenaires différents"),
        _("Qui a un rôle dans une action, la finance, ou a signé un accord."),
        query("partenaires"),
        "figures",
    ),
    FigureSpec(
        "montant",
        _("accordés, d’après les montants connus"),
        _("La somme des montants accordés connus, chacun compté une fois."),
        query("montants", "sum", "amount"),
        "/chiffres/montants-guichets/",
        EUROS,
    ),
    FigureSpec(
        "premier_accord",
        _("année du plus ancien accord connu"),
        _("La première année dont un accord publié garde la trace."),
        query("accords", "least", "year"),
        "agreement_list",
        YEAR,
    ),
]

SEVERAL = _("Une action qui en touche plusieurs compte dans chaque ligne.")
TABLES = [
    TableSpec(
        "par_pays",
        _("Actions par pays"),
        SEVERAL,
        query("actions"),
        "countries",
        "pays",
        route="/chiffres/pays/",
        as_parameter=in_lower,
    ),
    TableSpec(
        "par_thematique",
        _("Actions par thématique"),
        SEVERAL,
        query("actions"),
        "themes",
        "theme",
        route="/chiffres/theme/",
    ),
    TableSpec(
        "par_collectivite",
        _("Actions par collectivité"),
        SEVERAL,
        query("actions"),
        "authorities",
        "collectivite",
        route="/chiffres/collectivite/",
    ),
    TableSpec(
        "par_guichet",
        _("Actions par guichet de financement"),
        SEVERAL,
        query("actions"),
        "windows",
        "guichet",
        route="/chiffres/guichet/",
    ),
    TableSpec(
        "combinaisons",
        _("Combinaisons de guichets"),
        _("Chaque action compte une fois, avec exactement ses guichets connus."),
        query("actions"),
        "combination",
        "combinaison",
        route="/chiffres/combinaisons/",
    ),
    TableSpec(
        "par_etat",
        _("Actions par état"),
        _("L’état que dit la fiche."),
        query("actions"),
        "status",
        "statut",
        route="/chiffres/statut/",
    ),
    TableSpec(
        "accords_par_type",
        _("Accords par type"),
        _("Chaque accord compte une fois."),
        query("accords"),
        "link_kind",
        "type",
        row_route="agreement_list",
        route="/chiffres/accords-type/",
    ),
    TableSpec(
        "accords_par_annee",
        _("Accords par première année connue"),
        _("Les accords dont aucune année n’est connue n’y sont pas."),
        query("accords"),
        "year",
        place=by_code,
    ),
    TableSpec(
        "partenaires_par_nature",
        _("Partenaires par nature"),
        _("Chaque partenaire compte une fois."),
        query("partenaires"),
        "partner_kind",
    ),
    TableSpec(
        "montants_par_guichet",
        _("Montants accordés par guichet"),
        _("Les montants accordés connus, chacun compté une fois."),
        query("montants", "sum", "amount"),
        "windows",
        "montant",
        route="/chiffres/montants-guichets/",
        unit=EUROS,
    ),
]
