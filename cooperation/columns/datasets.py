"""What an export holds: columns, and how they are read from the database.

Rows are read two thousand at a time, in one query and one more for each relation, as
plain values: model instances would cost several times more. The keys of the selection
are read first, so that no cursor stays open while a slow visitor downloads, and no
statement lasts long enough to meet the database's time limit."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, chain
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet, TextChoices
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from cooperation.db import iter_batches
from cooperation.enums import Publication

ROWS_PER_QUERY = 2_000
ROWS_PER_PIECE = 200
# The columns of points, which GeoJSON writes as geometries.
POINTS_CODE, OTHER_POINTS_CODE = "points", "autres_points"

Record = tuple[Any, ...]
Values = Sequence[Any]


def return_unchanged(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class ExportColumn:
    """One column: its stable ``code``, its label for people, and how it is read.

    ``paths`` name what is read, as the ORM does, from the row itself or from each row
    of the relation ``of``: then the value is a tuple, in the relation's order, as long
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

    def compute_values(self, columns: Sequence[Values]) -> Values:
        """Return the column's value in each row; ``columns`` are those of its paths."""
        show = self.show_factory() if self.show_factory else self.show
        values = columns[0] if show is return_unchanged else map(show, *columns)
        if self.choices:
            words = {code: str(label) for code, label in self.choices.choices}
            values = [words.get(code, "") for code in values]
        return tuple(values)


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
        time of a large export. Those of relations are tuples, which the garbage
        collector does not follow.
        """
        rows = self.fetch_rows("", self.rows().order_by(), "pk", keys, language)
        tied = {
            name: self.fetch_rows(
                name, relation.rows(), relation.key, rows.keys, language
            )
            for name, relation in self.relations.items()
        }
        spans = {name: found.list_spans(rows.keys) for name, found in tied.items()}
        columns = [
            map(tied[column.of].values[column.code].__getitem__, spans[column.of])
            if column.of
            else rows.values[column.code]
            for column in self.columns
        ]
        return list(zip(*columns, strict=True))

    def fetch_rows(
        self,
        of: str,
        rows: QuerySet[Any],
        key: str,
        keys: Sequence[int],
        language: str,
    ) -> "FetchedRows":
        """Read what the columns of one relation need, in one query."""
        columns = [column for column in self.columns if column.of == of]
        paths = {column.code: column.paths_for(language) for column in columns}
        fields = list(dict.fromkeys(chain([key], *paths.values())))
        among = RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
        found = list(rows.filter(**{f"{key}__in": among}).values_list(*fields))
        order = {key: place for place, key in enumerate(keys)}
        found.sort(key=lambda row: order[row[0]])
        columns_read = zip(*found, strict=True) if found else [()] * len(fields)
        read = dict(zip(fields, columns_read, strict=True))
        values = {
            one.code: one.compute_values([read[path] for path in paths[one.code]])
            for one in columns
        }
        return FetchedRows(read[key], values)


class FetchedRows(NamedTuple):
    """Rows in the order of the keys asked for: the key of each, values by column."""

    keys: Values
    values: dict[str, Values]

    def list_spans(self, keys: Values) -> list[slice]:
        """Return the slice of the rows of each key, which may have none."""
        number = Counter(self.keys)
        ends = list(accumulate(number[key] for key in keys))
        return list(map(slice, [0, *ends], ends))


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
    if type(value) in (tuple, list):
        return format_cell_values(value)
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def format_cell_values(values: Sequence[Any]) -> str:
    """Return several values as the text of a cell; empty if all are empty.

    Most lists of an export hold one value, which is not joined.
    """
    if len(values) == 1:
        return format_cell_value(values[0]).replace("|", "¦")
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
