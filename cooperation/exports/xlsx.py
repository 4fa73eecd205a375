"""XLSX by XlsxWriter: tables and typed cells, written row by row to disk, then sent.

Public exports are streamed instead: ``xlsx_stream``.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from cooperation.columns.datasets import format_cell_value

MAX_BYTES_IN_MEMORY = 2 * 1024 * 1024
BYTES_PER_PIECE = 64 * 1024
MAX_CELL_LENGTH = 32_767
DAY_PATTERN = "dd/mm/yyyy"
# In characters; what the first rows hold decides.
MIN_WIDTH, MAX_WIDTH, MEASURED_ROWS = 10, 60, 200

# Nothing is ever read as a formula, a link or a number: cells are typed one by one.
WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def stream_file(write: Callable[[IO[bytes]], None]) -> Iterator[bytes]:
    """Yield in pieces what ``write`` writes, kept on disk meanwhile if it is large."""
    with SpooledTemporaryFile(max_size=MAX_BYTES_IN_MEMORY) as file:
        write(file)
        file.seek(0)
        while piece := file.read(BYTES_PER_PIECE):
            yield piece


def write_rows(
    workbook: Workbook,
    name: str,
    labels: Sequence[str],
    records: Iterable[Sequence[Any]],
) -> None:
    worksheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True})
    day = workbook.add_format({"num_format": DAY_PATTERN})
    write_table(worksheet, labels, records, bold, day)


def write_table(
    worksheet: Worksheet,
    labels: Sequence[str],
    rows: Iterable[Sequence[Any]],
    bold: Any,
    day: Any = None,
) -> None:
    """Write rows under their labels: frozen, with a filter, columns of fitting width.

    ``bold`` and ``day`` are the formats of labels and of dates.
    """
    worksheet.freeze_panes(1, 1)
    for number, label in enumerate(labels):
        worksheet.write_string(0, number, label, bold)
    widths, last_row = [measure_cell(label) for label in labels], 0
    for last_row, values in enumerate(rows, start=1):
        for number, value in enumerate(values):
            write_cell(worksheet, last_row, number, value, day)
        if last_row <= MEASURED_ROWS:
            found = map(measure_cell, values)
            widths = [max(pair) for pair in zip(widths, found, strict=True)]
    for number, width in enumerate(widths):
        worksheet.set_column(number, number, width)
    worksheet.autofilter(0, 0, last_row, len(labels) - 1)


def measure_cell(value: Any) -> int:
    """Return the width that shows a value, with the arrow of the filter beside it."""
    length = len(format_cell_value(value)) if value is not None else 0
    return min(max(length + 3, MIN_WIDTH), MAX_WIDTH)


def write_cell(
    worksheet: Worksheet,
    row: int,
    column: int,
    value: Any,
    day: Any = None,
    *,
    usual: Any = None,
    format_text: Callable[[Any], str] = format_cell_value,
) -> None:
    """Write a number or a date with its type, the rest as text; nothing if empty.

    A number that a cell would round is written as text. ``day`` and ``usual`` are the
    formats of dates and of the rest.
    """
    if value is None:
        return
    if isinstance(value, int | float | Decimal) and is_exact_number(value):
        worksheet.write_number(row, column, value, usual)
    elif isinstance(value, datetime.date):
        worksheet.write_datetime(row, column, value, day)
    elif words := format_text(value):
        worksheet.write_string(row, column, truncate_cell(words), usual)


def is_exact_number(value: int | float | Decimal) -> bool:
    """Return whether a number reads back from a cell unchanged."""
    if isinstance(value, bool):
        return False
    return type(value)(f"{value:.16G}") == value if isinstance(value, float) else True


def count_utf16_units(words: str) -> int:
    """Return a length in UTF-16 code units, as spreadsheets count it."""
    return len(words.encode("utf-16-le")) // 2


def truncate_cell(words: str) -> str:
    """Return a text cut to what a cell can hold, with an ellipsis."""
    if 2 * len(words) <= MAX_CELL_LENGTH or count_utf16_units(words) <= MAX_CELL_LENGTH:
        return words
    begun = words.encode("utf-16-le")[: 2 * (MAX_CELL_LENGTH - 1)]
    return f"{begun.decode('utf-16-le', errors='ignore')}…"
