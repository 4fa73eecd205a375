"""The parameters that no facet lists but the columns of the index answer.

Each has the rule of ``lookups``, where SQL has it.
"""

from collections.abc import Callable
from functools import reduce
from operator import and_
from typing import Any

import numpy as np

from cooperation.models.expressions import BoundingBox
from cooperation.search.entry_sets import EntrySet
from cooperation.search.facet_index import UNKNOWN, FacetIndex
from cooperation.search.lookups import CountrySpread

IndexLookup = Callable[[FacetIndex, list[Any]], EntrySet]


def find_active_actions_from(index: FacetIndex, years: list[int]) -> EntrySet:
    start, end = index.numbers["start_year"], index.numbers["end_year"]
    goes_on = (start != UNKNOWN) & (index.numbers["is_ended"] == 0)
    without_end = (end == UNKNOWN) & ((start >= years[0]) | goes_on)
    return index.where((end >= years[0]) | without_end)


def find_active_actions_until(index: FacetIndex, years: list[int]) -> EntrySet:
    start, end = index.numbers["start_year"], index.numbers["end_year"]
    first = np.where(start == UNKNOWN, end, start)
    return index.where((first != UNKNOWN) & (first <= years[0]))


def find_active_agreements_from(index: FacetIndex, years: list[int]) -> EntrySet:
    first, ended = index.numbers["first_year"], index.numbers["ended_year"]
    lasts = (ended == UNKNOWN) | (ended >= years[0])
    return index.where((first != UNKNOWN) & lasts)


def find_active_agreements_until(index: FacetIndex, years: list[int]) -> EntrySet:
    first = index.numbers["first_year"]
    return index.where((first != UNKNOWN) & (first <= years[0]))


def find_within_box(index: FacetIndex, boxes: list[BoundingBox]) -> EntrySet:
    return index.of_owners(index.points.within(boxes[0]))


def find_with_partners(index: FacetIndex, keys: list[int]) -> EntrySet:
    return index.having("partenaire", *keys)


def find_by_windows(index: FacetIndex, combinations: list[frozenset[int]]) -> EntrySet:
    """Return the actions funded through exactly one of these sets of windows."""
    numbers = index.facets["guichet"].lengths
    found = EntrySet.nothing(index.size)
    for windows in combinations:
        of_number = index.where(numbers == len(windows))
        each = (index.having("guichet", window) for window in windows)
        found |= reduce(and_, each, of_number)
    return found


def find_by_spread(index: FacetIndex, spans: list[str]) -> EntrySet:
    numbers = index.facets["pays"].lengths
    masks = {
        CountrySpread.NOWHERE: numbers == 0,
        CountrySpread.ONE: numbers == 1,
        CountrySpread.SEVERAL: numbers > 1,
    }
    return index.where(np.any([masks[CountrySpread(span)] for span in spans], axis=0))


def find_signed_in(index: FacetIndex, years: list[int]) -> EntrySet:
    return index.where(np.isin(index.numbers["signature_year"], years))


COMMON: dict[str, IndexLookup] = {
    "bbox": find_within_box,
    "partenaire": find_with_partners,
}
LOOKUPS: dict[str, dict[str, IndexLookup]] = {
    "action": COMMON
    | {
        "annee_min": find_active_actions_from,
        "annee_max": find_active_actions_until,
        "combinaison": find_by_windows,
        "portee": find_by_spread,
    },
    "agreement": COMMON
    | {
        "annee_min": find_active_agreements_from,
        "annee_max": find_active_agreements_until,
        "signature": find_signed_in,
    },
}
