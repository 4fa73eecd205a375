"""Bitmap index of the facet values of published entries.

For each value of each facet, one integer whose bits are the entries that have it.
Counting a search is then a bitwise "and", about a hundred times faster than grouping
the rows again for each facet and visitor. The index is built anew when public data has
changed; each process keeps its own.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import CharField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from cooperation.freshness import public_version

EVERY_SHEET = ""


class Source(NamedTuple):
    """Rows that link entries to the values of a facet.

    ``value`` and ``entry`` are names of columns.
    """

    facet: str
    rows: QuerySet[Any]
    value: str
    sheet: str = "action"


class Label(NamedTuple):
    """A value as in a URL, and its name in each language."""

    value: str
    fr: str
    en: str


@dataclass
class Postings:
    """The entries that have each value of each facet, as bit masks.

    Values are those that the filters compare: primary keys and codes. ``bit_positions``
    gives the bit of each primary key; ``labels`` are those of values that are rows.
    """

    places: dict[int, int]
    masks: dict[str, dict[Any, int]] = field(default_factory=dict)
    labels: dict[str, dict[Any, Label]] = field(default_factory=dict)

    @property
    def everything(self) -> int:
        return (1 << len(self.places)) - 1

    def mask(self, sheets: Iterable[int]) -> int:
        """Return the mask of some primary keys; unknown ones are left out."""
        bits = bytearray(len(self.places) // 8 + 1)
        places = self.places
        for sheet in sheets:
            place = places.get(sheet)
            if place is not None:
                bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(bits, "little")

    def add(self, facet: str, value: Any, mask: int) -> None:
        """Add the entries of ``mask`` to those that have a value."""
        masks = self.masks.setdefault(facet, {})
        masks[value] = masks.get(value, 0) | mask

    def derive(self, facet: str, origin: str, values: Mapping[Any, Any]) -> None:
        """Add a facet each value of which groups values of another.

        ``values`` maps those of ``origin`` to its own, or to ``None``.
        """
        for key, mask in list(self.masks.get(origin, {}).items()):
            if values.get(key) is not None:
                self.add(facet, values[key], mask)

    def any_of(self, facet: str, values: Iterable[Any]) -> int:
        masks, found = self.masks.get(facet, {}), 0
        for value in values:
            found |= masks.get(value, 0)
        return found

    def counts(self, facet: str, among: int) -> dict[Any, int]:
        """Return, for each value of a facet, the number of entries in ``among``."""
        masks = self.masks.get(facet, {})
        return {value: (mask & among).bit_count() for value, mask in masks.items()}


def read(sources: list[Source], integers: set[str]) -> Postings:
    """Build the index in one query, so that it is consistent.

    ``EVERY_ENTRY`` must be among the sources; ``integers`` are the facets whose values
    are numbers.
    """
    first, *others = [grouped(source) for source in sources]
    rows = list(first.union(*others, all=True))
    sheets: list[int] = next(
        (ids for facet, _text, ids in rows if facet == EVERY_SHEET), []
    )
    postings = Postings({sheet: place for place, sheet in enumerate(sheets)})
    for facet, text, ids in rows:
        if text is not None and facet != EVERY_SHEET:
            value = int(text) if facet in integers else text
            postings.add(facet, value, postings.mask(ids))
    return postings


def grouped(source: Source) -> QuerySet[Any, Any]:
    """Return (facet, value as text, primary keys) for each value of a source."""
    rows = source.rows.order_by().values_list(
        Value(source.facet, CharField()), Cast(source.value, TextField())
    )
    pairs: QuerySet[Any, Any] = rows.annotate(sheets=ArrayAgg(source.sheet))
    return pairs


class Keeper:
    """Caches the index of one kind of entry.

    It is built anew when the public data changed, and each day, as the statuses of
    agreements depend on the date.
    """

    def __init__(self, reader: Callable[[], Postings]) -> None:
        self.reader = reader
        self.lock = Lock()
        self.kept: tuple[tuple[str, str], Postings] | None = None

    def postings(self) -> Postings:
        """Return the current index.

        A transaction that has written gets an index of its own, which is not cached.
        """
        if has_written():
            return self.reader()
        with self.lock:
            moment = (public_version(), timezone.localdate().isoformat())
            if self.kept is None or self.kept[0] != moment:
                self.kept = (moment, self.reader())
            return self.kept[1]


def has_written() -> bool:
    if not connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        (written,) = cursor.fetchone()
    return bool(written)
