"""The facets of directory lists, with their counts.

A row counts once for each value; the facet's own choices are left aside.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst

from cooperation.enums import CollectivityKind, PartnerKind, ResourceKind, ResourceLevel
from cooperation.models import Country, Department, Resource, SubRegion, Theme
from cooperation.search.filterset import SearchFilterSet
from cooperation.search.types import FacetOption

Labels = Callable[[Iterable[Any]], dict[Any, tuple[str, str]]]


@dataclass(frozen=True)
class DirectoryFacet:
    """A parameter whose values are listed with their counts.

    ``labels`` returns, for each value, its form in URLs and its label.
    """

    name: str
    labels: Labels

    def list_options(
        self, selection: SearchFilterSet, counts: Mapping[Any, int]
    ) -> list[FacetOption]:
        """Return the chosen values, then the most frequent ones, by name."""
        counts = Counter({key: number for key, number in counts.items() if number})
        chosen = set(selection.cleaned[self.name].values)
        keys = {*counts, *selection.cleaned[self.name].keys} - {None, ""}
        options = [
            FacetOption(value, capfirst(label), counts[key], value in chosen)
            for key, (value, label) in self.labels(keys).items()
        ]
        options.sort(key=lambda one: (not one.selected, -one.count, one.label))
        return options


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


def count_resources(facet: str, rows: QuerySet[Any]) -> Counter[Any]:
    """Return how many resources have each value of a facet."""
    if facet == "theme":
        tied = Resource.themes.through.objects.filter(resource__in=rows.values("pk"))
        return Counter(tied.values_list("theme", flat=True))
    return Counter(rows.values_list(RESOURCE_COLUMNS[facet], flat=True))


RESOURCE_COLUMNS = {"niveau": "level", "nature": "kind"}
THEME_LABELS = make_row_labels(Theme, "code", "name_fr", "name_en")
COLLECTIVITY_FACETS = [
    DirectoryFacet("nature", make_choice_labels(CollectivityKind)),
    DirectoryFacet("departement", make_row_labels(Department, "code", "name")),
    DirectoryFacet("pays", get_country_labels),
    DirectoryFacet("theme", THEME_LABELS),
]
PARTNER_FACETS = [
    DirectoryFacet("nature", make_choice_labels(PartnerKind)),
    DirectoryFacet("pays", get_country_labels),
]
COUNTRY_FACETS = [
    DirectoryFacet("region", make_row_labels(SubRegion, "code", "name_fr", "name_en")),
]
RESOURCE_FACETS = [
    DirectoryFacet("niveau", make_choice_labels(ResourceLevel)),
    DirectoryFacet("nature", make_choice_labels(ResourceKind)),
    DirectoryFacet("theme", THEME_LABELS),
]
