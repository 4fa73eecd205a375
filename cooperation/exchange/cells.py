"""Cells of a workbook, each written with its type, so that none is a formula."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from cooperation.exchange.columns import ColumnSpec, Kind, cell_text
from cooperation.exports.xlsx_stream import shortened

WIDTHS = {
    Kind.LONG_TEXT: 48,
    Kind.TEXT: 32,
    Kind.LINK: 32,
    Kind.AUTHORITY: 26,
    Kind.PARTNER: 30,
    Kind.AGREEMENT: 30,
    Kind.ACTION: 30,
    Kind.INFORMATION: 22,
    Kind.YEAR: 12,
    Kind.DEGREES: 12,
    Kind.YES: 11,
    Kind.DATE: 13,
}
USUAL_WIDTH, CODE_WIDTH = 18, 16
LINE_HEIGHT, MOST_LINES, A4 = 15, 20, 9
NUMBERS = {Kind.AMOUNT: "#,##0.00", Kind.DATE: "dd/mm/yyyy"}
GREY_GROUND, GREY_INK = "#E7E9E8", "#45504D"
HEAD_GROUND, HEAD_INK = "#0B5A50", "#FFFFFF"


class Formats(NamedTuple):
    """The formats of the cells of one column: the usual one, and that of dates."""

    usual: Any
    day: Any


class Looks:
    """The formats of a workbook, each added once."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.made: dict[tuple[bool, Kind], Formats] = {}
        self.title = workbook.add_format({"bold": True, "font_size": 16})
        self.strong = workbook.add_format({"bold": True, "valign": "top"})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        head = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
        self.head = workbook.add_format(
            {**head, "bg_color": HEAD_GROUND, "font_color": HEAD_INK}
        )
        self.quiet_head = workbook.add_format(
            {**head, "bg_color": GREY_GROUND, "font_color": GREY_INK, "italic": True}
        )
        self.example = workbook.add_format(
            {"italic": True, "font_color": GREY_INK, "valign": "top"}
        )

    def of(self, column: ColumnSpec) -> Formats:
        key = (is_fixed(column), column.kind)
        if key not in self.made:
            grey = {"bg_color": GREY_GROUND, "font_color": GREY_INK} if key[0] else {}
            usual = grey | {"valign": "top"}
            if column.kind in NUMBERS:
                usual["num_format"] = NUMBERS[column.kind]
            day = {**usual, "num_format": NUMBERS[Kind.DATE]}
            self.made[key] = Formats(
                self.workbook.add_format(usual), self.workbook.add_format(day)
            )
        return self.made[key]


def is_fixed(column: ColumnSpec) -> bool:
    """Return whether a column is not to be edited: an identifier or read-only."""
    return column.read_only or column.kind == Kind.IDENTIFIER


def width(column: ColumnSpec) -> int:
    """Return the width of a column, in characters."""
    if column.is_code:
        return CODE_WIDTH
    return WIDTHS.get(column.kind, USUAL_WIDTH)


def open_row(
    sheet: Worksheet, row: int, words: Sequence[str], widths: Sequence[int]
) -> None:
    """Set the height of a row to that of its longest wrapped text.

    Readers of workbooks do not compute it.
    """
    lines = max(
        ceil(len(text) / wide) for text, wide in zip(words, widths, strict=False)
    )
    sheet.set_row(row, LINE_HEIGHT * min(max(lines, 1), MOST_LINES))


def print_wide(sheet: Worksheet) -> None:
    """Set up a worksheet to be printed on the width of a landscape page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def write_cell(
    sheet: Worksheet, row: int, place: int, value: Any, look: Formats
) -> None:
    """Write a number or a date with its type, the rest as text; nothing if empty.

    A number that a cell would round is written as text, which reads back the same.
    """
    if value is None or value == "":
        return
    if type(value) is str:
        sheet.write_string(row, place, shortened(value), look.usual)
    elif isinstance(value, int | float | Decimal) and is_kept(value):
        sheet.write_number(row, place, value, look.usual)
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, place, value, look.day)
    elif words := cell_text(value):
        sheet.write_string(row, place, shortened(words), look.usual)


def is_kept(value: int | float | Decimal) -> bool:
    """Return whether a number reads back from a cell unchanged."""
    if isinstance(value, bool):
        return False
    return type(value)(f"{value:.16G}") == value if isinstance(value, float) else True
