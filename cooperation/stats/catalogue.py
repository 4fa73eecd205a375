"""The figures and tables of the directory, for the page of figures and for reports.

The page counts them with the facet index; a report runs their queries on the rows that
it keeps. Names, titles, addresses and parameters are the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.stats.queries import RowData, RowQuery, build_query

LazyText = str | Promise
EUROS, YEAR, PERCENT = "EUR", "annee", "%"


@dataclass(frozen=True)
class FigureSpec:
    """One number: its query on the rows, and the list of the directory behind it."""

    code: str
    title: LazyText
    meaning: LazyText
    query: RowQuery
    route: str = ""
    unit: str = ""


def get_number_sort_key(row: RowData) -> tuple[Any, ...]:
    """Sort the largest number first, then by name."""
    return (-float(row["value"] or 0), row["label"]["fr"], str(row["code"]))


def get_code_sort_key(row: RowData) -> tuple[Any, ...]:
    return (row["code"],)


ENTRY_COUNT = build_query("fiches")
ACTION_COUNT, AGREEMENT_COUNT = build_query("actions"), build_query("accords")
MULTIPLE_VALUES_NOTE = _("Une action qui en touche plusieurs compte dans chaque ligne.")
ENTRY_NOTE = _(
    "Les accords et les actions, chacun compté une fois dans chaque ligne qu’il touche."
)


@dataclass(frozen=True)
class TableSpec:
    """Numbers by the values of a column; ``parameter`` narrows a list to a row.

    ``page`` is the code of the same table in addresses of the page of figures, where
    it differs from the parameter.
    """

    code: str
    title: LazyText
    by: str
    parameter: str = ""
    page: str = ""
    meaning: LazyText = MULTIPLE_VALUES_NOTE
    query: RowQuery = field(default_factory=lambda: ACTION_COUNT)
    row_route: str = "action_list"
    unit: str = ""
    sort_key: Callable[[RowData], tuple[Any, ...]] = get_number_sort_key
    format_parameter: Callable[[Any], str] = str

    @property
    def page_code(self) -> str:
        return self.page or self.parameter

    @property
    def route(self) -> str:
        return f"/chiffres/{self.page_code}/" if self.page_code else ""


MAP_TITLE = _("Où agissent les collectivités")
GRANTED_TITLE = _("accordés, d’après les montants connus")

# The facets that both agreements and actions have: their tables count entries.
ENTRY_FACETS = (
    *("pays", "region", "theme", "odd", "collectivite", "epci", "departement"),
    "nature",
)

# For each list: its title, and its columns as they are shown and exported.
LISTS: dict[str, tuple[LazyText, dict[str, LazyText]]] = {
    "fiches": (
        _("fiches publiées dans l’annuaire : accords et actions"),
        {
            "title": _("fiche"),
            "entry_kind": _("nature"),
            "authorities": _("collectivités"),
            "countries": _("pays"),
            "themes": _("thématiques"),
            "year": _("première année connue"),
        },
    ),
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
            "themes": _("thématiques"),
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
        "fiches",
        _("fiches : accords et actions"),
        _("Les accords et les actions publiés dans l’annuaire."),
        ENTRY_COUNT,
        "figures",
    ),
    FigureSpec(
        "actions",
        _("actions"),
        _("Les actions publiées dans l’annuaire."),
        build_query("actions"),
        "action_list",
    ),
    FigureSpec(
        "accords",
        _("accords"),
        _("Les accords publiés : coopérations décentralisées, jumelages, pactes…"),
        build_query("accords"),
        "agreement_list",
    ),
    FigureSpec(
        "collectivites",
        _("collectivités qui agissent"),
        _("Les collectivités qui pilotent ou rejoignent une action, ou ont signé."),
        build_query("collectivites"),
        "figures",
    ),
    FigureSpec(
        "pays",
        _("pays"),
        _("Les pays où se passe une action, ou avec lesquels un accord est signé."),
        build_query("fiches", "distinct", "countries"),
        "/chiffres/pays/",
    ),
    FigureSpec(
        "thematiques",
        _("thématiques abordées"),
        _("Les thématiques d’au moins un accord ou une action."),
        build_query("fiches", "distinct", "themes"),
        "/chiffres/theme/",
    ),
    FigureSpec(
        "partenaires",
        _("partenaires différents"),
        _("Qui a un rôle dans une action, la finance, ou a signé un accord."),
        build_query("partenaires"),
        "figures",
    ),
    FigureSpec(
        "montant",
        GRANTED_TITLE,
        _("La somme des montants accordés connus, chacun compté une fois."),
        build_query("montants", "sum", "amount"),
        "/chiffres/montants-guichets/",
        EUROS,
    ),
    FigureSpec(
        "premier_accord",
        _("année du plus ancien accord connu"),
        _("La première année dont un accord publié garde la trace."),
        build_query("accords", "least", "year"),
        "agreement_list",
        YEAR,
    ),
]

TABLES = [
    *(
        TableSpec(
            code,
            title,
            column,
            parameter,
            meaning=ENTRY_NOTE,
            query=ENTRY_COUNT,
            row_route="figures",
            format_parameter=str.lower if parameter == "pays" else str,
        )
        for code, title, column, parameter in (
            ("par_pays", _("Accords et actions par pays"), "countries", "pays"),
            (
                "par_thematique",
                _("Accords et actions par thématique"),
                "themes",
                "theme",
            ),
            (
                "par_collectivite",
                _("Accords et actions par collectivité"),
                "authorities",
                "collectivite",
            ),
        )
    ),
    TableSpec(
        "par_guichet", _("Actions par guichet de financement"), "windows", "guichet"
    ),
    TableSpec(
        "combinaisons",
        _("Combinaisons de guichets"),
        "combination",
        "combinaison",
        "combinaisons",
        _("Chaque action compte une fois, avec exactement ses guichets connus."),
    ),
    TableSpec(
        "par_etat",
        _("Actions par état"),
        "status",
        "statut",
        meaning=_("L’état que dit la fiche."),
    ),
    TableSpec(
        "accords_par_type",
        _("Accords par type"),
        "link_kind",
        "type",
        "accords-type",
        _("Chaque accord compte une fois."),
        AGREEMENT_COUNT,
        "agreement_list",
    ),
    TableSpec(
        "accords_par_annee",
        _("Accords par première année connue"),
        "year",
        meaning=_("Les accords dont aucune année n’est connue n’y sont pas."),
        query=AGREEMENT_COUNT,
        sort_key=get_code_sort_key,
    ),
    TableSpec(
        "partenaires_par_nature",
        _("Partenaires par nature"),
        "partner_kind",
        meaning=_("Chaque partenaire compte une fois."),
        query=build_query("partenaires"),
    ),
    TableSpec(
        "montants_par_guichet",
        _("Montants accordés par guichet"),
        "windows",
        "montant",
        "montants-guichets",
        _("Les montants accordés connus, chacun compté une fois."),
        build_query("montants", "sum", "amount"),
        unit=EUROS,
    ),
]

# The tables of the page of figures by code: those of reports, and some more.
PAGE_TITLES: dict[str, LazyText] = {
    **{spec.page_code: spec.title for spec in TABLES if spec.page_code},
    "region": _("Accords et actions par région du monde"),
    "odd": _("Accords et actions par objectif de développement durable"),
    "type": _("Actions par type d’accord"),
    "nature": _("Accords et actions par nature des partenaires"),
    "epci": _("Accords et actions par EPCI"),
    "departement": _("Accords et actions par département"),
    "accords-statut": _("Accords par état"),
    "annees": _("Accords et actions en cours chaque année"),
    "signatures": _("Accords signés chaque année"),
    "argent": _("Ce que l’on sait de l’argent, une nature à la fois"),
}
