"""What an export holds: columns, and how they are read from the database.

Rows are read a thousand at a time, in one query and one more for each relation, as
plain values: model instances would cost several times more. The keys of the selection
are read first, so that no cursor stays open while a slow visitor downloads, and no
statement lasts long enough to meet the database's time limit."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet, TextChoices
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from cooperation.db import iter_batches
from cooperation.enums import Publication

ROWS_PER_QUERY = 1_000
ROWS_PER_PIECE = 200
# The columns of points, which GeoJSON writes as geometries.
POINTS_CODE, OTHER_POINTS_CODE = "points", "autres_points"

Record = tuple[Any, ...]
Row = tuple[Any, ...]
Reader = Callable[[Row], Any]


def return_unchanged(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class ExportColumn:
    """One column: its stable ``code``, its label for people, and how it is read.

    ``paths`` name what is read, as the ORM does, from the row itself or from each row
    of the relation ``of``: then the value is a list, in the relation's order, as long
    as those of its other columns. ``{lang}`` stands for the reader's language.
    ``show`` makes the value of what was read: text, number, date, ``GeoPoint`` or None;
    codes of ``choices`` are then replaced by their labels. ``show_factory`` returns
    ``show`` where it depends on the reader's language.
    """

    code: str
    label: str | Promise
    paths: tuple[str, ...]
    of: str = ""
    show: Callable[..., Any] = return_unchanged
    choices: type[TextChoices] | None = None
    show_factory: Callable[[], Callable[..., Any]] | None = None

    def paths_for(self, language: str) -> list[str]:
        return [path.format(lang=language) for path in self.paths]

    def reader(self, places: Sequence[int]) -> Reader:
        """Return the function that makes the column's value of a row.

        ``places`` are the indexes of its paths in the row. Built once for many rows.
        """
        pick = itemgetter(*places)
        show = self.show_factory() if self.show_factory else self.show
        if self.choices:
            words = {code: str(label) for code, label in self.choices.choices}
            if show is return_unchanged:
                return lambda row: words.get(pick(row), "")
            return lambda row: words.get(show(*pick(row)), "")
        if show is return_unchanged:
            return pick
        if len(places) == 1:
            return lambda row: show(pick(row))
        return lambda row: show(*pick(row))


@dataclass(frozen=True)
class ExportRelation:
    """Several rows for one: ``rows``, in their order; ``key`` is their foreign key."""

    rows: Callable[[], QuerySet[Any]]
    key: str


@dataclass(frozen=True)
class Dataset:
    """Columns over rows; ``name`` is that of the files.

    ``rows`` decides who may see: public exports start from published entries.
    """

    name: str
    rows: Callable[[], QuerySet[Any]]
    columns: Sequence[ExportColumn]
    relations: dict[str, ExportRelation]

    def records(self, keys: Sequence[int], language: str) -> Iterator[Record]:
        """Yield, for each key in order, the values of the columns in their order.

        A row that is no longer public by then is left out.
        """
        for batch in iter_batches(keys, ROWS_PER_QUERY):
            with translation.override(language):
                records = self.fetch_records(batch, language)
            yield from records

    def fetch_records(self, keys: list[int], language: str) -> list[Record]:
        """Return the records of some keys.

        Values are computed a column at a time: one call per cell would take most of the
        time of a large export.
        """
        rows = self.fetch_rows("", self.rows().order_by(), "pk", keys, language)
        public = [key for key in keys if key in rows.spans]
        tied = {
            name: self.fetch_rows(name, relation.rows(), relation.key, public, language)
            for name, relation in self.relations.items()
        }
        columns = [
            tied[column.of].get_value_lists(column, public)
            if column.of
            else rows.get_values(column, public)
            for column in self.columns
        ]
        return list(zip(*columns, strict=True))

    def fetch_rows(
        self, of: str, rows: QuerySet[Any], key: str, keys: list[int], language: str
    ) -> "FetchedRows":
        """Read what the columns of one relation need, in one query."""
        columns = [column for column in self.columns if column.of == of]
        paths = {column.code: column.paths_for(language) for column in columns}
        fields = list(dict.fromkeys(chain([key], *paths.values())))
        among = RawSQL("SELECT unnest(%s::bigint[])", [keys])
        found = rows.filter(**{f"{key}__in": among}).values_list(*fields)
        readers = {
            column.code: column.reader([fields.index(p) for p in paths[column.code]])
            for column in columns
        }
        return FetchedRows.group_by_key(readers, list(found))


EMPTY_SLICE = slice(0)


class FetchedRows(NamedTuple):
    """Rows as they were fetched, grouped by key.

    ``spans`` maps a key to the slice of its rows; ``readers`` maps the code of a column
    to the function that makes its value.
    """

    readers: dict[str, Reader]
    rows: list[Row]
    spans: dict[int, slice]

    @classmethod
    def group_by_key(cls, readers: dict[str, Reader], rows: list[Row]) -> "FetchedRows":
        """Group rows by their first value, each group in the order of reading."""
        rows.sort(key=itemgetter(0))
        spans: dict[int, slice] = {}
        start = 0
        for key, number in Counter(map(itemgetter(0), rows)).items():
            spans[key] = slice(start, start + number)
            start += number
        return cls(readers, rows, spans)

    def get_values(self, column: ExportColumn, keys: Sequence[int]) -> Iterable[Any]:
        """Return the value of a column for each key, which has exactly one row."""
        rows = [self.rows[self.spans[key].start] for key in keys]
        return map(self.readers[column.code], rows)

    def get_value_lists(
        self, column: ExportColumn, keys: Sequence[int]
    ) -> Iterable[list[Any]]:
        """Return the values of a column for each key, which may have no row."""
        values = list(map(self.readers[column.code], self.rows))
        return (values[self.spans.get(key, EMPTY_SLICE)] for key in keys)


def get_primary_keys(selection: QuerySet[Any]) -> "array[int]":
    """Return the primary keys of a queryset in its order, eight bytes each."""
    keys: QuerySet[Any, int] = selection.values_list("pk", flat=True)
    return array("q", keys.iterator(chunk_size=10_000))


VALUE_SEPARATOR = " | "
PLACEHOLDER_SLUG = "any-slug-whatever"
# What spreadsheets take for the start of a formula, full-width twins included.
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class GeoPoint(NamedTuple):
    """A point, in degrees (WGS 84)."""

    lng: float
    lat: float

    def __str__(self) -> str:
        """Return the point as WKT."""
        return f"POINT ({self.lng:g} {self.lat:g})"


def build_geo_point(lat: float | None, lng: float | None) -> GeoPoint | None:
    """Return the point, if there is one, rounded to about ten metres."""
    if lat is None or lng is None:
        return None
    return GeoPoint(round(lng, 4), round(lat, 4))


def build_url_formatter(route: str) -> Callable[[], Callable[[str], str]]:
    """Return a factory of functions that build the full URL of a slug's page.

    The factory is called in the reader's language and resolves the URL once: that is
    slow for each row of a large export.
    """

    def in_language() -> Callable[[str], str]:
        before, after = (
            settings.SITE_URL + reverse(route, args=[PLACEHOLDER_SLUG])
        ).split(PLACEHOLDER_SLUG)
        return lambda slug: f"{before}{slug}{after}"

    return in_language


def get_if_published(publication: str | None, value: Any) -> Any:
    """Return ``value``, of another entry, if that entry is published, else None."""
    return value if publication == Publication.PUBLISHED else None


def build_constant(text: str) -> Callable[..., str]:
    """Return a function that shows the same text on every row."""
    return lambda *_values: text


def format_cell_value(value: Any) -> str:
    """Return a value as the text of a cell; several values are joined by " | "."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return format_cell_values(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def format_cell_values(values: list[Any]) -> str:
    """Return several values as the text of a cell; empty if all are empty."""
    if not values:
        return ""
    parts = [format_cell_value(value).replace("|", "¦") for value in values]
    return VALUE_SEPARATOR.join(parts) if any(parts) else ""


def escape_formula(cell: str) -> str:
    """Return a cell with an apostrophe before what spreadsheets take for a formula.

    See OWASP, "CSV Injection".
    """
    return f"'{cell}" if cell.startswith(FORMULA_PREFIXES) else cell


def unescape_formula(text: str) -> str:
    """Return a cell without the apostrophe that prevents a formula."""
    is_defused = text.startswith("'") and text[1:].startswith(FORMULA_PREFIXES)
    return text[1:] if is_defused else text
