"""Files read to their end, for tests to look at."""

from pathlib import Path
from typing import Any

from cooperation.spreadsheets.files import WEB_LIMITS, Limits, open_spreadsheet


def read(path: Path, limits: Limits = WEB_LIMITS) -> tuple[list[Any], list[str]]:
    """Read a file: sheets as (name, header line, header, rows), and notes."""
    with open_spreadsheet(path, limits) as book:
        sheets = [
            (sheet.name, sheet.header_line, sheet.header, list(sheet.rows))
            for sheet in book.sheets()
        ]
        return sheets, book.notes


def rows_of(path: Path) -> list[list[str]]:
    """Return the header and rows of a file of one sheet."""
    ((_name, _line, header, rows),) = read(path)[0]
    return [header, *(cells for _number, cells in rows)]
