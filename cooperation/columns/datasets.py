"""What an export holds: columns, and how they are read from the database.

Public files take their text from PostgreSQL, which computes each column's
``expression`` (``exports/statements.py``). Worksheets of staff are read here as plain
values, in one query and one more for each relation, and each column's ``show`` makes
its value.

Both read two thousand rows at a time. The keys of the selection are read first, so that
no cursor stays open while a slow visitor downloads, and no statement lasts long enough
to meet the database's time limit."""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import CharField, F, QuerySet, TextChoices
from django.db.models.expressions import Combinable, RawSQL
from django.utils.functional import Promise

from cooperation.columns.values import ValueBuilder, build_choice_label

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
    of the relation ``of``: then there is a value for each, in the relation's order.
    ``{lang}`` stands for the reader's language.

    Public files: ``expression`` builds the value of the paths, else it is the first
    path; codes of ``choices`` are replaced by their labels. ``is_count`` gives the
    number of rows of the relation instead. Worksheets: ``show`` makes the value of what
    was read.
    """

    code: str
    label: str | Promise
    paths: tuple[str, ...]
    of: str = ""
    show: Callable[..., Any] = return_unchanged
    expression: ValueBuilder | None = None
    choices: type[TextChoices] | None = None
    is_count: bool = False

    def paths_for(self, language: str, prefix: str = "") -> list[str]:
        return [prefix + path.format(lang=language) for path in self.paths]

    def build_value(self, language: str, prefix: str = "") -> Combinable:
        """Return the value that public files show; ``prefix`` leads to the paths."""
        paths = self.paths_for(language, prefix)
        value = self.expression(*paths) if self.expression else F(paths[0])
        return build_choice_label(value, self.choices) if self.choices else value

    def compute_values(self, columns: Sequence[Values]) -> Values:
        """Return the column's value in each row; ``columns`` are those of its paths."""
        if self.show is return_unchanged:
            return columns[0]
        return tuple(map(self.show, *columns))


@dataclass(frozen=True)
class ExportRelation:
    """Several rows for one: ``rows``, in their order; ``key`` is their foreign key."""

    rows: Callable[[], QuerySet[Any]]
    key: str


@dataclass(frozen=True)
class UnionRelation:
    """Rows that several ways lead to, each once, sorted by ``order``; public only.

    ``parts`` are relations with the path that leads from each to what columns name.
    """

    parts: Sequence[tuple[ExportRelation, str]]
    order: str


@dataclass(frozen=True)
class Dataset:
    """Columns over rows; ``name`` is that of the files.

    ``rows`` decides who may see: public exports start from published entries.
    """

    name: str
    rows: Callable[[], QuerySet[Any]]
    columns: Sequence[ExportColumn]
    relations: Mapping[str, ExportRelation | UnionRelation]

    @property
    def key_type(self) -> str:
        """The type in PostgreSQL of the keys of the rows: integers or text."""
        return "text" if has_text_keys(self.rows()) else "bigint"

    def build_keys_query(self, keys: Any) -> RawSQL:
        """Return keys as a query, for a condition."""
        return RawSQL(f"SELECT unnest(%s::{self.key_type}[])", [keys])  # noqa: S611


def get_primary_keys(selection: QuerySet[Any]) -> "array[int]":
    """Return the primary keys of a queryset in its order, eight bytes each."""
    return array("q", iter_keys(selection))


def list_keys(selection: QuerySet[Any]) -> Sequence[Any]:
    """Do the same whatever the keys are."""
    if has_text_keys(selection):
        return list(iter_keys(selection))
    return get_primary_keys(selection)


def iter_keys(selection: QuerySet[Any]) -> Iterator[Any]:
    keys: QuerySet[Any, Any] = selection.values_list("pk", flat=True)
    return keys.iterator(chunk_size=10_000)


def has_text_keys(rows: QuerySet[Any]) -> bool:
    return isinstance(rows.model._meta.pk, CharField)


VALUE_SEPARATOR = " | "
# What spreadsheets take for the start of a formula, full-width twins included.
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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
