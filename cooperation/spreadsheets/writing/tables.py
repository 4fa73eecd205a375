"""Tables as the writer needs them, and bulk statements on their rows."""

import datetime
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg2.extras import execute_values

from cooperation.columns.specs import WorksheetSpec
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.spreadsheets.resources.current_rows import list_stored_columns


@dataclass(frozen=True)
class LinkTable:
    """The table of a many-to-many field, such as the themes of actions."""

    name: str
    table: str
    source: str
    target: str
    history: str


@dataclass(frozen=True)
class TableSchema:
    """The table of a worksheet's rows."""

    model: type[Any]
    name: str
    columns: tuple[str, ...]
    history: str
    history_columns: tuple[str, ...]
    lists: tuple[LinkTable, ...]

    @property
    def all_names(self) -> list[str]:
        """The names of the table, of its lists, and of the history of both."""
        links = [name for link in self.lists for name in (link.table, link.history)]
        return [self.name, self.history, *links]

    def has_column(self, column: str) -> bool:
        return column in self.columns

    def get_sql_type(self, column: str) -> str:
        return str(self.field(column).db_type(connection))

    def field(self, column: str) -> Any:
        return next(
            field
            for field in self.model._meta.concrete_fields
            if field.attname == column
        )

    def defaults(self) -> dict[str, Any]:
        return {
            field.attname: None if field.many_to_one else field.get_default()
            for field in self.model._meta.concrete_fields
            if field.attname in self.columns
        }


@cache
def get_table_schema(code: str) -> TableSchema:
    sheet: WorksheetSpec = WORKSHEETS[code]
    model: Any = sheet.model
    history = model.history.model
    stored = set(list_stored_columns(sheet))
    history_columns = [
        f.column for f in history._meta.concrete_fields if f.column in stored
    ]
    return TableSchema(
        model,
        model._meta.db_table,
        tuple(list_stored_columns(sheet)),
        history._meta.db_table,
        tuple(history_columns),
        tuple(
            LinkTable(
                field.name,
                field.m2m_db_table(),
                field.m2m_column_name(),
                field.m2m_reverse_name(),
                f"{history._meta.db_table}_{field.name}",
            )
            for field in model._meta.local_many_to_many
            if field.remote_field.through._meta.auto_created
        ),
    )


def to_json_value(value: Any) -> Any:
    """Return a column's value as JSON, numbers as exact text."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    return value


def from_json_value(table: TableSchema, column: str, value: Any) -> Any:
    """Return a value from what ``to_json_value`` returned."""
    field = table.field(column)
    field = field.target_field if field.many_to_one else field
    return None if value is None else field.to_python(value)


PAGE_SIZE = 500
COPY_ESCAPES = [("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")]
Rows = Sequence[Sequence[Any]]


def escape_copy_text(text: str) -> str:
    for sign, escaped in COPY_ESCAPES:
        text = text.replace(sign, escaped)
    return text


def format_copy_value(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return escape_copy_text(value)
    if isinstance(value, list):
        return "{" + ",".join(f'"{item}"' for item in value) + "}"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)


def copy_rows(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows into a table with COPY."""
    text = "".join("\t".join(map(format_copy_value, row)) + "\n" for row in rows)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(
            f'COPY "{table}" ({names}) FROM STDIN', io.StringIO(text)
        )


def update_rows(table: TableSchema, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Update columns of rows by key, one statement for each set of columns."""
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for key, values in rows.items():
        columns = tuple(sorted(values))
        alike[columns].append((key, *(values[column] for column in columns)))
    with connection.cursor() as cursor:
        for columns, given in alike.items():
            sets = ", ".join(
                f'"{column}" = given.v{place}::{table.get_sql_type(column)}'
                for place, column in enumerate(columns)
            )
            names = ", ".join(f"v{place}" for place in range(len(columns)))
            query = (
                f'UPDATE "{table.name}" AS row SET {sets} '  # noqa: S608 -- our own names
                f"FROM (VALUES %s) AS given(id, {names}) "
                "WHERE row.id = given.id::bigint"
            )
            execute_values(cursor.cursor, query, given, page_size=PAGE_SIZE)


def delete_rows(table: TableSchema, keys: Sequence[int]) -> None:
    """Delete rows, and their links."""
    for linked in table.lists:
        delete_links(linked, keys)
    execute_sql(f'DELETE FROM "{table.name}" WHERE id = ANY(%s)', [list(keys)])  # noqa: S608 -- our own names


def delete_links(linked: LinkTable, keys: Sequence[int]) -> None:
    query = f'DELETE FROM "{linked.table}" WHERE "{linked.source}" = ANY(%s)'  # noqa: S608 -- our own names
    execute_sql(query, [list(keys)])


def insert_links(linked: LinkTable, lists: Mapping[int, Iterable[int]]) -> None:
    pairs = [(key, other) for key, others in lists.items() for other in others]
    if pairs:
        copy_rows(linked.table, [linked.source, linked.target], pairs)


def get_links(linked: LinkTable, keys: Sequence[int]) -> dict[int, list[int]]:
    """Return the linked keys of rows, sorted."""
    found: dict[int, list[int]] = {key: [] for key in keys}
    query = (
        f'SELECT "{linked.source}", "{linked.target}" FROM "{linked.table}" '  # noqa: S608 -- our own names
        f'WHERE "{linked.source}" = ANY(%s) ORDER BY 1, 2'
    )
    for key, other in fetch_rows(query, [list(keys)]):
        found[key].append(other)
    return found


def get_rows(
    table: TableSchema, keys: Sequence[int], *, lock: bool = False
) -> dict[int, dict[str, Any]]:
    rows = table.model._base_manager.filter(pk__in=keys).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    return {row["id"]: row for row in rows.values(*table.columns)}


def write_history(
    table: TableSchema, keys: Sequence[int], kind: str, by: int | None, reason: str
) -> None:
    """Write the history of rows as they are, links included.

    ``kind`` is "+", "~" or "-".
    """
    names = ", ".join(f'"{column}"' for column in table.history_columns)
    lists = "".join(
        f', {linked.name} AS (INSERT INTO "{linked.history}" '  # noqa: S608 -- our own names
        f'(id, "{linked.source}", "{linked.target}", history_id) '
        f'SELECT linked.id, linked."{linked.source}", linked."{linked.target}", '
        f'noted.history_id FROM "{linked.table}" AS linked '
        f'JOIN noted ON noted.id = linked."{linked.source}")'
        for linked in table.lists
    )
    query = (
        f'WITH noted AS (INSERT INTO "{table.history}" ({names}, history_date, '  # noqa: S608 -- our own names
        f"history_change_reason, history_type, history_user_id) "
        f"SELECT {names}, %s, %s, %s, %s "
        f'FROM "{table.name}" WHERE id = ANY(%s) ORDER BY id '
        f"RETURNING id, history_id){lists} SELECT count(*) FROM noted"
    )
    execute_sql(query, [timezone.now(), reason, kind, by, list(keys)])


def execute_sql(query: str, parameters: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)


def fetch_rows(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
