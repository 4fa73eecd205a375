"""A newer index made of a former one: the touched entries are taken out and put anew.

What lies between two touched entries is copied as it is, a slice at a time, so that
few changes of many entries cost little more than copying memory.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cooperation.search.facet_index import (
    UNKNOWN,
    FacetColumn,
    FacetIndex,
    PointColumns,
)
from cooperation.search.facet_sources import IndexSources
from cooperation.search.index_reading import (
    find_earlier_titles,
    rank_titles,
    read_title_order,
)

# Beyond, the order of all titles is read again.
FEW_TITLES = 50


class Slice(NamedTuple):
    """Entries from ``start`` to ``stop`` of the former index, or of the new part."""

    is_new: bool
    start: int
    stop: int


def replace_entries(
    former: FacetIndex, touched: list[int], part: FacetIndex, sources: IndexSources
) -> FacetIndex:
    """Return an index in which the ``touched`` entries are those of ``part``, or gone.

    ``part`` is the index of those of them that are published.
    """
    slices = list(iter_slices(former, sorted(touched), part))
    keys = join(slices, former.keys, part.keys)
    return FacetIndex(
        keys=keys,
        facets={
            name: join_columns(slices, column, part.facets[name])
            for name, column in former.facets.items()
        },
        numbers={
            name: join(slices, column, part.numbers[name])
            for name, column in former.numbers.items()
        },
        title_ranks=join_titles(former, part, slices, sources, touched, keys),
        points=join_points(slices, former, part),
        reference=former.reference,
    )


def iter_slices(
    former: FacetIndex, touched: list[int], part: FacetIndex
) -> Iterator[Slice]:
    """Yield what follows what in the newer index, in the order of the keys."""
    places = np.searchsorted(former.keys, touched).tolist()
    ends = np.searchsorted(former.keys, touched, side="right").tolist()
    in_part = {key: place for place, key in enumerate(part.keys.tolist())}
    copied = 0
    for key, start, end in zip(touched, places, ends, strict=True):
        if start > copied:
            yield Slice(False, copied, start)
        copied = end
        if key in in_part:
            yield Slice(True, in_part[key], in_part[key] + 1)
    yield Slice(False, copied, former.size)


def join(
    slices: Sequence[Slice], former: NDArray[Any], part: NDArray[Any]
) -> NDArray[Any]:
    """Return the rows of a column of both indexes, one an entry."""
    return np.concatenate(
        [(part if is_new else former)[start:stop] for is_new, start, stop in slices]
    )


def join_rows(
    slices: Sequence[Slice],
    former: tuple[NDArray[Any], NDArray[np.int64]],
    part: tuple[NDArray[Any], NDArray[np.int64]],
) -> NDArray[Any]:
    """Return the rows of a column of both, several an entry: (rows, offsets)."""
    found = []
    for is_new, start, stop in slices:
        rows, offsets = part if is_new else former
        found.append(rows[offsets[start] : offsets[stop]])
    return np.concatenate(found)


def join_columns(
    slices: Sequence[Slice], former: FacetColumn, part: FacetColumn
) -> FacetColumn:
    unseen = [value for value in part.values if value not in former.code_of]
    values = [*former.values, *unseen] if unseen else former.values
    code_of = former.code_of | {
        value: len(former.values) + place for place, value in enumerate(unseen)
    }
    mapping = np.array([code_of[value] for value in part.values], dtype=np.int32)
    codes = mapping[part.codes] if len(part.codes) else part.codes
    lengths = join(slices, former.lengths, part.lengths)
    return FacetColumn(
        values,
        join_rows(slices, (former.codes, former.offsets), (codes, part.offsets)),
        get_offsets(lengths),
    )


def get_offsets(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


def join_points(
    slices: Sequence[Slice], former: FacetIndex, part: FacetIndex
) -> PointColumns:
    counts = [
        np.bincount(index.points.owners, minlength=index.size).astype(np.int64)
        for index in (former, part)
    ]
    ends = [get_offsets(count) for count in counts]
    lengths = join(slices, *counts)
    columns = {
        name: join_rows(slices, (column, ends[0]), (vars(part.points)[name], ends[1]))
        for name, column in vars(former.points).items()
        if name != "owners"
    }
    owners = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    return PointColumns(owners=owners, **columns)


# Titles -------------------------------------------------------------------------------


def join_titles(
    former: FacetIndex,
    part: FacetIndex,
    slices: Sequence[Slice],
    sources: IndexSources,
    touched: list[int],
    keys: NDArray[np.int64],
) -> NDArray[np.int32]:
    """Return the ranks of titles; few new ones are put after those they follow."""
    if part.size > FEW_TITLES:
        return rank_titles(keys, read_title_order(sources))
    earlier = find_earlier_titles(sources, part.keys.tolist(), touched)
    if {*earlier} < {*part.keys.tolist()}:
        return rank_titles(keys, read_title_order(sources))
    places = get_new_places(former, slices)
    order = places[get_order(former.title_ranks)]
    order = order[order != UNKNOWN]
    new_order = np.searchsorted(keys, part.keys[get_order(part.title_ranks)])
    after = []
    for key in keys[new_order].tolist():
        if earlier[key] == UNKNOWN:
            after.append(0)
            continue
        place = np.searchsorted(keys, earlier[key])
        found = np.flatnonzero(order == place)
        if not len(found) or keys[place] != earlier[key]:
            return rank_titles(keys, read_title_order(sources))
        after.append(int(found[0]) + 1)
    joined = np.insert(order, after, new_order.astype(np.int32))
    return get_order(joined)


def get_order(ranks: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the positions by rank; of an order, the ranks."""
    order = np.empty(len(ranks), dtype=np.int32)
    order[ranks] = np.arange(len(ranks), dtype=np.int32)
    return order


def get_new_places(former: FacetIndex, slices: Sequence[Slice]) -> NDArray[np.int32]:
    """Return the place of each former entry in the newer index, UNKNOWN without one."""
    places = np.full(former.size, UNKNOWN, dtype=np.int32)
    at = 0
    for is_new, start, stop in slices:
        if not is_new:
            places[start:stop] = np.arange(at, at + stop - start, dtype=np.int32)
        at += stop - start
    return places
