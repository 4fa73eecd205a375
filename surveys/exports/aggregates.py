"""The tables of results as CSV or XLSX: counts as the page shows them."""

from collections.abc import Iterable, Iterator
from typing import IO, Any

from xlsxwriter import Workbook

from cooperation.exports.csv import stream_csv
from cooperation.exports.xlsx import WORKBOOK_OPTIONS, stream_file, write_rows
from surveys.enums import QuestionKind
from surveys.results.types import ResultTable

AGGREGATES_HEADER = [
    *("page", "question", "titre", "reponse", "libelle", "effectif"),
    *("part_pourcent", "base", "masque", "rang", "rang_moyen", "premiers_choix"),
]
AGGREGATES_WORKSHEET = "tableaux"
NO_RANKS = (None, None, None)


def stream_aggregates(
    tables: Iterable[ResultTable], file_format: str
) -> Iterator[bytes]:
    rows = iter_aggregate_rows(tables)
    if file_format == "csv":
        return stream_csv(header=AGGREGATES_HEADER, rows=rows)

    def write(file: IO[bytes]) -> None:
        with Workbook(file, WORKBOOK_OPTIONS) as workbook:
            write_rows(workbook, AGGREGATES_WORKSHEET, AGGREGATES_HEADER, rows)

    return stream_file(write)


def iter_aggregate_rows(tables: Iterable[ResultTable]) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each answer of each table; a hidden count is an empty cell.

    A table that is hidden whole, or that nobody answered, has a row of its own.
    """
    for table in tables:
        about = [table.section_title, table.code, table.title]
        if table.suppressed or not table.rows:
            base = None if table.suppressed else table.base
            hidden = format_flag(table.suppressed)
            yield (*about, "", "", None, None, base, hidden, *NO_RANKS)
            continue
        for place, row in enumerate(table.rows, start=1):
            counts = [row.count, row.share, table.base]
            is_ranked = table.kind == QuestionKind.RANKING and not row.suppressed
            ranks = (place, row.mean, row.first) if is_ranked else NO_RANKS
            hidden = format_flag(row.suppressed)
            yield (*about, row.code, row.label, *counts, hidden, *ranks)


def format_flag(value: bool) -> str:
    return "oui" if value else "non"
