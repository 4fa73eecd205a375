"""The facets of actions and agreements together, as a map counts them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cooperation.search.entry_filters import MapEntries
from cooperation.search.facet_index import FacetLabel
from cooperation.search.facets import FacetCounts, count_facets
from cooperation.text import normalize

# Their labels are those of values that some entry has, by name.
NAMED_FACETS = ("pays", "collectivite", "epci")


@dataclass
class CombinedCounts(FacetCounts):
    """The counts of agreements added to those of actions, whose index it has."""

    actions: FacetCounts
    agreements: FacetCounts

    @cached_property
    def decades(self) -> dict[int, int]:
        found = add_counts(self.agreements.decades, self.actions.decades)
        return dict(sorted(found.items()))


def count_map_entries(entries: MapEntries) -> CombinedCounts:
    agreements, actions = both = [count_facets(one) for one in entries]
    return CombinedCounts(
        total=agreements.total + actions.total,
        countries=len({country for one in both for country in list_countries(one)}),
        facets={
            name: add_counts(*(one.facets[name] for one in both))
            for name in actions.facets
        },
        labels={
            name: merge_labels(name, *(one.labels.get(name, {}) for one in both))
            for name in {**agreements.labels, **actions.labels}
        },
        lowest=min(list_known(one.lowest for one in both), default=None),
        highest=max(list_known(one.highest for one in both), default=None),
        facet_index=actions.facet_index,
        selected=actions.selected,
        at_any_time=actions.at_any_time,
        actions=actions,
        agreements=agreements,
    )


def list_countries(counts: FacetCounts) -> list[Any]:
    """Return the countries of the entries of a search."""
    found = counts.facet_index.count("pays", counts.selected)
    return [country for country, number in found.items() if number]


def add_counts(*counts: dict[Any, int]) -> dict[Any, int]:
    found: Counter[Any] = Counter()
    for one in counts:
        found.update(one)
    return found


def list_known(years: Iterable[int | None]) -> list[int]:
    return [year for year in years if year is not None]


def merge_labels(
    name: str, some: dict[Any, FacetLabel], others: dict[Any, FacetLabel]
) -> dict[Any, FacetLabel]:
    """Return the labels of both, in the order that each has."""
    found = {**others, **some}
    if name not in NAMED_FACETS or some.keys() == others.keys():
        return found
    return dict(sorted(found.items(), key=lambda item: normalize(item[1].fr)))
