"""The query behind a figure, run on rows of plain data.

A query is plain data too: a list, an operation, a column, conditions. Whoever has a
snapshot of the rows can compute its figures again.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

RowData = dict[str, Any]
RowQuery = dict[str, Any]
# Number of rows, number of distinct values, sum, smallest value.
OPERATIONS = ("count", "distinct", "sum", "least")


def build_query(
    rows: str, op: str = "count", column: str = "", **where: Any
) -> RowQuery:
    return {"rows": rows, "op": op, "column": column, "where": where}


def filter_rows(rows: Iterable[RowData], where: Mapping[str, Any]) -> list[RowData]:
    """Return the rows that have each wanted value; a column may hold several."""
    return [
        row
        for row in rows
        if all(has_value(row.get(name), value) for name, value in where.items())
    ]


def has_value(held: Any, wanted: Any) -> bool:
    return wanted in held if isinstance(held, list) else held == wanted


def list_column_values(rows: Iterable[RowData], column: str) -> list[Any]:
    """Return the known values of a column, lists flattened."""
    found: list[Any] = []
    for row in rows:
        cell = row.get(column)
        found += cell if isinstance(cell, list) else [] if cell is None else [cell]
    return found


def list_counted_rows(lists: Mapping[str, Any], asked: RowQuery) -> list[RowData]:
    return filter_rows(lists[asked["rows"]]["rows"], asked["where"])


def run_query(lists: Mapping[str, Any], asked: RowQuery) -> Any:
    """Return the result of a query; None where nothing is known.

    Sums are returned as text, so that the JSON keeps exact cents.
    """
    rows = list_counted_rows(lists, asked)
    if asked["op"] == "count":
        return len(rows)
    values = list_column_values(rows, asked["column"])
    if asked["op"] == "distinct":
        return len(set(values))
    if asked["op"] == "sum":
        return str(sum(map(Decimal, values))) if values else None
    return min(values, default=None)
