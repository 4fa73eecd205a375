"""Bitmap index of the facet values of published entries.

For each value of each facet, one integer whose bits are the entries that have it.
Counting a search is then a bitwise "and", about a hundred times faster than grouping
the rows again for each facet and visitor. The index is built anew when public data has
changed; each process keeps its own.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import CharField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from cooperation.text import get_translated_text
from cooperation.web.etags import get_public_version

EVERY_ENTRY = ""


class FacetSource(NamedTuple):
    """Rows that link entries to the values of a facet.

    ``value`` and ``entry`` are names of columns.
    """

    facet: str
    rows: QuerySet[Any]
    value: str
    entry: str = "action"


class FacetLabel(NamedTuple):
    """A value as in a URL, and its name in each language."""

    value: str
    fr: str
    en: str

    @property
    def text(self) -> str:
        return get_translated_text(self.fr, self.en)


@dataclass
class FacetIndex:
    """The entries that have each value of each facet, as bit masks.

    Values are those that the filters compare: primary keys and codes. ``bit_positions``
    gives the bit of each primary key; ``labels`` are those of values that are rows.
    """

    bit_positions: dict[int, int]
    masks: dict[str, dict[Any, int]] = field(default_factory=dict)
    labels: dict[str, dict[Any, FacetLabel]] = field(default_factory=dict)

    @property
    def full_mask(self) -> int:
        return (1 << len(self.bit_positions)) - 1

    def mask(self, entries: Iterable[int]) -> int:
        """Return the mask of some primary keys; unknown ones are left out."""
        bits = bytearray(len(self.bit_positions) // 8 + 1)
        bit_positions = self.bit_positions
        for entry in entries:
            place = bit_positions.get(entry)
            if place is not None:
                bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(bits, "little")

    def entries(self, mask: int) -> set[int]:
        """Return the primary keys of the entries of a mask."""
        bits, keys = f"{mask:b}"[::-1], list(self.bit_positions)
        return {keys[found.start()] for found in re.finditer("1", bits)}

    def add(self, facet: str, value: Any, mask: int) -> None:
        """Add the entries of ``mask`` to those that have a value."""
        masks = self.masks.setdefault(facet, {})
        masks[value] = masks.get(value, 0) | mask

    def add_derived(self, facet: str, origin: str, values: Mapping[Any, Any]) -> None:
        """Add a facet each value of which groups values of another.

        ``values`` maps those of ``origin`` to its own, or to ``None``.
        """
        for key, mask in list(self.masks.get(origin, {}).items()):
            if values.get(key) is not None:
                self.add(facet, values[key], mask)

    def union_mask(self, facet: str, values: Iterable[Any]) -> int:
        masks, found = self.masks.get(facet, {}), 0
        for value in values:
            found |= masks.get(value, 0)
        return found

    def counts(self, facet: str, among: int) -> dict[Any, int]:
        """Return, for each value of a facet, the number of entries in ``among``."""
        masks = self.masks.get(facet, {})
        return {value: (mask & among).bit_count() for value, mask in masks.items()}


def read_facet_index(sources: list[FacetSource], integers: set[str]) -> FacetIndex:
    """Build the index in one query, so that it is consistent.

    ``EVERY_ENTRY`` must be among the sources; ``integers`` are the facets whose values
    are numbers.
    """
    first, *others = [group_by_value(source) for source in sources]
    rows = list(first.union(*others, all=True))
    entries: list[int] = next(
        (ids for facet, _text, ids in rows if facet == EVERY_ENTRY), []
    )
    facet_index = FacetIndex({entry: place for place, entry in enumerate(entries)})
    for facet, text, ids in rows:
        if text is not None and facet != EVERY_ENTRY:
            value = int(text) if facet in integers else text
            facet_index.add(facet, value, facet_index.mask(ids))
    return facet_index


def group_by_value(source: FacetSource) -> QuerySet[Any, Any]:
    """Return (facet, value as text, primary keys) for each value of a source."""
    rows = source.rows.order_by().values_list(
        Value(source.facet, CharField()), Cast(source.value, TextField())
    )
    pairs: QuerySet[Any, Any] = rows.annotate(entries=ArrayAgg(source.entry))
    return pairs


class FacetIndexCache:
    """Caches the index of one kind of entry.

    It is built anew when the public data changed, and each day, as the statuses of
    agreements depend on the date.
    """

    def __init__(self, reader: Callable[[], FacetIndex]) -> None:
        self.reader = reader
        self.lock = Lock()
        self.cached: tuple[tuple[str, str], FacetIndex] | None = None

    def facet_index(self) -> FacetIndex:
        """Return the current index.

        A transaction that has written gets an index of its own, which is not cached.
        """
        if has_written():
            return self.reader()
        with self.lock:
            moment = (get_public_version(), timezone.localdate().isoformat())
            if self.cached is None or self.cached[0] != moment:
                self.cached = (moment, self.reader())
            return self.cached[1]


def has_written() -> bool:
    if not connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        (written,) = cursor.fetchone()
    return bool(written)
