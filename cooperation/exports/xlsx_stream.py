"""A dataset as an XLSX workbook that is sent while its rows are read.

XlsxWriter makes the workbook around the first rows; the others are added to its
worksheet as XML, compressed as they come. The standard library's ZIP needs no file that
can seek. Not in ZIP64, which Excel refuses without known sizes: see ``MAX_ROWS``.
"""

import datetime
import re
from collections.abc import Callable, Generator, Iterable, Sequence
from io import BytesIO
from itertools import islice
from typing import Any, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from cooperation.columns.datasets import ROWS_PER_QUERY, Dataset, Record
from cooperation.db import iter_batches
from cooperation.exports.statements import TextCells, build_statement, select_cells
from cooperation.exports.xlsx import (
    DAY_PATTERN,
    MEASURED_ROWS,
    WORKBOOK_OPTIONS,
    truncate_cell,
    write_table,
)

# With some 3 kB a row, the worksheet stays under the 2 GB of a member.
MAX_ROWS = 500_000
ROWS_MEMBER = "xl/worksheets/sheet1.xml"
DIMENSION = re.compile('<dimension ref="[^"]*"/>')
DAY_ZERO = datetime.date(1899, 12, 31).toordinal()
# A day that never was, 29 February 1900, counts in spreadsheets.
DAYS_BEFORE_GAP = 59
PRESERVE = ' xml:space="preserve"'
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
CONTROL_ESCAPE = re.compile("(_x[0-9a-fA-F]{4}_)")
UNSAFE = re.compile(f"[&<>]|{CONTROL.pattern}|{CONTROL_ESCAPE.pattern}")


def stream_xlsx(
    dataset: Dataset,
    keys: Sequence[Any],
    language: str,
    count: Callable[[Iterable[Any]], Iterable[Any]] = iter,
) -> Generator[bytes]:
    """Yield the workbook in pieces, in the active language.

    The first worksheet holds the rows under their columns' labels, the second one gives
    the code of each label, as in the CSV. ``count`` passes the keys on.
    """
    statement = build_statement(dataset, language, TextCells(), select_cells)
    left = iter(count(keys))
    first = statement.fetch(list(islice(left, MEASURED_ROWS)))
    frame = build_frame(dataset, first, len(keys))
    sink: Any = ByteSink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for name, content in frame.others.items():
            archive.writestr(build_member(name), content)
        with archive.open(build_member(ROWS_MEMBER), "w") as worksheet:
            worksheet.write(frame.before)
            yield sink.take()
            place = len(first) + 2
            for batch in iter_batches(left, ROWS_PER_QUERY):
                rows = statement.fetch(batch)
                for some in iter_batches(rows, MEASURED_ROWS):
                    worksheet.write(format_rows(some, place, frame.day_style).encode())
                    place += len(some)
                    yield sink.take()
            worksheet.write(frame.after)
    yield sink.take()


class SheetFrame(NamedTuple):
    """A workbook with its first rows, parted where the others come.

    ``others`` are its other members, ``day_style`` is the style of days.
    """

    before: bytes
    after: bytes
    others: dict[str, bytes]
    day_style: int


def build_frame(dataset: Dataset, first: Sequence[Record], last_row: int) -> SheetFrame:
    """Return the workbook of the first of ``last_row`` rows, which give the widths."""
    file = BytesIO()
    labels = [str(column.label) for column in dataset.columns]
    with Workbook(file, WORKBOOK_OPTIONS) as workbook:
        worksheet = workbook.add_worksheet(dataset.name)
        bold = workbook.add_format({"bold": True})
        day = workbook.add_format({"num_format": DAY_PATTERN})
        # Counted as they are used: that of days is there without any.
        _bold_style, day_style = bold._get_xf_index(), day._get_xf_index()
        write_table(worksheet, labels, first, bold, day)
        worksheet.autofilter(0, 0, last_row, len(labels) - 1)
        write_columns(workbook, dataset)
    with ZipFile(file) as archive:
        others = {name: archive.read(name) for name in archive.namelist()}
    last_cell = xl_rowcol_to_cell(last_row, len(labels) - 1)
    dimension = f'<dimension ref="A1:{last_cell}"/>'
    rows = DIMENSION.sub(dimension, others.pop(ROWS_MEMBER).decode(), count=1)
    before, end, after = rows.partition("</sheetData>")
    return SheetFrame(before.encode(), (end + after).encode(), others, day_style)


def write_columns(workbook: Workbook, dataset: Dataset) -> None:
    worksheet = workbook.add_worksheet(_("Colonnes"))
    worksheet.set_column(0, 1, 36)
    for row, column in enumerate(dataset.columns):
        worksheet.write_string(row, 0, str(column.label))
        worksheet.write_string(row, 1, column.code)


def build_member(name: str) -> ZipInfo:
    member = ZipInfo(name)
    member.compress_type = ZIP_DEFLATED
    return member


class ByteSink:
    """A file that cannot seek; what is written is taken away in pieces."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Keep everything until it is taken."""

    def take(self) -> bytes:
        taken = b"".join(self.pieces)
        self.pieces.clear()
        return taken


# Rows as XML --------------------------------------------------------------------------


def format_rows(rows: Sequence[Record], place: int, day_style: int) -> str:
    """Return rows as XlsxWriter writes them; ``place`` is that of the first."""
    letters = [xl_col_to_name(number) for number in range(len(rows[0]))]
    return "".join(
        [
            f'<row r="{number}">'
            f"{format_cells(values, letters, number, day_style)}</row>"
            for number, values in enumerate(rows, start=place)
        ]
    )


def format_cells(
    values: Record, letters: Sequence[str], number: int, day_style: int
) -> str:
    """Return the cells of a row: texts are texts, whatever they look like."""
    return "".join(
        [
            f'<c r="{letter}{number}" t="inlineStr"><is>{format_text(value)}</is></c>'
            if type(value) is str
            else f'<c r="{letter}{number}"{format_number(value, day_style)}</c>'
            for letter, value in zip(letters, values, strict=True)
            if value is not None
        ]
    )


def format_number(value: Any, day_style: int) -> str:
    """Return a number or a day as the rest of a cell's opening tag and its value."""
    if isinstance(value, datetime.date):
        return f' s="{day_style}"><v>{count_days(value)}</v>'
    return f"><v>{value:.16G}</v>"


def format_text(text: str) -> str:
    """Return a text as XML; control characters as spreadsheets write them."""
    kept = truncate_cell(text)
    if UNSAFE.search(kept):
        marked = CONTROL_ESCAPE.sub(r"_x005F\1", kept)
        kept = escape(CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", marked))
    space = PRESERVE if kept[0].isspace() or kept[-1].isspace() else ""
    return f"<t{space}>{kept}</t>"


def count_days(day: datetime.date) -> int:
    """Return a day as spreadsheets count it."""
    days = day.toordinal() - DAY_ZERO
    return days + (days > DAYS_BEFORE_GAP)
