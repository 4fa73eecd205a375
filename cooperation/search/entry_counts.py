"""How many entries of a set have each value of a facet, and since when."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from cooperation.search.entry_sets import EntrySet
from cooperation.search.facet_index import LAST, UNKNOWN, FacetIndex

# A value, the number of its entries, and the first year known of one.
CountRow = tuple[Any, int, int | None]


def iter_counts(index: FacetIndex, facet: str, among: EntrySet) -> Iterator[CountRow]:
    """Yield each value that some entries have, their number and first year."""
    column, positions = index.facets[facet], among.positions
    codes = column.codes[column.places_of(positions)]
    owners = np.repeat(positions, column.lengths[positions])
    is_of_actions = "start_year" in index.numbers
    years = index.numbers["start_year" if is_of_actions else "first_year"][owners]
    first = np.full(len(column.values), LAST, dtype=np.int64)
    known = years != UNKNOWN
    np.minimum.at(first, codes[known], years[known])
    counts = np.bincount(codes, minlength=len(column.values))
    for code in np.flatnonzero(counts).tolist():
        since = int(first[code])
        yield column.values[code], int(counts[code]), since if since < LAST else None
