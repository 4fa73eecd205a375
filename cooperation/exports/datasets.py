"""What an export holds: columns, and how they are read from the database.

Rows are read a thousand at a time, in one query and one more for each relation, as
plain values: model instances would cost several times more. The keys of the selection
are read first, so that no cursor stays open while a slow visitor downloads, and no
statement lasts long enough to meet the database's time limit.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from django.db.models import QuerySet, TextChoices
from django.utils import translation
from django.utils.functional import Promise

CHUNK = 1_000
SENT_TOGETHER = 200

Record = dict[str, Any]
Row = tuple[Any, ...]
Reader = Callable[[Row], Any]
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
    ``show`` makes the value of what was read: text, number, date, ``Point`` or none;
    codes of ``choices`` are then put into words.
    """

    code: str
    label: str | Promise
    paths: tuple[str, ...]
    of: str = ""
    show: Callable[..., Any] = same
    choices: type[TextChoices] | None = None

    def paths_for(self, language: str) -> list[str]:
        """Give the paths for a reader."""
        return [path.format(lang=language) for path in self.paths]

    def reader(self, places: Sequence[int]) -> Reader:
        """Give what makes the value of a row read at ``places``.

        Made once for many rows: what can be worked out beforehand is.
        """
        pick, show = itemgetter(*places), self.show
        if self.choices:
            words = {code: str(label) for code, label in self.choices.choices}
            if show is same:
                return lambda row: words.get(pick(row), "")
            return lambda row: words.get(show(*pick(row)), "")
        if show is same:
            return pick
        if len(places) == 1:
            return lambda row: show(pick(row))
        return lambda row: show(*pick(row))


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
        found = self.read("", self.rows().order_by(), "pk", keys, language)
        records: dict[int, Record] = {
            key: {code: make(rows[0]) for code, make in found.readers.items()}
            for key, rows in found.rows.items()
        }
        for name, relation in self.relations.items():
            tied = self.read(name, relation.rows(), relation.key, keys, language)
            for key, record in records.items():
                rows = tied.rows.get(key, ())
                for code, make in tied.readers.items():
                    record[code] = list(map(make, rows))
        return [records[key] for key in keys if key in records]

    def read(
        self, of: str, rows: QuerySet[Any], key: str, keys: list[int], language: str
    ) -> "Found":
        """Read what the columns of one relation need, in one query."""
        columns = [column for column in self.columns if column.of == of]
        paths = {column.code: column.paths_for(language) for column in columns}
        fields = list(dict.fromkeys(chain([key], *paths.values())))
        by_key: dict[int, list[Row]] = defaultdict(list)
        for row in rows.filter(**{f"{key}__in": keys}).values_list(*fields):
            by_key[row[0]].append(row)
        readers = {
            column.code: column.reader([fields.index(p) for p in paths[column.code]])
            for column in columns
        }
        return Found(readers, by_key)


class Found(NamedTuple):
    """Rows as they were read, by key, and what makes the value of each column."""

    readers: dict[str, Reader]
    rows: dict[int, list[Row]]


def keys_of(selection: QuerySet[Any]) -> "array[int]":
    """Give the keys of a selection in its order, in eight bytes each."""
    keys: QuerySet[Any, int] = selection.values_list("pk", flat=True)
    return array("q", keys.iterator(chunk_size=10_000))


def in_batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Give the items some at a time, so that a stream is not made of crumbs."""
    left = iter(items)
    while batch := list(islice(left, SENT_TOGETHER)):
        yield batch
