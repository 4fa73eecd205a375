"""Counts of the facets of directory lists.

These lists are short (thousands of rows): a facet's pairs of row and value are read
and counted in Python, a row once for each value, ignoring the facet's own choices.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import F, QuerySet
from django.utils.text import capfirst

from cooperation.enums import CollectivityKind, PartnerKind, ResourceKind, ResourceLevel
from cooperation.models import (
    Action,
    Agreement,
    Country,
    Department,
    Resource,
    SubRegion,
    Theme,
)
from cooperation.selecting import Selection

Pairs = Iterable[tuple[Any, Any]]
Labels = Callable[[Iterable[Any]], dict[Any, tuple[str, str]]]
SEARCHABLE_FROM = 12


@dataclass(frozen=True)
class Facet:
    """A parameter whose values are listed with their counts.

    ``pairs`` returns (row, value) for some rows; ``labels`` returns, for each value,
    its form in URLs and its label.
    """

    name: str
    pairs: Callable[[QuerySet[Any]], Pairs]
    labels: Labels

    def context(self, selection: Selection) -> dict[str, Any]:
        rows = selection.without(self.name)
        counts = Counter(value for _row, value in set(self.pairs(rows)))
        chosen = set(selection.readings[self.name].values)
        keys = {*counts, *selection.readings[self.name].keys} - {None, ""}
        options: list[dict[str, Any]] = [
            {
                "value": value,
                "label": capfirst(label),
                "count": counts[key],
                "selected": value in chosen,
            }
            for key, (value, label) in self.labels(keys).items()
        ]
        options.sort(key=most_first)
        return {
            "name": self.name,
            "legend": capfirst(str(selection.filters[self.name].label)),
            "options": options,
            "chosen": len(chosen),
            "searchable": len(options) >= SEARCHABLE_FROM,
        }


def most_first(option: dict[str, Any]) -> tuple[int, str]:
    """Return the sort key of an option: largest count first, then label."""
    return -option["count"], option["label"]


def column(field: str) -> Callable[[QuerySet[Any]], Pairs]:
    """Return a function that reads (row, value) from a column of the rows."""
    return lambda rows: rows.values_list("pk", field)


def choice_labels(choices: Any) -> Labels:
    """Return a function that labels members of an enumeration."""
    return lambda keys: {key: (key, str(choices(key).label)) for key in keys}


def row_labels(model: Any, value: str, *only: str) -> Labels:
    """Return a function that labels rows of ``model`` (``value``: column for URLs)."""

    def labels(keys: Iterable[Any]) -> dict[Any, tuple[str, str]]:
        rows = model.objects.only(value, *only).in_bulk(list(keys))
        return {key: (str(getattr(row, value)), str(row)) for key, row in rows.items()}

    return labels


def country_labels(keys: Iterable[Any]) -> dict[Any, tuple[str, str]]:
    """Return the codes in lower case and the names of countries."""
    rows = Country.objects.only("name_fr", "name_en").in_bulk(list(keys))
    return {key: (str(key).lower(), row.name) for key, row in rows.items()}


def countries_of_collectivities(rows: QuerySet[Any]) -> Pairs:
    """Return (authority, country) pairs: acts in, or signed with."""
    actions = Action.objects.published()
    agreements = Agreement.objects.published()
    ids = rows.values("pk")
    return chain(
        pairs(actions.filter(lead__in=ids), "lead", "locations__country"),
        pairs(actions.filter(co_leads__in=ids), "co_leads", "locations__country"),
        pairs(agreements.filter(collectivity__in=ids), "collectivity", "country"),
        pairs(
            agreements.filter(other_signatories__in=ids), "other_signatories", "country"
        ),
    )


def themes_of_collectivities(rows: QuerySet[Any]) -> Pairs:
    actions, ids = Action.objects.published(), rows.values("pk")
    return chain(
        pairs(actions.filter(lead__in=ids), "lead", "themes"),
        pairs(actions.filter(co_leads__in=ids), "co_leads", "themes"),
    )


def pairs(rows: QuerySet[Any], owner: str, value: str) -> Pairs:
    return rows.order_by().values_list(F(owner), F(value)).distinct()


def themes_of_resources(rows: QuerySet[Any]) -> Pairs:
    tied = Resource.themes.through.objects.filter(resource__in=rows.values("pk"))
    return tied.values_list("resource", "theme")


THEME_LABELS = row_labels(Theme, "code", "name_fr", "name_en")
COLLECTIVITY_FACETS = [
    Facet("nature", column("kind"), choice_labels(CollectivityKind)),
    Facet("departement", column("department"), row_labels(Department, "code", "name")),
    Facet("pays", countries_of_collectivities, country_labels),
    Facet("theme", themes_of_collectivities, THEME_LABELS),
]
PARTNER_FACETS = [
    Facet("nature", column("kind"), choice_labels(PartnerKind)),
    Facet("pays", column("country"), country_labels),
]
COUNTRY_FACETS = [
    Facet(
        "region",
        column("sub_region"),
        row_labels(SubRegion, "code", "name_fr", "name_en"),
    ),
]
RESOURCE_FACETS = [
    Facet("niveau", column("level"), choice_labels(ResourceLevel)),
    Facet("nature", column("kind"), choice_labels(ResourceKind)),
    Facet("theme", themes_of_resources, THEME_LABELS),
]
