"""Counts of the facets of directory lists.

These lists are short (thousands of rows): a facet's pairs of row and value are read
and counted in Python, a row once for each value, ignoring the facet's own choices.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
from cooperation.search.filterset import SearchFilterSet
from cooperation.search.types import FacetOption

Pairs = Iterable[tuple[Any, Any]]
Labels = Callable[[Iterable[Any]], dict[Any, tuple[str, str]]]


@dataclass(frozen=True)
class DirectoryFacet:
    """A parameter whose values are listed with their counts.

    ``pairs`` returns (row, value) for some rows; ``labels`` returns, for each value,
    its form in URLs and its label.
    """

    name: str
    pairs: Callable[[QuerySet[Any]], Pairs]
    labels: Labels

    def list_options(self, selection: SearchFilterSet) -> list[FacetOption]:
        """Return the chosen values, then the most frequent ones, by name."""
        rows = selection.excluding(self.name)
        counts = Counter(value for _row, value in set(self.pairs(rows)))
        chosen = set(selection.cleaned[self.name].values)
        keys = {*counts, *selection.cleaned[self.name].keys} - {None, ""}
        options = [
            FacetOption(value, capfirst(label), counts[key], value in chosen)
            for key, (value, label) in self.labels(keys).items()
        ]
        options.sort(key=lambda one: (not one.selected, -one.count, one.label))
        return options


def make_column_pairs(field: str) -> Callable[[QuerySet[Any]], Pairs]:
    """Return a function that reads (row, value) from a column of the rows."""
    return lambda rows: rows.values_list("pk", field)


def make_choice_labels(choices: Any) -> Labels:
    """Return a function that labels members of an enumeration."""
    return lambda keys: {key: (key, str(choices(key).label)) for key in keys}


def make_row_labels(model: Any, value: str, *only: str) -> Labels:
    """Return a function that labels rows of ``model`` (``value``: column for URLs)."""

    def labels(keys: Iterable[Any]) -> dict[Any, tuple[str, str]]:
        rows = model.objects.only(value, *only).in_bulk(list(keys))
        return {key: (str(getattr(row, value)), str(row)) for key, row in rows.items()}

    return labels


def get_country_labels(keys: Iterable[Any]) -> dict[Any, tuple[str, str]]:
    """Return the codes in lower case and the names of countries."""
    rows = Country.objects.only("name_fr", "name_en").in_bulk(list(keys))
    return {key: (str(key).lower(), row.name) for key, row in rows.items()}


def list_collectivity_countries(rows: QuerySet[Any]) -> Pairs:
    """Return (authority, country) pairs: acts in, or signed with."""
    return list_activity_pairs(
        rows, ["locations__country"], ["country", "places__country"]
    )


def list_collectivity_themes(rows: QuerySet[Any]) -> Pairs:
    return list_activity_pairs(rows, ["themes"], ["themes"])


def list_activity_pairs(
    rows: QuerySet[Any], of_actions: list[str], of_agreements: list[str]
) -> Pairs:
    """Return (authority, value) pairs of what authorities do, first or not."""
    paths: list[tuple[Any, tuple[str, str], list[str]]] = [
        (Action, ("lead", "co_leads"), of_actions),
        (Agreement, ("collectivity", "other_signatories"), of_agreements),
    ]
    first, *others = (
        model.objects.published()
        .filter(**{f"{owner}__in": rows.values("pk")})
        .order_by()
        .values_list(F(owner), F(value))
        for model, owners, values in paths
        for owner in owners
        for value in values
    )
    pairs: Pairs = first.union(*others)
    return pairs


def list_resource_themes(rows: QuerySet[Any]) -> Pairs:
    tied = Resource.themes.through.objects.filter(resource__in=rows.values("pk"))
    return tied.values_list("resource", "theme")


THEME_LABELS = make_row_labels(Theme, "code", "name_fr", "name_en")
COLLECTIVITY_FACETS = [
    DirectoryFacet(
        "nature", make_column_pairs("kind"), make_choice_labels(CollectivityKind)
    ),
    DirectoryFacet(
        "departement",
        make_column_pairs("department"),
        make_row_labels(Department, "code", "name"),
    ),
    DirectoryFacet("pays", list_collectivity_countries, get_country_labels),
    DirectoryFacet("theme", list_collectivity_themes, THEME_LABELS),
]
PARTNER_FACETS = [
    DirectoryFacet(
        "nature", make_column_pairs("kind"), make_choice_labels(PartnerKind)
    ),
    DirectoryFacet("pays", make_column_pairs("country"), get_country_labels),
]
COUNTRY_FACETS = [
    DirectoryFacet(
        "region",
        make_column_pairs("sub_region"),
        make_row_labels(SubRegion, "code", "name_fr", "name_en"),
    ),
]
RESOURCE_FACETS = [
    DirectoryFacet(
        "niveau", make_column_pairs("level"), make_choice_labels(ResourceLevel)
    ),
    DirectoryFacet(
        "nature", make_column_pairs("kind"), make_choice_labels(ResourceKind)
    ),
    DirectoryFacet("theme", list_resource_themes, THEME_LABELS),
]
