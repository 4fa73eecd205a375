"""The tables of results as CSV: counts as the page shows them, nobody's answers."""

from collections.abc import Iterable, Iterator
from typing import Any

from surveys.results.types import ResultTable

AGGREGATES_HEADER = [
    *("page", "question", "titre", "reponse", "libelle", "effectif"),
    *("part_pourcent", "base", "masque"),
]


def iter_aggregate_rows(tables: Iterable[ResultTable]) -> Iterator[list[Any]]:
    """Yield a row for each answer of each table; a hidden count is an empty cell.

    A table that is hidden whole, or that nobody answered, has a row of its own.
    """
    for table in tables:
        about = [table.section_title, table.code, table.title]
        if table.suppressed or not table.rows:
            base = None if table.suppressed else table.base
            yield [*about, "", "", None, None, base, format_flag(table.suppressed)]
            continue
        for row in table.rows:
            counts = [row.count, row.share, table.base]
            hidden = format_flag(row.suppressed)
            yield [*about, row.code, row.label, *counts, hidden]


def format_flag(value: bool) -> str:
    return "oui" if value else "non"
