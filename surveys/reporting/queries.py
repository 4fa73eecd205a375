"""The query behind a figure, asked again of the rows that the snapshot keeps.

A query is plain data: which list, what is counted, of which column, under which
conditions. Whoever has the snapshot can do the sum again.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
Query = dict[str, Any]
# How rows become a number: rows, different values, a sum, the smallest, a share of 100.
OPERATIONS = ("count", "distinct", "sum", "least")


def query(rows: str, op: str = "count", column: str = "", **where: Any) -> Query:
    """Give a query as it is kept."""
    return {"rows": rows, "op": op, "column": column, "where": where}


def chosen(rows: Iterable[Row], where: Mapping[str, Any]) -> list[Row]:
    """Keep the rows that have each wanted value; a column may hold several."""
    return [
        row
        for row in rows
        if all(holds(row.get(name), value) for name, value in where.items())
    ]


def holds(held: Any, wanted: Any) -> bool:
    """Say whether a cell holds a value."""
    return wanted in held if isinstance(held, list) else held == wanted


def cells(rows: Iterable[Row], column: str) -> list[Any]:
    """Give every value of a column that is known, those of lists one by one."""
    found: list[Any] = []
    for row in rows:
        cell = row.get(column)
        found += cell if isinstance(cell, list) else [] if cell is None else [cell]
    return found


def rows_behind(lists: Mapping[str, Any], asked: Query) -> list[Row]:
    """Give the rows of a snapshot that a query counts."""
    return chosen(lists[asked["rows"]]["rows"], asked["where"])


def answer(lists: Mapping[str, Any], asked: Query) -> Any:
    """Give what a query finds in the lists of a snapshot; None where nothing is known.

    Sums are given as text, so that no cent is lost in the JSON.
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
