"""The query behind a figure, run again on the rows that the snapshot keeps.

A query is plain data: a list, an operation, a column, conditions. Whoever has the
snapshot can compute the figure again.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
Query = dict[str, Any]
# How rows become a number: rows, different values, a sum, the smallest, a share of 100.
OPERATIONS = ("count", "distinct", "sum", "least")


def query(rows: str, op: str = "count", column: str = "", **where: Any) -> Query:
    return {"rows": rows, "op": op, "column": column, "where": where}


def chosen(rows: Iterable[Row], where: Mapping[str, Any]) -> list[Row]:
    """Return the rows that have each wanted value; a column may hold several."""
    return [
        row
        for row in rows
        if all(holds(row.get(name), value) for name, value in where.items())
    ]


def holds(held: Any, wanted: Any) -> bool:
    return wanted in held if isinstance(held, list) else held == wanted


def cells(rows: Iterable[Row], column: str) -> list[Any]:
    """Return the known values of a column, lists flattened."""
    found: list[Any] = []
    for row in rows:
        cell = row.get(column)
        found += cell if isinstance(cell, list) else [] if cell is None else [cell]
    return found


def rows_behind(lists: Mapping[str, Any], asked: Query) -> list[Row]:
    return chosen(lists[asked["rows"]]["rows"], asked["where"])


def answer(lists: Mapping[str, Any], asked: Query) -> Any:
    """Return the result of a query; None where nothing is known.

    Sums are returned as text, so that the JSON keeps exact cents.
    """
    rows = rows_behind(lists, asked)
    if asked["op"] == "count":
        return len(rows)
    values = cells(rows, asked["column"])
    if asked["op"] == "distinct":
        return len(set(values))
    if asked["op"] == "sum":
        return str(sum(map(Decimal, values))) if values else None
    return min(values, default=None)
