"""What an export holds: columns, and how they are read from the database.

Rows are read a thousand at a time, in one query and one more for each relation, as
plain values: model instances would cost several times more. The keys of the selection
are read first, so that no cursor stays open while a slow visitor downloads, and no
statement lasts long enough to meet the database's time limit.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import translation
from django.utils.functional import Promise

CHUNK = 1_000
SENT_TOGETHER = 200

Record = dict[str, Any]
Item = TypeVar("Item")


def same(value: Any) -> Any:
    """Give the value as it is."""
    return value


@dataclass(frozen=True)
class Column:
    """One column: its stable ``code``, its label for people, and how it is read.

    ``paths`` name what is read, as the ORM does, from the row itself or from each row
    of the relation ``of``: then the value is a list, in the relation's order, as long
    as those of its other columns. ``{lang}`` stands for the reader's language.
    ``show`` makes the value of what was read: text, number, date, ``Point`` or none.
    """

    code: str
    label: str | Promise
    paths: tuple[str, ...]
    of: str = ""
    show: Callable[..., Any] = same


@dataclass(frozen=True)
class Relation:
    """Several rows for one: ``rows``, in their order, and their ``key`` to the one."""

    rows: Callable[[], QuerySet[Any]]
    key: str


@dataclass(frozen=True)
class Dataset:
    """Columns over rows that the public may see; ``name`` is that of the files."""

    name: str
    rows: Callable[[], QuerySet[Any]]
    columns: Sequence[Column]
    relations: dict[str, Relation]

    def records(self, keys: Sequence[int], language: str) -> Iterator[Record]:
        """Give, for each key in order, the value of each column by its code.

        A row that is no longer public when its turn comes is left out.
        """
        for start in range(0, len(keys), CHUNK):
            with translation.override(language):
                chunk = self.chunk(list(keys[start : start + CHUNK]), language)
            yield from chunk

    def chunk(self, keys: list[int], language: str) -> list[Record]:
        """Give the records of some keys."""
        own = [column for column in self.columns if not column.of]
        rows = self.rows().order_by()
        records = dict(read(rows, "pk", keys, own, language))
        for name, relation in self.relations.items():
            tied = [column for column in self.columns if column.of == name]
            for record in records.values():
                record |= {column.code: [] for column in tied}
            found = read(relation.rows(), relation.key, list(records), tied, language)
            for key, values in found:
                for code, value in values.items():
                    records[key][code].append(value)
        return [records[key] for key in keys if key in records]


def read(
    rows: QuerySet[Any],
    key: str,
    keys: list[int],
    columns: list[Column],
    language: str,
) -> Iterator[tuple[int, Record]]:
    """Give the key and the values of each row whose key is among ``keys``."""
    paths = {
        column.code: [path.format(lang=language) for path in column.paths]
        for column in columns
    }
    fields = list(dict.fromkeys(chain([key], *paths.values())))
    place = {path: number for number, path in enumerate(fields)}
    readers = [
        (column.code, column.show, [place[path] for path in paths[column.code]])
        for column in columns
    ]
    for row in rows.filter(**{f"{key}__in": keys}).values_list(*fields):
        values = {code: show(*(row[at] for at in ats)) for code, show, ats in readers}
        yield row[0], values


def keys_of(selection: QuerySet[Any]) -> "array[int]":
    """Give the keys of a selection in its order, in eight bytes each."""
    keys: QuerySet[Any, int] = selection.values_list("pk", flat=True)
    return array("q", keys.iterator(chunk_size=10_000))


def in_batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Give the items some at a time, so that a stream is not made of crumbs."""
    left = iter(items)
    while batch := list(islice(left, SENT_TOGETHER)):
        yield batch
