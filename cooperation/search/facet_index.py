"""The index of published entries: what they can be chosen, counted and sorted by.

Columns of numpy, one value an entry or several, in the order of the primary keys. An
index is never changed: a newer one is made of it (``index_changes``). Which one holds
now is told by ``index_keeper``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cooperation.models.expressions import BoundingBox
from cooperation.search.entry_sets import EntrySet, Mask, Positions
from cooperation.text import get_translated_text

UNKNOWN = -1
# Counts of sets of one in so many entries are kept with the set.
KEPT_FROM = 50
# Beyond every known value, and less than 31 bits.
LAST = 2**31 - 1


class FacetLabel(NamedTuple):
    """A value as in a URL, and its name in each language."""

    value: str
    fr: str
    en: str

    @property
    def text(self) -> str:
        return get_translated_text(self.fr, self.en)


@dataclass(frozen=True, eq=False)
class FacetColumn:
    """The values of a facet: any number for each entry, each once.

    ``codes`` (int32) are positions in ``values``; those of the entry at ``n`` lie from
    ``offsets[n]`` to ``offsets[n + 1]`` (int64). Values that no entry has any longer
    may be among ``values``.
    """

    values: list[Any]
    codes: NDArray[np.int32]
    offsets: NDArray[np.int64]

    @cached_property
    def code_of(self) -> dict[Any, int]:
        return {value: code for code, value in enumerate(self.values)}

    @cached_property
    def owners(self) -> NDArray[np.intp]:
        """The position of the entry of each code; large numbers, which numpy wants."""
        return np.repeat(np.arange(len(self.offsets) - 1), self.lengths)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many values each entry has."""
        return np.diff(self.offsets)

    @cached_property
    def totals(self) -> NDArray[np.int64]:
        """How many entries have each value."""
        return self._count_codes(self.codes)

    def _count_codes(self, codes: NDArray[np.int32]) -> NDArray[np.int64]:
        return np.bincount(codes, minlength=len(self.values))

    def count(self, among: EntrySet) -> NDArray[np.int64]:
        """Return how many entries of ``among`` have each value, by code.

        In time proportional to the smaller of ``among`` and what it leaves out.
        """
        number = len(among)
        if number == among.size:
            return self.totals
        if number * 2 > among.size:
            return self.totals - self._count_codes(self.codes_of(~among))
        return self._count_codes(self.codes_of(among))

    def codes_of(self, among: EntrySet) -> NDArray[np.int32]:
        """Return the codes of some entries, one entry after the other."""
        if len(among) * 12 > among.size:
            return self.codes.take(np.flatnonzero(among.mask.take(self.owners)))
        return self.codes.take(self.places_of(among.positions))

    def places_of(self, positions: Positions) -> NDArray[np.int64]:
        """Return where the codes of some entries lie."""
        starts, ends = self.offsets[positions], self.offsets[positions + 1]
        lengths = ends - starts
        before = np.cumsum(lengths) - lengths
        return np.repeat(starts - before, lengths) + np.arange(lengths.sum())

    def having(self, values: Iterable[Any]) -> EntrySet:
        """Return the entries that have one of some values."""
        size = len(self.offsets) - 1
        known = {self.code_of[value] for value in values if value in self.code_of}
        if len(known) == 1:
            found = self.owners.take(np.flatnonzero(self.codes == known.pop()))
            return EntrySet.of_positions(found.astype(np.int32), size)
        is_wanted = np.zeros(len(self.values), dtype=np.bool_)
        is_wanted[list(known)] = True
        mask = np.zeros(size, dtype=np.bool_)
        mask[self.owners.take(np.flatnonzero(is_wanted.take(self.codes)))] = True
        return EntrySet.of_mask(mask)

    def split(self, among: EntrySet) -> dict[Any, EntrySet]:
        """Return the entries of ``among`` by value, for the values that they have."""
        positions = among.positions
        places = self.places_of(positions)
        codes = self.codes[places]
        owners = np.repeat(positions, self.lengths[positions])
        order = np.argsort(codes, kind="stable")
        found, starts = np.unique(codes[order], return_index=True)
        parts = np.split(owners[order], starts[1:]) if len(found) else []
        return {
            self.values[code]: EntrySet.of_positions(part, among.size)
            for code, part in zip(found.tolist(), parts, strict=True)
        }

    def values_at(self, position: int) -> list[Any]:
        """Return the values of the entry at a position."""
        codes = self.codes[self.offsets[position] : self.offsets[position + 1]]
        return [self.values[code] for code in codes.tolist()]


@dataclass(frozen=True, eq=False)
class PointColumns:
    """Where entries are, a row for each place of each: sorted by entry.

    ``owners``: position of the entry (int32). ``lat``, ``lng`` (float64): the point,
    else that of the place, else that of the country; NaN where there is none.
    ``countries``: the two letters as one number (int64, ``decode_country``), UNKNOWN
    without one. ``places``: key of the place (int64) or UNKNOWN. ``rows``: key of the
    location (actions), 0 for the main place of an agreement, else key of its link.
    ``is_exact``: whether it is the location's own point (2), the place's (1), or that
    of the country (0), int64.
    """

    owners: NDArray[np.int32]
    lat: NDArray[np.float64]
    lng: NDArray[np.float64]
    countries: NDArray[np.int64]
    places: NDArray[np.int64]
    rows: NDArray[np.int64]
    is_exact: NDArray[np.int64]

    def within(self, box: BoundingBox) -> NDArray[np.int32]:
        """Return the owners of the points in a part of the map, with repetitions."""
        east_of, west_of = self.lng >= box.west, self.lng <= box.east
        across = east_of | west_of if box.west > box.east else east_of & west_of
        inside = (self.lat >= box.south) & (self.lat <= box.north) & across
        return self.owners[inside]


@dataclass(frozen=True)
class IndexReference:
    """What values are called, and what groups them; small, read whole.

    ``labels``: by facet and value. ``groups``: by derived facet ("region", "epci",
    "departement"), the value that groups each value of another facet. ``lead_ranks``:
    the rank of the name of each authority that has an entry.
    """

    labels: dict[str, dict[Any, FacetLabel]] = field(default_factory=dict)
    groups: dict[str, dict[Any, Any]] = field(default_factory=dict)
    lead_ranks: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class FacetIndex:
    """The published entries of a kind, at positions 0 to ``size`` - 1.

    - ``keys`` (int64): their primary keys, sorted; a position is a place in it.
    - ``facets``: a ``FacetColumn`` for each facet of ``facets.FACETS``, and for
      "partenaire" (keys of partners, in any role).
    - ``numbers`` (int64 each, UNKNOWN where there is none): "lead" (key of the first
      authority), "verified_on" (days since 1970); of actions "start_year", "end_year",
      "is_ended" (0 or 1), "budget" (cents); of agreements "first_year", "last_year" (of
      any event), "ended_year" (as ``with_years``), "signature_year".
    - ``title_ranks`` (int32): the place of each in the order of titles, then keys.
    - ``points``: ``PointColumns``.
    - ``reference``: labels and groups of values.

    Sets of entries are ``EntrySet``: of one index only.
    """

    keys: NDArray[np.int64]
    facets: dict[str, FacetColumn]
    numbers: dict[str, NDArray[np.int64]]
    title_ranks: NDArray[np.int32]
    points: PointColumns
    reference: IndexReference = field(default_factory=IndexReference)

    @property
    def size(self) -> int:
        return len(self.keys)

    @property
    def labels(self) -> dict[str, dict[Any, FacetLabel]]:
        return self.reference.labels

    @cached_property
    def derived(self) -> dict[str, Any]:
        """What others made of this index, by name; it goes where the index goes."""
        return {}

    @cached_property
    def everything(self) -> EntrySet:
        return EntrySet.everything(self.size)

    # Sets ---------------------------------------------------------------------------

    @cached_property
    def _known(self) -> dict[tuple[str, Any], EntrySet]:
        return {}

    def having(self, facet: str, *values: Any) -> EntrySet:
        """Return the entries that have one of some values of a facet."""
        if len(values) != 1:
            return self.facets[facet].having(values)
        return self.remember(facet, values[0], self.facets[facet].having, values)

    def remember(
        self, name: str, value: Any, find: Callable[..., EntrySet], *arguments: Any
    ) -> EntrySet:
        """Return what ``find`` found for a value, once for each index."""
        found = self._known.get((name, value))
        if found is None:
            found = self._known[name, value] = find(*arguments)
        return found

    def find_keys(self, keys: NDArray[np.int64]) -> EntrySet:
        """Return the entries of some primary keys; unknown ones are left out."""
        mask = np.zeros(self.size, dtype=np.bool_)
        if self.size:
            at = np.minimum(np.searchsorted(self.keys, keys), self.size - 1)
            mask[at[self.keys[at] == keys]] = True
        return EntrySet.of_mask(mask)

    def of_owners(self, owners: NDArray[np.int32]) -> EntrySet:
        """Return the entries at some positions, in any order and repeated."""
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[owners] = True
        return EntrySet.of_mask(mask)

    def where(self, mask: Mask) -> EntrySet:
        return EntrySet.of_mask(mask)

    def list_keys(self, among: EntrySet) -> list[int]:
        """Return the primary keys of some entries, sorted."""
        keys: list[int] = self.keys[among.positions].tolist()
        return keys

    # Counts -------------------------------------------------------------------------

    def count(self, facet: str, among: EntrySet) -> dict[Any, int]:
        """Return, for each value that some entry has, the number in ``among``."""
        column = self.facets[facet]
        numbers, totals = self._count(facet, among).tolist(), column.totals.tolist()
        pairs = zip(column.values, numbers, totals, strict=True)
        return {value: number for value, number, total in pairs if total}

    def count_present(self, facet: str, among: EntrySet) -> int:
        """Return how many values of a facet the entries of ``among`` have."""
        return int(np.count_nonzero(self._count(facet, among)))

    def _count(self, facet: str, among: EntrySet) -> NDArray[np.int64]:
        """Return the numbers by code; those of large sets are counted once."""
        numbers = among.counts.get(facet)
        if numbers is None:
            numbers = self.facets[facet].count(among)
            if len(among) * KEPT_FROM > among.size:
                among.counts[facet] = numbers
        found: NDArray[np.int64] = numbers
        return found

    # Orders -------------------------------------------------------------------------

    @cached_property
    def _ranks(self) -> dict[str, NDArray[np.int64]]:
        return {}

    def ranks(self, order: str) -> NDArray[np.int64]:
        """Return what sorts entries in an order, all different; made at the first use.

        Orders are the values of ``tri`` but relevance; equal entries go by title.
        """
        if order not in self._ranks:
            first = build_order(self, order)
            self._ranks[order] = (first << 32) | self.title_ranks
        return self._ranks[order]

    @cached_property
    def _orders(self) -> dict[str, Positions]:
        return {}

    def order(self, order: str) -> Positions:
        """Return the positions of all entries in an order; made at the first use."""
        if order not in self._orders:
            self._orders[order] = np.argsort(self.ranks(order)).astype(np.int32)
        return self._orders[order]

    def page(self, among: EntrySet, order: str, start: int, stop: int) -> list[int]:
        """Return the primary keys of the entries from ``start`` to ``stop``."""
        if len(among) == self.size:
            found: list[int] = self.keys[self.order(order)[start:stop]].tolist()
            return found
        positions, stop = among.positions, min(stop, len(among))
        if start >= stop:
            return []
        own = self.ranks(order)[positions]
        if stop * 4 < len(own):
            first = np.argpartition(own, stop - 1)[:stop]
            positions, own = positions[first], own[first]
        keys: list[int] = self.keys[positions[np.argsort(own)[start:stop]]].tolist()
        return keys

    # Making -------------------------------------------------------------------------

    def prepare(self) -> None:
        """Count and sort what a list without a choice shows."""
        for column in self.facets.values():
            column.totals  # noqa: B018 -- kept with the column
        self.order("recent")

    def with_reference(self, reference: IndexReference) -> "FacetIndex":
        """Return the index with other labels and groups, its columns the same."""
        derived = {
            name: derive_column(self.facets[ORIGINS[name]], reference.groups[name])
            for name in ORIGINS
        }
        return replace(self, reference=reference, facets=self.facets | derived)


def build_order(index: FacetIndex, order: str) -> NDArray[np.int64]:
    """Return what an order goes by first, the unknown last."""
    numbers = index.numbers
    if order == "collectivite":
        leads, places = np.unique(numbers["lead"], return_inverse=True)
        known = index.reference.lead_ranks
        ranks = [known.get(lead, LAST) for lead in leads.tolist()]
        return np.array(ranks, dtype=np.int64)[places]
    if order == "titre":
        return np.zeros(index.size, dtype=np.int64)
    names = {"budget": "budget", "verifiee": "verified_on"}
    years = "signature_year" if "signature_year" in numbers else "start_year"
    found = numbers[names.get(order, years)]
    # Amounts in cents are larger than 31 bits: their places are not.
    values, places = np.unique(found, return_inverse=True)
    first = places if order == "ancien" else len(values) - places
    return np.where(found == UNKNOWN, LAST, first).astype(np.int64)


# The facets that group the values of another.
ORIGINS = {"region": "pays", "epci": "collectivite", "departement": "collectivite"}


def derive_column(column: FacetColumn, groups: dict[Any, Any]) -> FacetColumn:
    """Return the column of what groups the values of another."""
    values = sorted({group for group in groups.values() if group is not None})
    code_of = {value: code for code, value in enumerate(values)}
    mapping = np.array(
        [code_of.get(groups.get(value), UNKNOWN) for value in column.values] or [0],
        dtype=np.int32,
    )
    size = len(column.offsets) - 1
    return build_column(values, column.owners, mapping[column.codes], size)


def build_column(
    values: list[Any], owners: NDArray[Any], codes: NDArray[np.int32], size: int
) -> FacetColumn:
    """Return a column of pairs of a position and a code, in any order, repeated or not.

    Codes that are UNKNOWN are left out.
    """
    width = max(1, len(values))
    known = codes >= 0
    pairs = np.unique(owners[known].astype(np.int64) * width + codes[known])
    found, codes_found = np.divmod(pairs, width)
    offsets = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(found, minlength=size), out=offsets[1:])
    return FacetColumn(values, codes_found.astype(np.int32), offsets)


def decode_country(number: int) -> str:
    """Return the two letters of a number of ``PointColumns.countries``."""
    return chr(number >> 8) + chr(number & 255)
