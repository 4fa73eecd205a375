"""A dataset as an XLSX workbook, written row by row to disk, then sent."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from cooperation.columns.datasets import Dataset, Record
from cooperation.columns.values import format_cell_value

MAX_BYTES_IN_MEMORY = 2 * 1024 * 1024
BYTES_PER_PIECE = 64 * 1024
MAX_CELL_LENGTH = 32_767
COLUMN_WIDTH = 18

# Nothing is ever read as a formula, a link or a number: cells are typed one by one.
WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

Write = Callable[[int, int, Any], Any]


def stream_xlsx(dataset: Dataset, records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the workbook in pieces, in the active language.

    The first worksheet holds the rows under their columns' labels, the second one gives
    the code of each label, as in the CSV.
    """
    with SpooledTemporaryFile(max_size=MAX_BYTES_IN_MEMORY) as file:
        with Workbook(file, WORKBOOK_OPTIONS) as workbook:
            write_rows(workbook, dataset, records)
            write_columns(workbook, dataset)
        file.seek(0)
        while piece := file.read(BYTES_PER_PIECE):
            yield piece


def write_rows(workbook: Workbook, dataset: Dataset, records: Iterable[Record]) -> None:
    worksheet = workbook.add_worksheet(dataset.name)
    bold = workbook.add_format({"bold": True})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    worksheet.set_column(0, len(dataset.columns) - 1, COLUMN_WIDTH)
    worksheet.freeze_panes(1, 1)
    for number, column in enumerate(dataset.columns):
        worksheet.write_string(0, number, str(column.label), bold)
    for row, record in enumerate(records, start=1):
        for number, value in enumerate(record):
            write_cell(worksheet, row, number, value, day)


def write_cell(
    worksheet: Worksheet, row: int, column: int, value: Any, day: Any
) -> None:
    """Write a number, a date or a text as such; leave the cell empty for None."""
    if isinstance(value, int | float | Decimal):
        worksheet.write_number(row, column, value)
    elif isinstance(value, datetime.date):
        worksheet.write_datetime(row, column, value, day)
    elif words := format_cell_value(value):
        worksheet.write_string(row, column, truncate_cell(words))


def count_utf16_units(words: str) -> int:
    """Return a length in UTF-16 code units, as spreadsheets count it."""
    return len(words.encode("utf-16-le")) // 2


def truncate_cell(words: str) -> str:
    """Return a text cut to what a cell can hold, with an ellipsis."""
    if 2 * len(words) <= MAX_CELL_LENGTH or count_utf16_units(words) <= MAX_CELL_LENGTH:
        return words
    begun = words.encode("utf-16-le")[: 2 * (MAX_CELL_LENGTH - 1)]
    return f"{begun.decode('utf-16-le', errors='ignore')}…"


def write_columns(workbook: Workbook, dataset: Dataset) -> None:
    worksheet = workbook.add_worksheet(_("Colonnes"))
    worksheet.set_column(0, 1, 2 * COLUMN_WIDTH)
    for row, column in enumerate(dataset.columns):
        worksheet.write_string(row, 0, str(column.label))
        worksheet.write_string(row, 1, column.code)
