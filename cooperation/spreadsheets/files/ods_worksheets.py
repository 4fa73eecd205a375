"""The rows of one worksheet of an ODS workbook.

A row or cell may declare a million repetitions: they are counted against the limits,
and only those that hold something are yielded.
"""

from collections.abc import Callable, Iterator
from typing import ClassVar

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.cell_text import (
    clean_cell_text,
    detect_currency,
    format_boolean,
    format_ods_duration,
    format_raw_number,
    normalize_iso_moment,
)
from cooperation.spreadsheets.files.types import (
    NumberedRow,
    ReadWarning,
    ReadWarnings,
    UnreadableFile,
)
from cooperation.spreadsheets.files.worksheets import (
    LAST_ROW_NUMBER,
    SPARE_ROWS,
    ReadQuota,
    WorksheetReader,
    get_column_letters,
    too_many_rows_error,
)
from cooperation.spreadsheets.files.xml import (
    OFFICE,
    TABLE,
    TEXT,
    Attributes,
    XmlStreamParser,
)

NUMBER_TYPES = ("float", "percentage", "currency")
StartMethod = Callable[["OdsWorksheetReader", Attributes], None]
EndMethod = Callable[["OdsWorksheetReader"], None]


class OdsWorksheetReader(WorksheetReader):
    STARTS: ClassVar[dict[str, StartMethod]] = {}
    ENDS: ClassVar[dict[str, EndMethod]] = {}

    def __init__(self, name: str, quota: ReadQuota, markup: XmlStreamParser) -> None:
        super().__init__(quota, ReadWarnings())
        self.name, self.markup = name, markup
        self.ready: list[tuple[int, int, list[str]]] = []
        self.is_complete = False
        self.kept_row_count = 0
        self.repeated = 1
        self.attributes: Attributes = {}
        self.notes = self.paragraphs = 0
        self.is_in_cell = False

    def lines(self, pieces: Iterator[None]) -> Iterator[NumberedRow]:
        yield from self.take_ready()
        while not self.is_complete and next(pieces, self) is not self:
            yield from self.take_ready()
        yield from self.take_ready()

    def take_ready(self) -> Iterator[NumberedRow]:
        for number, times, cells in self.ready:
            yield from ((number + again, list(cells)) for again in range(times))
        self.ready.clear()

    # Lines ----------------------------------------------------------------------------

    def begin_row(self, attributes: Attributes) -> None:
        self.quota.count_row()
        self.repeated = parse_repetitions(attributes, f"{TABLE}number-rows-repeated")
        self.is_hidden = attributes.get(f"{TABLE}visibility", "visible") != "visible"
        self.cells, self.column, self.cell_count = [], 0, 0

    def end_row(self) -> None:
        first = self.line + 1
        self.line = min(self.line + self.repeated, LAST_ROW_NUMBER * 2)
        if not any(self.cells):
            return
        self.kept_row_count += self.repeated
        if self.kept_row_count > self.limits.rows + SPARE_ROWS:
            raise too_many_rows_error(self.limits)
        self.ready.append((first, self.repeated, self.cells))
        if self.is_hidden:
            self.remarks.add(ReadWarning.HIDDEN_LINE, first)

    # Cells ----------------------------------------------------------------------------

    def begin_cell(self, attributes: Attributes) -> None:
        self.cell_count += 1
        if self.cell_count > self.limits.columns:
            self.markup.count_ignored()
        self.attributes, self.is_in_cell = attributes, True
        self.pieces, self.length, self.paragraphs = [], 0, 0
        if f"{TABLE}number-columns-spanned" in attributes:
            self.note_merged(attributes)

    def note_merged(self, attributes: Attributes) -> None:
        spans = (
            attributes.get(f"{TABLE}number-{way}-spanned", "1")
            for way in ("columns", "rows")
        )
        if any(span != "1" for span in spans):
            self.remarks.add(ReadWarning.MERGED, self.get_address())

    def end_cell(self) -> None:
        self.is_in_cell = False
        again = parse_repetitions(self.attributes, f"{TABLE}number-columns-repeated")
        formula = self.attributes.get(f"{TABLE}formula")
        self.put_cell(self.value(), formula and formula.partition(":=")[2], again)
        self.column += again

    def value(self) -> str:
        told = self.attributes.get
        shown = clean_cell_text("".join(self.pieces))
        kind = told(f"{OFFICE}value-type", "")
        if kind in NUMBER_TYPES:
            raw = told(f"{OFFICE}value", "")
            return self.number(raw, shown) if raw else shown
        if kind == "date":
            return normalize_iso_moment(told(f"{OFFICE}date-value", shown))
        if kind == "time":
            return format_ods_duration(told(f"{OFFICE}time-value", ""), shown)
        if kind == "boolean":
            return format_boolean(told(f"{OFFICE}boolean-value", ""))
        text = shown or clean_cell_text(told(f"{OFFICE}string-value", ""))
        self.check_length(len(text))
        return text

    def number(self, raw: str, shown: str) -> str:
        """Return a number, with the leading zeros or currency that are displayed."""
        number = format_raw_number(raw, self.get_address)
        if shown.isdecimal() and shown.lstrip("0") == number:
            return shown
        currency = self.attributes.get(f"{OFFICE}currency") or detect_currency(shown)
        is_foreign = currency not in ("", "EUR", "€")
        return f"{number} {currency[:10]}" if is_foreign else number

    # Texts ----------------------------------------------------------------------------

    def add_text(self, text: str) -> None:
        """Add text to the cell, unless it belongs to a comment."""
        if self.is_in_cell and self.paragraphs and not self.notes:
            self.add_piece(text)

    def begin_paragraph(self, _attributes: Attributes) -> None:
        if self.notes:
            return
        if self.paragraphs:
            self.markup.count_ignored()
            self.add_text("\n")
        self.paragraphs += 1

    def add_spaces(self, attributes: Attributes) -> None:
        """Add spaces, which ODS writes as their number."""
        self.markup.count_ignored()
        number = parse_repetitions(attributes, f"{TEXT}c")
        self.add_text(" " * min(number, self.limits.cell + 1))

    def add_line_break(self, _attributes: Attributes) -> None:
        self.markup.count_ignored()
        self.add_text("\n")

    def add_tab(self, _attributes: Attributes) -> None:
        self.markup.count_ignored()
        self.add_text("\t")

    def begin_note(self, _attributes: Attributes) -> None:
        """Begin a comment, which is not part of the cell's text."""
        self.markup.count_ignored()
        self.notes += 1

    def end_note(self) -> None:
        self.notes -= 1

    def get_address(self) -> str:
        return f"{get_column_letters(min(self.column, 20_000))}{self.line + 1}"


def parse_repetitions(attributes: Attributes, name: str) -> int:
    """Return a number of repetitions, at least 1.

    Raises ``UnreadableFile`` if the attribute is not a positive integer.
    """
    told = attributes.get(name, "1")
    if not (told.isascii() and told.isdecimal()) or int(told[:9]) < 1:
        raise UnreadableFile(_("Le classeur répète une cellule un nombre impossible."))
    return int(told[:9])


OdsWorksheetReader.STARTS.update(
    {
        f"{TABLE}table-row": OdsWorksheetReader.begin_row,
        f"{TABLE}table-cell": OdsWorksheetReader.begin_cell,
        f"{TABLE}covered-table-cell": OdsWorksheetReader.begin_cell,
        f"{TEXT}p": OdsWorksheetReader.begin_paragraph,
        f"{TEXT}s": OdsWorksheetReader.add_spaces,
        f"{TEXT}tab": OdsWorksheetReader.add_tab,
        f"{TEXT}line-break": OdsWorksheetReader.add_line_break,
        f"{OFFICE}annotation": OdsWorksheetReader.begin_note,
    }
)
OdsWorksheetReader.ENDS.update(
    {
        f"{TABLE}table-row": OdsWorksheetReader.end_row,
        f"{TABLE}table-cell": OdsWorksheetReader.end_cell,
        f"{TABLE}covered-table-cell": OdsWorksheetReader.end_cell,
        f"{OFFICE}annotation": OdsWorksheetReader.end_note,
    }
)
