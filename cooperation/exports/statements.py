"""A dataset as one statement of SQL, whose cells PostgreSQL writes.

Each relation is grouped to one row before it is joined: its columns become lists in the
relation's order. A statement is built once for an export, then asked for some
thousand keys at a time; a row that is no longer public by then is left out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, NamedTuple, Protocol

from django.db import connections
from django.db.models import CharField, DecimalField, F, QuerySet, TextField
from django.utils import translation

from cooperation.columns.datasets import (
    ROWS_PER_QUERY,
    VALUE_SEPARATOR,
    Dataset,
    ExportColumn,
    ExportRelation,
    UnionRelation,
)
from cooperation.db import iter_batches

SEPARATOR = f"'{VALUE_SEPARATOR}'"
# Stands for the keys in the parameters of a statement.
KEYS = object()


class ValueKind(Enum):
    """What a value is, as far as it decides how it is written."""

    TEXT = auto()
    AMOUNT = auto()
    OTHER = auto()


class CellFormat(Protocol):
    """How values become cells, as SQL around SQL."""

    def format_one(self, value: str, kind: ValueKind) -> str:
        """Write a value of the row itself."""

    def group(self, value: str, kind: ValueKind) -> str:
        """Aggregate the values of a relation to one."""

    def format_group(self, group: str) -> str:
        """Write what was aggregated, which is null without any row."""


class Cell(NamedTuple):
    column: ExportColumn
    sql: str


class Source(NamedTuple):
    """The rows of a dataset or of a relation, as SQL with its cells by code."""

    sql: str
    params: list[Any]
    cells: dict[str, str]


# What a statement selects, of cells in the order of the columns.
Select = Callable[[Sequence[Cell]], str]


@dataclass(frozen=True)
class Statement:
    """A statement for the connection ``database``, with ``KEYS`` in its parameters."""

    sql: str
    params: list[Any]
    database: str

    def fetch(self, keys: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return the rows of some keys, in their order."""
        with connections[self.database].cursor() as cursor:
            cursor.execute(self.sql, self.fill_params(keys))
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def copy(self, keys: Sequence[Any], options: str) -> list[bytes]:
        """Return the lines that COPY writes of some keys, each with its line feed."""
        sink = LineSink()
        with connections[self.database].cursor() as cursor:
            query = cursor.mogrify(self.sql, self.fill_params(keys)).decode()
            cursor.copy_expert(f"COPY ({query}) TO STDOUT ({options})", sink)
        return sink.lines

    def fill_params(self, keys: Sequence[Any]) -> list[Any]:
        return [list(keys) if one is KEYS else one for one in self.params]


class LineSink:
    """A file for the database to write to: it gives one line at a time."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.write = self.lines.append


def iter_key_batches(keys: Sequence[Any]) -> Iterator[list[Any]]:
    return iter_batches(keys, ROWS_PER_QUERY)


def build_statement(
    dataset: Dataset, language: str, cells: CellFormat, select: Select
) -> Statement:
    """Return the statement of a dataset in a language."""
    with translation.override(language):
        base = build_own_source(dataset, language, cells)
        tied = {
            name: build_tied_source(dataset, name, language, cells)
            for name in dataset.relations
        }
    found = {"": base, **tied}
    chosen = [Cell(one, found[one.of].cells[one.code]) for one in dataset.columns]
    joins = [
        f"LEFT JOIN ({source.sql}) AS {name} ON {name}.k = b.k"
        for name, source in tied.items()
    ]
    sql = (
        f"SELECT {select(chosen)} "  # noqa: S608 -- made of compiled QuerySets
        f"FROM unnest(%s::{dataset.key_type}[]) WITH ORDINALITY AS o(k, n) "
        f"JOIN ({base.sql}) AS b ON b.k = o.k {' '.join(joins)} ORDER BY o.n"
    )
    params = [KEYS, *base.params, *(one for it in tied.values() for one in it.params)]
    return Statement(sql, params, dataset.rows().db)


def build_own_source(dataset: Dataset, language: str, cells: CellFormat) -> Source:
    """Return what the columns of the rows themselves show."""
    columns = [column for column in dataset.columns if not column.of]
    relation = ExportRelation(lambda: dataset.rows().order_by(), "pk")
    rows = select_values(dataset, relation, columns, language)
    sql, params, kinds = compile_rows(rows)
    written = {
        column.code: cells.format_one(f"b.c{place}", kinds[f"c{place}"])
        for place, column in enumerate(columns)
    }
    return Source(sql, params, written)


def build_tied_source(
    dataset: Dataset, name: str, language: str, cells: CellFormat
) -> Source:
    """Return what the columns of a relation show, grouped by the key of the row."""
    columns = [column for column in dataset.columns if column.of == name]
    rows = sort_values(dataset, dataset.relations[name], columns, language)
    sql, params, kinds = compile_rows(rows)
    groups = {
        f"c{place}": "count(*)"
        if column.is_count
        else cells.group(f"x.c{place}", kinds[f"c{place}"])
        for place, column in enumerate(columns)
    }
    selected = ", ".join(f"{group} AS {alias}" for alias, group in groups.items())
    written = {
        column.code: f"coalesce({name}.c{place}, 0)"
        if column.is_count
        else cells.format_group(f"{name}.c{place}")
        for place, column in enumerate(columns)
    }
    grouped = f"SELECT x.k, {selected} FROM ({sql}) AS x GROUP BY x.k"  # noqa: S608
    return Source(grouped, params, written)


def sort_values(
    dataset: Dataset,
    relation: ExportRelation | UnionRelation,
    columns: Sequence[ExportColumn],
    language: str,
) -> QuerySet[Any, Any]:
    """Return the values of a relation sorted by key, then in its own order.

    So sorted, grouping keeps the order.
    """
    if isinstance(relation, UnionRelation):
        first, *others = (
            select_values(dataset, part, columns, language, path, relation.order)
            for part, path in relation.parts
        )
        union: QuerySet[Any, Any] = first.order_by().union(
            *(part.order_by() for part in others)
        )
        return union.order_by("k", "s")
    rows = select_values(dataset, relation, columns, language)
    order = rows.query.order_by or rows.model._meta.ordering
    return rows.order_by("k", *order)


def select_values(
    dataset: Dataset,
    relation: ExportRelation,
    columns: Sequence[ExportColumn],
    language: str,
    prefix: str = "",
    order: str = "",
) -> QuerySet[Any, Any]:
    """Return the key of each row as ``k`` and the values of the columns as ``c0``….

    And as ``s`` what they are sorted by.
    """
    values = {
        f"c{place}": column.build_value(language, prefix)
        for place, column in enumerate(columns)
    }
    sorts = {"s": F(prefix + order)} if order else {}
    among = dataset.build_keys_query(KEYS)
    rows = relation.rows().filter(**{f"{relation.key}__in": among})
    return rows.values(k=F(relation.key), **sorts, **values)


def compile_rows(
    rows: QuerySet[Any, Any],
) -> tuple[str, list[Any], dict[str, ValueKind]]:
    """Return the SQL of some values, its parameters, and the kind of each value."""
    query = rows.query.combined_queries[0] if rows.query.combinator else rows.query
    kinds = {
        alias: get_value_kind(expression.output_field)
        for alias, expression in query.annotation_select.items()
    }
    sql, params = rows.query.get_compiler(rows.db).as_sql()
    return sql, list(params), kinds


def get_value_kind(field: Any) -> ValueKind:
    field = getattr(field, "target_field", field)
    if isinstance(field, DecimalField):
        return ValueKind.AMOUNT
    is_text = isinstance(field, CharField | TextField)
    return ValueKind.TEXT if is_text else ValueKind.OTHER


def quote_text(text: str) -> str:
    """Return a text of ours as a literal of SQL."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def select_cells(cells: Sequence[Cell]) -> str:
    return ", ".join(cell.sql for cell in cells)


class TextCells:
    """Values as ``format_cell_value`` writes them, null where empty.

    Those of the row keep their type, several become one text.
    """

    def write_text(self, text: str, is_empty: str) -> str:
        return f"CASE WHEN {is_empty} THEN NULL ELSE {text} END"

    def format_one(self, value: str, kind: ValueKind) -> str:
        if kind is ValueKind.TEXT:
            return self.write_text(value, f"{value} = ''")
        return value

    def group(self, value: str, kind: ValueKind) -> str:
        text = {
            ValueKind.TEXT: f"replace({value}, '|', '¦')",
            ValueKind.AMOUNT: f"trim_scale({value})::text",
        }.get(kind, f"{value}::text")
        return f"string_agg(coalesce({text}, ''), {SEPARATOR})"

    def format_group(self, group: str) -> str:
        return self.write_text(group, f"replace({group}, {SEPARATOR}, '') = ''")
