"""Counts of a search and of each facet, given the other parameters.

A facet's own choices are left aside when it is counted, as values of one parameter are
alternatives.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg

from cooperation.search.facet_index import EVERY_ENTRY, FacetIndex, FacetLabel
from cooperation.search.facet_sources import (
    ACTION_INDEX_CACHE,
    AGREEMENT_INDEX_CACHE,
    YEAR_FACET,
)
from cooperation.search.filters import ActionFilterSet, EntryFilterSet

FACETS = (
    "pays",
    "theme",
    "statut",
    "region",
    "odd",
    "type",
    "guichet",
    "collectivite",
    "epci",
    "departement",
    "nature",
)
# Parameters that no facet lists: PostgreSQL answers them, a group at a time.
YEAR_SPAN = ("annee_min", "annee_max")
UNINDEXED_PARAMS = (
    "q",
    "partenaire",
    "bbox",
    "combinaison",
    "montant",
    "portee",
    "signature",
)


@dataclass
class FacetCounts:
    """The counts of a search and of each value of its facets.

    ``facets`` has, for each facet, the count of each value that some published entry
    has; ``lowest`` and ``highest`` are the first and last known year, the chosen years
    left aside; ``countries`` is the number of countries of the search itself.
    ``decades`` has, by the first year of each, how many entries name one of its years.
    """

    total: int
    countries: int
    facets: dict[str, dict[Any, int]]
    labels: dict[str, dict[Any, FacetLabel]]
    lowest: int | None = None
    highest: int | None = None
    decades: dict[int, int] = field(default_factory=dict)


@dataclass
class FacetMasks:
    """The entries that each parameter of a search keeps, as bit masks."""

    facet_index: FacetIndex
    of: dict[str, int] = field(default_factory=dict)

    def excluding(self, *names: str) -> int:
        """Return the entries that all parameters but ``names`` keep."""
        masks = (mask for name, mask in self.of.items() if name not in names)
        return reduce(and_, masks, self.facet_index.full_mask)


def count_facets(selection: EntryFilterSet) -> FacetCounts:
    masks = build_facet_masks(selection)
    facet_index, selected = masks.facet_index, masks.excluding()
    at_any_time = masks.excluding(*YEAR_SPAN)
    years = [
        year for year, n in facet_index.counts(YEAR_FACET, at_any_time).items() if n
    ]
    return FacetCounts(
        total=selected.bit_count(),
        countries=sum(n > 0 for n in facet_index.counts("pays", selected).values()),
        facets={
            facet: facet_index.counts(facet, masks.excluding(facet)) for facet in FACETS
        },
        labels=facet_index.labels,
        lowest=min(years, default=None),
        highest=max(years, default=None),
        decades=count_decades(facet_index, years, at_any_time),
    )


def count_decades(
    facet_index: FacetIndex, years: Iterable[int], among: int
) -> dict[int, int]:
    """Return how many entries name a year of each decade, by its first year."""
    grouped: dict[int, list[int]] = {}
    for year in sorted(years):
        grouped.setdefault(year // 10 * 10, []).append(year)
    return {
        decade: (facet_index.union_mask(YEAR_FACET, known) & among).bit_count()
        for decade, known in grouped.items()
    }


def count_excluding_each(selection: EntryFilterSet) -> dict[str, int]:
    """Return the total without each active parameter, one at a time."""
    masks = build_facet_masks(selection, one_by_one=True)
    return {name: masks.excluding(name).bit_count() for name in masks.of}


def build_facet_masks(
    selection: EntryFilterSet, *, one_by_one: bool = False
) -> FacetMasks:
    """Return the mask of each active parameter.

    Parameters without a facet are answered by PostgreSQL, grouped in as few queries as
    counting allows, or one by one.
    """
    index_cache = (
        ACTION_INDEX_CACHE
        if isinstance(selection, ActionFilterSet)
        else AGREEMENT_INDEX_CACHE
    )
    facet_index = index_cache.facet_index()
    masks = FacetMasks(facet_index)
    if selection.queryset.query.is_empty():
        masks.of[EVERY_ENTRY] = 0
    for name in FACETS:
        if selection.cleaned[name].options:
            masks.of[name] = facet_index.union_mask(name, selection.cleaned[name].keys)
    groups: list[Collection[str]] = [YEAR_SPAN, UNINDEXED_PARAMS]
    for group in (
        [(name,) for name in (*YEAR_SPAN, *UNINDEXED_PARAMS)] if one_by_one else groups
    ):
        known = [name for name in group if name in selection.cleaned]
        active = [name for name in known if selection.cleaned[name].options]
        if active:
            masks.of[active[0]] = facet_index.mask(
                fetch_matching_keys(selection, active)
            )
    return masks


def fetch_matching_keys(selection: EntryFilterSet, names: list[str]) -> list[int]:
    """Return the primary keys of the entries that some parameters keep; one query."""
    excluded = [name for name in selection.cleaned if name not in names]
    found = selection.excluding(*excluded).aggregate(keys=ArrayAgg("pk"))
    keys: list[int] = found["keys"] or []
    return keys
