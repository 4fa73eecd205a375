"""Cells of a workbook, each written with its type, so that none is a formula."""

from collections.abc import Sequence
from math import ceil
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from cooperation.columns.specs import ColumnKind, ColumnSpec, format_cell_text
from cooperation.exports import xlsx

COLUMN_WIDTHS = {
    ColumnKind.LONG_TEXT: 48,
    ColumnKind.TEXT: 32,
    ColumnKind.LINK: 32,
    ColumnKind.AUTHORITY: 26,
    ColumnKind.PARTNER: 30,
    ColumnKind.AGREEMENT: 30,
    ColumnKind.ACTION: 30,
    ColumnKind.INFORMATION: 22,
    ColumnKind.YEAR: 12,
    ColumnKind.DEGREES: 12,
    ColumnKind.YES: 11,
    ColumnKind.DATE: 13,
}
USUAL_WIDTH, CODE_WIDTH = 18, 16
LINE_HEIGHT, MOST_LINES, A4 = 15, 20, 9
NUMBER_FORMATS = {ColumnKind.AMOUNT: "#,##0.00", ColumnKind.DATE: "dd/mm/yyyy"}
GREY_GROUND, GREY_INK = "#E7E9E8", "#45504D"
HEAD_GROUND, HEAD_INK = "#0B5A50", "#FFFFFF"


class CellFormats(NamedTuple):
    """The formats of the cells of one column: the usual one, and that of dates."""

    usual: Any
    day: Any


class WorkbookFormats:
    """The formats of a workbook, each added once."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.made: dict[tuple[bool, ColumnKind], CellFormats] = {}
        self.title = workbook.add_format({"bold": True, "font_size": 16})
        self.strong = workbook.add_format({"bold": True, "valign": "top"})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        head = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
        self.head = workbook.add_format(
            {**head, "bg_color": HEAD_GROUND, "font_color": HEAD_INK}
        )
        self.fixed_head = workbook.add_format(
            {**head, "bg_color": GREY_GROUND, "font_color": GREY_INK, "italic": True}
        )
        self.example = workbook.add_format(
            {"italic": True, "font_color": GREY_INK, "valign": "top"}
        )

    def get_formats(self, column: ColumnSpec) -> CellFormats:
        key = (is_fixed_column(column), column.kind)
        if key not in self.made:
            grey = {"bg_color": GREY_GROUND, "font_color": GREY_INK} if key[0] else {}
            usual = grey | {"valign": "top"}
            if column.kind in NUMBER_FORMATS:
                usual["num_format"] = NUMBER_FORMATS[column.kind]
            day = {**usual, "num_format": NUMBER_FORMATS[ColumnKind.DATE]}
            self.made[key] = CellFormats(
                self.workbook.add_format(usual), self.workbook.add_format(day)
            )
        return self.made[key]


def is_fixed_column(column: ColumnSpec) -> bool:
    """Return whether a column is not to be edited: an identifier or read-only."""
    return column.read_only or column.kind == ColumnKind.IDENTIFIER


def get_column_width(column: ColumnSpec) -> int:
    """Return the width of a column, in characters."""
    if column.is_code:
        return CODE_WIDTH
    return COLUMN_WIDTHS.get(column.kind, USUAL_WIDTH)


def set_row_height(
    sheet: Worksheet, row: int, words: Sequence[str], widths: Sequence[int]
) -> None:
    """Set the height of a row to that of its longest wrapped text.

    Readers of workbooks do not compute it.
    """
    lines = max(
        ceil(len(text) / wide) for text, wide in zip(words, widths, strict=False)
    )
    sheet.set_row(row, LINE_HEIGHT * min(max(lines, 1), MOST_LINES))


def set_landscape_print(sheet: Worksheet) -> None:
    """Set up a worksheet to be printed on the width of a landscape page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def write_cell(
    sheet: Worksheet, row: int, place: int, value: Any, cell_format: CellFormats
) -> None:
    """Write a value as ``exports.xlsx`` does, text as an import parses it."""
    xlsx.write_cell(
        sheet,
        row,
        place,
        value,
        cell_format.day,
        usual=cell_format.usual,
        format_text=format_cell_text,
    )
