"""Rows copied, changed and removed, many in each statement."""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg2.extras import execute_values

from cooperation.importing.writing.tables import ListTable, TableSpec

PAGE = 500
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
Rows = Sequence[Sequence[Any]]


def copied(value: Any) -> str:
    """Give a value as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPES)
    if isinstance(value, list):
        return "{" + ",".join(f'"{item}"' for item in value) + "}"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)


def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copy rows into a table."""
    text = "".join("\t".join(map(copied, row)) + "\n" for row in rows)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(
            f'COPY "{table}" ({names}) FROM STDIN', io.StringIO(text)
        )


def change(table: TableSpec, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Change columns of rows by key; those that change alike share a statement."""
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for key, values in rows.items():
        columns = tuple(sorted(values))
        alike[columns].append((key, *(values[column] for column in columns)))
    with connection.cursor() as cursor:
        for columns, given in alike.items():
            sets = ", ".join(
                f'"{column}" = given.v{place}::{table.type_of(column)}'
                for place, column in enumerate(columns)
            )
            names = ", ".join(f"v{place}" for place in range(len(columns)))
            query = (
                f'UPDATE "{table.name}" AS row SET {sets} '  # noqa: S608 -- our own names
                f"FROM (VALUES %s) AS given(id, {names}) "
                "WHERE row.id = given.id::bigint"
            )
            execute_values(cursor.cursor, query, given, page_size=PAGE)


def remove(table: TableSpec, keys: Sequence[int]) -> None:
    """Remove rows, and what they are linked to."""
    for linked in table.lists:
        unlink(linked, keys)
    run(f'DELETE FROM "{table.name}" WHERE id = ANY(%s)', [list(keys)])  # noqa: S608 -- our own names


def unlink(linked: ListTable, keys: Sequence[int]) -> None:
    """Empty the lists of rows."""
    query = f'DELETE FROM "{linked.table}" WHERE "{linked.source}" = ANY(%s)'  # noqa: S608 -- our own names
    run(query, [list(keys)])


def link(linked: ListTable, lists: Mapping[int, Iterable[int]]) -> None:
    """Fill the lists of rows, which are empty."""
    pairs = [(key, other) for key, others in lists.items() for other in others]
    if pairs:
        copy(linked.table, [linked.source, linked.target], pairs)


def lists_of(linked: ListTable, keys: Sequence[int]) -> dict[int, list[int]]:
    """Give the lists of rows, in one order."""
    found: dict[int, list[int]] = {key: [] for key in keys}
    query = (
        f'SELECT "{linked.source}", "{linked.target}" FROM "{linked.table}" '  # noqa: S608 -- our own names
        f'WHERE "{linked.source}" = ANY(%s) ORDER BY 1, 2'
    )
    for key, other in fetch(query, [list(keys)]):
        found[key].append(other)
    return found


def rows_of(
    table: TableSpec, keys: Sequence[int], *, lock: bool = False
) -> dict[int, dict[str, Any]]:
    """Give rows by key, held against others' changes if asked."""
    rows = table.model._base_manager.filter(pk__in=keys).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    return {row["id"]: row for row in rows.values(*table.columns)}


def note(
    table: TableSpec, keys: Sequence[int], kind: str, by: int | None, reason: str
) -> None:
    """Write the history of rows as they stand, what they are linked to included."""
    names = ", ".join(f'"{column}"' for column in table.kept)
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
    run(query, [timezone.now(), reason, kind, by, list(keys)])


def run(query: str, parameters: Sequence[Any]) -> None:
    """Run a statement."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)


def fetch(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Give what a query finds."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
