"""The workbook of a selection: written row by row to disk, then streamed.

Always in French, since the import reads its words. Cells are written with their type,
so that none is a formula."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from math import ceil
from typing import IO, Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from cooperation.columns.datasets import Record
from cooperation.columns.specs import (
    ColumnKind,
    ColumnSpec,
    WorksheetSpec,
    format_cell_text,
)
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.exports import xlsx
from cooperation.exports.xlsx import WORKBOOK_OPTIONS, stream_file
from cooperation.spreadsheets.dictionary import (
    DICTIONARY_HEADINGS,
    DICTIONARY_WORKSHEET,
    LISTS_WORKSHEET,
    README_WORKSHEET,
    iter_dictionary_rows,
    list_editing_advice,
)
from cooperation.spreadsheets.selection import FRENCH, WorkbookSelection

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
        key = (column.is_fixed, column.kind)
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


LAST_ROW_INDEX = 1_048_575
README_COLUMN_WIDTHS = (28, 12, 70)
MAX_TITLE_LENGTH, MAX_MESSAGE_LENGTH = 32, 255


@dataclass
class DropDownLists:
    """The drop-down lists of a workbook, written to a hidden worksheet."""

    columns: list[list[str]] = field(default_factory=list)

    def add_list(self, words: list[str]) -> str:
        """Add a list, and return the formula of its range."""
        if words not in self.columns:
            self.columns.append(words)
        letter = xl_col_to_name(self.columns.index(words), True)
        return f"='{LISTS_WORKSHEET}'!{letter}$1:{letter}${len(words)}"

    def write(self, workbook: Workbook) -> None:
        sheet = workbook.add_worksheet(str(LISTS_WORKSHEET))
        for row, words in enumerate(zip_longest(*self.columns)):
            for place, word in enumerate(words):
                if word is not None:
                    sheet.write_string(row, place, word)
        sheet.hide()


def stream_selection_workbook(
    selection: WorkbookSelection, about: list[str], advice: list[str] | None = None
) -> Iterator[bytes]:
    """Yield the workbook of a selection in pieces.

    ``about`` describes the selection, ``advice`` how to edit it: that of staff if none
    is given.
    """

    def write(file: IO[bytes]) -> None:
        with translation.override(FRENCH), Workbook(file, WORKBOOK_OPTIONS) as workbook:
            explained = [*about, "", *(advice or list_editing_advice())]
            write_workbook(workbook, selection, explained)

    return stream_file(write)


def write_workbook(
    workbook: Workbook, selection: WorkbookSelection, explained: list[str]
) -> None:
    formats, lists = WorkbookFormats(workbook), DropDownLists()
    specs = [selection.get_spec(code) for code in selection.keys]
    write_readme_worksheet(workbook, formats, selection, explained)
    for spec in specs:
        write_data_worksheet(
            workbook, spec, selection.records(spec.code), formats, lists
        )
    write_dictionary_worksheet(workbook, formats, specs)
    lists.write(workbook)


def write_readme_worksheet(
    workbook: Workbook,
    formats: WorkbookFormats,
    selection: WorkbookSelection,
    explained: list[str],
) -> None:
    sheet = workbook.add_worksheet(str(README_WORKSHEET))
    sheet.hide_gridlines(2)
    set_landscape_print(sheet)
    for place, wide in enumerate(README_COLUMN_WIDTHS):
        sheet.set_column(place, place, wide)
    sheet.write_string(0, 0, _("Passerelles : données à corriger"), formats.title)
    row = 1
    for line in explained:
        set_row_height(sheet, row, [line], [sum(README_COLUMN_WIDTHS)])
        sheet.merge_range(row, 0, row, 2, "", formats.wrapped)
        sheet.write_string(row, 0, line, formats.wrapped)
        row += 1
    row += 1
    for place, heading in enumerate((_("Feuille"), _("Lignes"), _("Ce qu’elle dit"))):
        sheet.write_string(row, place, heading, formats.head)
    for code, keys in selection.keys.items():
        row += 1
        sheet.write_string(row, 0, str(WORKSHEETS[code].label), formats.strong)
        sheet.write_number(row, 1, len(keys))
        sheet.write_string(row, 2, str(WORKSHEETS[code].help), formats.wrapped)


def write_data_worksheet(
    workbook: Workbook,
    spec: WorksheetSpec,
    records: Iterable[Record],
    formats: WorkbookFormats,
    lists: DropDownLists,
) -> None:
    sheet = workbook.add_worksheet(str(spec.label))
    columns = spec.exported_columns
    write_header_row(sheet, columns, formats)
    add_drop_downs(sheet, columns, lists)
    column_formats = [
        (formats.get_formats(column), column.format_value) for column in columns
    ]
    for row, record in enumerate(records, start=1):
        for place, (value, (cell_format, words)) in enumerate(
            zip(record, column_formats, strict=True)
        ):
            if value is not None:
                write_cell(sheet, row, place, words(value), cell_format)
    sheet.autofilter(0, 0, LAST_ROW_INDEX, len(columns) - 1)


def write_header_row(
    sheet: Worksheet, columns: Iterable[ColumnSpec], formats: WorkbookFormats
) -> None:
    """Write the labels, frozen, with the help of each column as a comment."""
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, 32)
    for place, column in enumerate(columns):
        options = {"hidden": column.kind == ColumnKind.VERSION}
        usual = formats.get_formats(column).usual
        sheet.set_column(place, place, get_column_width(column), usual, options)
        cell_format = formats.fixed_head if column.is_fixed else formats.head
        sheet.write_string(0, place, str(column.label), cell_format)
        sheet.write_comment(0, place, str(column.help), {"x_scale": 2})


def add_drop_downs(
    sheet: Worksheet, columns: Iterable[ColumnSpec], lists: DropDownLists
) -> None:
    """Add drop-down lists; another value raises a warning, not an error."""
    for place, column in enumerate(columns):
        values = [] if column.is_list else column.list_allowed()
        if not values:
            continue
        by_code = column.is_code or column.kind == ColumnKind.WINDOW
        words = [code if by_code else label for code, label in values]
        sheet.data_validation(
            1,
            place,
            LAST_ROW_INDEX,
            place,
            build_drop_down(column, lists.add_list(words)),
        )


def build_drop_down(column: ColumnSpec, source: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_type": "warning",
        "error_title": str(column.label)[:MAX_TITLE_LENGTH],
        "error_message": _("Cette valeur n’est pas dans la liste. La garder ?"),
        "input_title": str(column.label)[:MAX_TITLE_LENGTH],
        "input_message": str(column.help)[:MAX_MESSAGE_LENGTH],
    }


def write_dictionary_worksheet(
    workbook: Workbook, formats: WorkbookFormats, sheets: Iterable[WorksheetSpec]
) -> None:
    sheet = workbook.add_worksheet(str(DICTIONARY_WORKSHEET))
    sheet.freeze_panes(1, 3)
    for place, (heading, wide) in enumerate(DICTIONARY_HEADINGS):
        sheet.set_column(place, place, wide)
        sheet.write_string(0, place, str(heading), formats.head)
    set_landscape_print(sheet)
    widths = [wide for _heading, wide in DICTIONARY_HEADINGS]
    for row, cells in enumerate(iter_dictionary_rows(sheets), start=1):
        set_row_height(sheet, row, cells, widths)
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell, formats.wrapped)
