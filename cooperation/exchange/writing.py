"""The workbook of a selection: written row by row to disk, then streamed.

Always in French, since the import reads its words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from tempfile import SpooledTemporaryFile
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from cooperation.exchange.cells import (
    Looks,
    is_fixed,
    open_row,
    print_wide,
    width,
    write_cell,
)
from cooperation.exchange.columns import ColumnSpec, Kind, SheetSpec
from cooperation.exchange.dictionary import (
    DICTIONARY_SHEET,
    HEADINGS,
    LISTS_SHEET,
    README_SHEET,
    advice,
    dictionary,
)
from cooperation.exchange.selecting import FRENCH, Selection
from cooperation.exchange.sheets import SHEETS
from cooperation.exports.datasets import Record
from cooperation.exports.xlsx_stream import IN_MEMORY, OPTIONS, PIECE

LAST_ROW = 1_048_575
README_WIDTHS = (28, 12, 70)
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255


@dataclass
class Lists:
    """The drop-down lists of a workbook, written to a hidden worksheet."""

    columns: list[list[str]] = field(default_factory=list)

    def reference(self, words: list[str]) -> str:
        """Add a list, and return the formula of its range."""
        if words not in self.columns:
            self.columns.append(words)
        letter = xl_col_to_name(self.columns.index(words), True)
        return f"='{LISTS_SHEET}'!{letter}$1:{letter}${len(words)}"

    def write(self, workbook: Workbook) -> None:
        sheet = workbook.add_worksheet(str(LISTS_SHEET))
        for row, words in enumerate(zip_longest(*self.columns)):
            for place, word in enumerate(words):
                if word is not None:
                    sheet.write_string(row, place, word)
        sheet.hide()


def xlsx_stream(selection: Selection, about: list[str]) -> Iterator[bytes]:
    """Yield the workbook of a selection in pieces.

    ``about`` describes the selection.
    """
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        with translation.override(FRENCH), Workbook(file, OPTIONS) as workbook:
            write_workbook(workbook, selection, about)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def write_workbook(workbook: Workbook, selection: Selection, about: list[str]) -> None:
    looks, lists = Looks(workbook), Lists()
    shown = [SHEETS[code] for code in selection.keys]
    write_readme(workbook, looks, selection, about)
    for spec in shown:
        write_sheet(workbook, spec, selection.records(spec.code), looks, lists)
    write_dictionary(workbook, looks, shown)
    lists.write(workbook)


def write_readme(
    workbook: Workbook, looks: Looks, selection: Selection, about: list[str]
) -> None:
    sheet = workbook.add_worksheet(str(README_SHEET))
    sheet.hide_gridlines(2)
    print_wide(sheet)
    for place, wide in enumerate(README_WIDTHS):
        sheet.set_column(place, place, wide)
    sheet.write_string(0, 0, _("Passerelles : données à corriger"), looks.title)
    row = 1
    for line in [*about, "", *advice()]:
        open_row(sheet, row, [line], [sum(README_WIDTHS)])
        sheet.merge_range(row, 0, row, 2, "", looks.wrapped)
        sheet.write_string(row, 0, line, looks.wrapped)
        row += 1
    row += 1
    for place, heading in enumerate((_("Feuille"), _("Lignes"), _("Ce qu’elle dit"))):
        sheet.write_string(row, place, heading, looks.head)
    for code, keys in selection.keys.items():
        row += 1
        sheet.write_string(row, 0, str(SHEETS[code].label), looks.strong)
        sheet.write_number(row, 1, len(keys))
        sheet.write_string(row, 2, str(SHEETS[code].help), looks.wrapped)


def write_sheet(
    workbook: Workbook,
    spec: SheetSpec,
    records: Iterable[Record],
    looks: Looks,
    lists: Lists,
) -> None:
    sheet = workbook.add_worksheet(str(spec.label))
    columns = spec.exported
    write_header(sheet, columns, looks)
    offer_lists(sheet, columns, lists)
    shown = [(looks.of(column), column.words) for column in columns]
    for row, record in enumerate(records, start=1):
        for place, (value, (look, words)) in enumerate(zip(record, shown, strict=True)):
            if value is not None:
                write_cell(sheet, row, place, words(value), look)
    sheet.autofilter(0, 0, LAST_ROW, len(columns) - 1)


def write_header(sheet: Worksheet, columns: Iterable[ColumnSpec], looks: Looks) -> None:
    """Write the labels, frozen, with the help of each column as a comment."""
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, 32)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, width(column), looks.of(column).usual)
        look = looks.quiet_head if is_fixed(column) else looks.head
        sheet.write_string(0, place, str(column.label), look)
        sheet.write_comment(0, place, str(column.help), {"x_scale": 2})


def offer_lists(sheet: Worksheet, columns: Iterable[ColumnSpec], lists: Lists) -> None:
    """Add drop-down lists; another value raises a warning, not an error."""
    for place, column in enumerate(columns):
        allowed = [] if column.is_list else column.allowed()
        if not allowed:
            continue
        by_code = column.is_code or column.kind == Kind.WINDOW
        words = [code if by_code else said for code, said in allowed]
        sheet.data_validation(
            1, place, LAST_ROW, place, drop_down(column, lists.reference(words))
        )


def drop_down(column: ColumnSpec, source: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_type": "warning",
        "error_title": str(column.label)[:LONGEST_TITLE],
        "error_message": _("Cette valeur n’est pas dans la liste. La garder ?"),
        "input_title": str(column.label)[:LONGEST_TITLE],
        "input_message": str(column.help)[:LONGEST_MESSAGE],
    }


def write_dictionary(
    workbook: Workbook, looks: Looks, sheets: Iterable[SheetSpec]
) -> None:
    sheet = workbook.add_worksheet(str(DICTIONARY_SHEET))
    sheet.freeze_panes(1, 3)
    for place, (heading, wide) in enumerate(HEADINGS):
        sheet.set_column(place, place, wide)
        sheet.write_string(0, place, str(heading), looks.head)
    print_wide(sheet)
    widths = [wide for _heading, wide in HEADINGS]
    for row, cells in enumerate(dictionary(sheets), start=1):
        open_row(sheet, row, cells, widths)
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell, looks.wrapped)
