"""Counts of a search and of each facet, given the other parameters, and its pages.

A facet's own choices are left aside when it is counted, as values of one parameter are
alternatives. All is answered by the index of published entries, but words and amounts,
which PostgreSQL looks for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cooperation.search.entry_sets import EntrySet
from cooperation.search.facet_index import UNKNOWN, FacetIndex, FacetLabel
from cooperation.search.filters import ActionFilterSet, EntryFilterSet
from cooperation.search.filterset import RELEVANCE
from cooperation.search.index_keeper import get_index
from cooperation.search.index_lookups import LOOKUPS, IndexLookup
from cooperation.search.index_reading import read_arrays

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
YEAR_SPAN = ("annee_min", "annee_max")
# What PostgreSQL answers, in one query.
SQL_PARAMS = ("q", "montant")
EVERY_ENTRY = ""
# Beyond, the whole search is asked again: quicker than naming the entries.
MOST_NAMED = 5_000


@dataclass
class FacetMasks:
    """The entries that each parameter of a search keeps."""

    facet_index: FacetIndex
    of: dict[str, EntrySet] = field(default_factory=dict)

    def excluding(self, *names: str) -> EntrySet:
        """Return the entries that all parameters but ``names`` keep."""
        sets = [found for name, found in self.of.items() if name not in names]
        sets.sort(key=len)
        return reduce(and_, sets) if sets else self.facet_index.everything


@dataclass
class FacetCounts:
    """The counts of a search and of each value of its facets.

    ``facets`` has, for each facet, the count of each value that some published entry
    has; ``lowest`` and ``highest`` are the first and last known year, the chosen years
    left aside; ``countries`` is the number of countries of the search itself.
    ``selected`` are the entries of the search, by their positions in ``facet_index``.
    """

    total: int
    countries: int
    facets: dict[str, dict[Any, int]]
    labels: dict[str, dict[Any, FacetLabel]]
    lowest: int | None
    highest: int | None
    facet_index: FacetIndex
    selected: EntrySet


def count_facets(selection: EntryFilterSet) -> FacetCounts:
    masks = build_facet_masks(selection)
    index, selected = masks.facet_index, masks.excluding()
    lowest, highest = find_year_span(index, masks.excluding(*YEAR_SPAN))
    return FacetCounts(
        total=len(selected),
        countries=index.count_present("pays", selected),
        facets={facet: index.count(facet, masks.excluding(facet)) for facet in FACETS},
        labels=index.labels,
        lowest=lowest,
        highest=highest,
        facet_index=index,
        selected=selected,
    )


def find_year_span(index: FacetIndex, among: EntrySet) -> tuple[int | None, int | None]:
    """Return the first and the last year that some entries name."""
    years = list(iter_years(index, among))
    known = [found for year in years if len(found := year[year != UNKNOWN])]
    if not known:
        return None, None
    return min(int(one.min()) for one in known), max(int(one.max()) for one in known)


def iter_years(index: FacetIndex, among: EntrySet) -> Iterator[NDArray[np.int64]]:
    for name in ("start_year", "end_year", "first_year", "last_year"):
        if name in index.numbers:
            column = index.numbers[name]
            is_whole = len(among) == index.size
            yield column if is_whole else column[among.positions]


def count_excluding_each(selection: EntryFilterSet) -> dict[str, int]:
    """Return the total without each active parameter, one at a time."""
    masks = build_facet_masks(selection, one_by_one=True)
    return {name: len(masks.excluding(name)) for name in masks.of}


def get_entry_kind(selection: EntryFilterSet) -> str:
    return "action" if isinstance(selection, ActionFilterSet) else "agreement"


def build_facet_masks(
    selection: EntryFilterSet, *, one_by_one: bool = False
) -> FacetMasks:
    """Return the entries that each active parameter keeps.

    What the index does not know is answered by PostgreSQL, in one query, or one by one.
    """
    kind = get_entry_kind(selection)
    masks = FacetMasks(get_index(kind))
    index = masks.facet_index
    if selection.queryset.query.is_empty():
        masks.of[EVERY_ENTRY] = EntrySet.nothing(index.size)
    chosen = {
        name: param.keys for name, param in selection.cleaned.items() if param.options
    }
    for name in FACETS:
        if name in chosen:
            masks.of[name] = index.having(name, *chosen[name])
    for name, find in LOOKUPS[kind].items():
        if name in chosen:
            masks.of[name] = find_by_column(index, name, chosen[name], find)
    asked = [name for name in SQL_PARAMS if name in chosen]
    for group in [[name] for name in asked] if one_by_one else [asked]:
        if group:
            masks.of[group[0]] = index.find_keys(fetch_matching_keys(selection, group))
    return masks


def find_by_column(
    index: FacetIndex, name: str, keys: list[Any], find: IndexLookup
) -> EntrySet:
    """Return what a parameter keeps; of years once for each index."""
    if name in YEAR_SPAN:
        return index.remember(name, keys[0], find, index, keys)
    return find(index, keys)


def fetch_matching_keys(
    selection: EntryFilterSet, names: list[str]
) -> NDArray[np.int64]:
    """Return the primary keys of the entries that some parameters keep; one query."""
    excluded = [name for name in selection.cleaned if name not in names]
    rows = selection.excluding(*excluded)
    if rows.query.is_empty():
        return np.zeros(0, dtype=np.int64)
    (keys,) = read_arrays(rows.values_list("pk"), ["pk"])
    return keys


class SelectedKeys:
    """The primary keys of a search in its order, for a paginator: slices of them."""

    def __init__(self, selection: EntryFilterSet, counts: FacetCounts) -> None:
        self.selection, self.counts = selection, counts

    def __len__(self) -> int:
        return self.counts.total

    def __getitem__(self, part: slice) -> list[int]:
        start, stop = part.start or 0, len(self) if part.stop is None else part.stop
        if self.selection.is_ranked and self.selection.order == RELEVANCE:
            return self.rank_by_relevance(start, stop)
        index = self.counts.facet_index
        return index.page(self.counts.selected, self.selection.order, start, stop)

    def rank_by_relevance(self, start: int, stop: int) -> list[int]:
        """Have PostgreSQL rank the entries of the search, and no others."""
        selection, selected = self.selection, self.counts.selected
        rows = selection.qs
        if len(selected) <= MOST_NAMED:
            keys = self.counts.facet_index.list_keys(selected)
            ranked = selection.scope().filter(pk__in=keys)
            rows = ranked.order_by(*selection.ordering())
        return list(rows.values_list("pk", flat=True)[start:stop])
