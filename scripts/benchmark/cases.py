"""What is measured: addresses of the site, the same of its peers, the same in SQL.

The addresses of a case take turns, so that no value is asked twice in a row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count

from benchmark import by_hand
from benchmark.servers import DATASETTE, PLAIN, SITE
from cooperation.enums import ActionStatus
from cooperation.models import Action, Country, FundingWindow, Goal, Theme

SQL, COPY = "sql", "copy"
VALUES = 8
PAIRS = ["eau potable", "réseau forage", "école formation", "santé maternelle"]
PAIRS += ["énergie solaire", "gouvernance locale", "forêt climat", "culture musique"]
# Eight at once ask as many times as this for one that asks alone.
AT_ONCE, TURNS_AT_ONCE = 8, 6
DATASETTE_FACETS = [
    *(("_facet", name) for name in ("status", "lead")),
    *(("_facet_array", name) for name in ("countries", "themes", "goals", "windows")),
    ("_size", "25"),
]
SINGLE_PAGES = {
    "Points de la carte": "/actions/points.json",
    "Liens de la carte": "/carte/liens.json",
    "Accueil": "/",
    "Chiffres": "/chiffres/",
    "Pays": "/pays/",
    "Collectivités": "/collectivites/",
    "Partenaires": "/partenaires/",
    "Partenaires par actions": "/partenaires/?tri=actions",
}


class Question(NamedTuple):
    """Statements by hand, and the values they are about."""

    statements: list[str]
    choices: dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A measure: what each contender is asked, in turn, ``times`` a round.

    ``is_long`` is asked in one round only, where there are many actions.
    """

    name: str
    asked: dict[str, list[Any]]
    times: int = VALUES
    at_once: int = 1
    is_long: bool = False
    after_write: bool = False
    is_kept: bool = False


def list_cases() -> list[Case]:
    """Return what is measured, of what the database holds."""
    countries = list_most_frequent(Country, "locations")
    by_country = ask_all([{"pays": one} for one in countries])
    at_once = {name: asked for name, asked in by_country.items() if name != SQL}
    both = [
        {"q": words, "pays": country}
        for words, country in zip(PAIRS, countries, strict=True)
    ]
    return [
        Case("Liste, un pays", by_country),
        Case("Liste, un critère", {SITE: list(iter_single_filters())}),
        Case("Deux mots", ask_all([{"q": words} for words in PAIRS])),
        Case("Deux mots et un pays", ask_all(both)),
        *(Case(name, {SITE: [url]}, times=3) for name, url in SINGLE_PAGES.items()),
        Case("Page d’une action", {SITE: list_action_pages()}),
        Case("Page gardée", {SITE: ["/actions/"], PLAIN: ["/hello/"]}, is_kept=True),
        Case(
            "Huit à la fois",
            at_once,
            times=AT_ONCE * TURNS_AT_ONCE,
            at_once=AT_ONCE,
        ),
        *(
            Case(
                f"Export {suffix}",
                {SITE: [f"/actions.{suffix}"], COPY: [by_hand.EXPORT]},
                times=1,
                is_long=True,
            )
            for suffix in ("csv", "geojson")
        ),
        Case(
            "Liste, première après un changement",
            {SITE: by_country[SITE]},
            times=2,
            after_write=True,
        ),
    ]


def list_most_frequent(model: Any, relation: str) -> list[Any]:
    """Return the rows of reference data that most actions have."""
    rows = model.objects.annotate(n=Count(relation)).order_by("-n", "pk")
    return list(rows[:VALUES])


def ask_all(choices: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return what each contender is asked for the same selections."""
    return {
        SITE: [build_address(**one) for one in choices],
        PLAIN: [build_address(**one) for one in choices],
        DATASETTE: [build_datasette_address(**one) for one in choices],
        SQL: [build_question(**one) for one in choices],
    }


def build_address(q: str = "", pays: Country | None = None) -> str:
    """Return a list of the site, which is one of plain Django as well."""
    query = {"q": q, "pays": pays.pk.lower() if pays else ""}
    return (
        f"/actions/?{urlencode({name: query[name] for name in query if query[name]})}"
    )


def build_datasette_address(q: str = "", pays: Country | None = None) -> str:
    query = list(DATASETTE_FACETS)
    if q:
        query.append(("_search", q))
    if pays:
        query.append(("countries__arraycontains", pays.pk))
    return f"/actions/actions?{urlencode(query)}"


def build_question(q: str = "", pays: Country | None = None) -> Question:
    choices: dict[str, Any] = {}
    if q:
        choices["q"] = " & ".join(q.split())
    if pays:
        choices["pays"] = pays.pk
    return Question(by_hand.list_statements(choices), choices)


def iter_single_filters() -> Iterator[str]:
    """Yield lists of one choice each: of every facet, in turn."""
    themes = list_most_frequent(Theme, "actions")
    goals = list_most_frequent(Goal, "actions")
    windows = list_most_frequent(FundingWindow, "fundings")
    leads = Action.objects.published().values_list("lead__slug", flat=True)
    departments = Action.objects.published().values_list("lead__department", flat=True)
    values = {
        "theme": [one.code for one in themes],
        "odd": [one.pk for one in goals],
        "guichet": [one.code for one in windows],
        "collectivite": list(leads[:VALUES]),
        "departement": [code for code in departments[:VALUES] if code],
        "statut": ActionStatus.values,
        "annee_min": range(2005, 2005 + VALUES),
    }
    yield "/actions/"
    turns = zip(*values.values(), strict=False)
    for value, name in zip(chain(*turns), list(values) * VALUES, strict=False):
        yield f"/actions/?{urlencode({name: value})}"


def list_action_pages() -> list[str]:
    """Return the pages of actions that are far from each other."""
    slugs = Action.objects.published().order_by("pk").values_list("slug", flat=True)
    step = max(1, Action.objects.count() // (2 * VALUES))
    return [f"/actions/{slug}/" for slug in slugs[: step * VALUES : step]]
