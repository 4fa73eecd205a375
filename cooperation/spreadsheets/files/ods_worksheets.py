"""The rows of one worksheet of an ODS workbook.

A row or cell may declare a million repetitions: they are counted against the limits,
and only those that hold something are yielded.
"""

from bisect import bisect_left
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.cell_text import (
    SERIAL_EPOCH,
    clean_cell_text,
    format_boolean,
    format_ods_duration,
    format_raw_number,
    normalize_iso_moment,
)
from cooperation.spreadsheets.files.number_formats import (
    PLAIN_FORMAT,
    get_displayed_format,
)
from cooperation.spreadsheets.files.ods_styles import OdsStyles
from cooperation.spreadsheets.files.types import (
    ReadWarning,
    ReadWarnings,
    UnreadableFile,
)
from cooperation.spreadsheets.files.worksheets import (
    LAST_COLUMN_NUMBER,
    LAST_ROW_NUMBER,
    Cells,
    RawLine,
    ReadQuota,
    WorksheetReader,
    get_address,
)
from cooperation.spreadsheets.files.xml import (
    OFFICE,
    TABLE,
    TEXT,
    Attributes,
    EndHandlers,
    StartHandlers,
    XmlStreamParser,
    get_damage_message,
)

ROWS_REPEATED, COLUMNS_REPEATED, ROWS_SPANNED, COLUMNS_SPANNED = (
    f"{TABLE}number-{way}"
    for way in ("rows-repeated", "columns-repeated", "rows-spanned", "columns-spanned")
)
STYLE_NAME, DEFAULT_STYLE = f"{TABLE}style-name", f"{TABLE}default-cell-style-name"
VISIBILITY, FORMULA = f"{TABLE}visibility", f"{TABLE}formula"
VALUE_TYPE, CURRENCY = f"{OFFICE}value-type", f"{OFFICE}currency"
NUMBER_TYPES = ("float", "percentage", "currency")


class OdsWorksheetReader(WorksheetReader):
    def __init__(
        self, name: str, quota: ReadQuota, markup: XmlStreamParser, styles: OdsStyles
    ) -> None:
        super().__init__(quota, ReadWarnings())
        self.name, self.markup, self.styles = name, markup, styles
        self.ready: list[tuple[int, int, Cells]] = []
        self.epoch = SERIAL_EPOCH
        # The last column of each run of columns, and the style of their cells.
        self.column_ends: list[int] = []
        self.column_styles: list[str] = []
        self.row: Attributes = {}
        self.is_complete = False
        self.attributes: Attributes = {}
        self.notes = self.paragraphs = 0
        self.is_in_cell = False

    def starts(self) -> StartHandlers:
        return {
            f"{TABLE}table-column": self.add_column,
            f"{TABLE}table-row": self.begin_row,
            f"{TABLE}table-cell": self.begin_cell,
            f"{TABLE}covered-table-cell": self.begin_cell,
            f"{TEXT}p": self.begin_paragraph,
            f"{TEXT}s": self.add_spaces,
            f"{TEXT}tab": self.add_tab,
            f"{TEXT}line-break": self.add_line_break,
            f"{OFFICE}annotation": self.begin_note,
        }

    def ends(self) -> EndHandlers:
        return {
            f"{TABLE}table-row": self.end_row,
            f"{TABLE}table-cell": self.end_cell,
            f"{TABLE}covered-table-cell": self.end_cell,
            f"{OFFICE}annotation": self.end_note,
        }

    def lines(self, pieces: Iterator[None]) -> Iterator[RawLine]:
        yield from self.take_ready()
        while not self.is_complete and next(pieces, self) is not self:
            yield from self.take_ready()
        yield from self.take_ready()

    def take_ready(self) -> Iterator[RawLine]:
        for number, times, cells in self.ready:
            yield from ((number + again, cells) for again in range(times))
        self.ready.clear()

    # Lines ----------------------------------------------------------------------------

    def add_column(self, attributes: Attributes) -> None:
        """Add the style that cells of columns have if they name none."""
        self.markup.count_ignored()
        times = parse_repetitions(attributes, COLUMNS_REPEATED)
        self.column_ends.append((self.column_ends or [-1])[-1] + times)
        self.column_styles.append(attributes.get(DEFAULT_STYLE, ""))

    def begin_row(self, attributes: Attributes) -> None:
        self.row = attributes
        self.cells, self.column, self.cell_count, self.spans = {}, 0, 0, {}

    def end_row(self) -> None:
        first = self.line + 1
        times = parse_repetitions(self.row, ROWS_REPEATED)
        self.line += times
        self.is_hidden = self.row.get(VISIBILITY, "visible") != "visible"
        if self.finish_row(first, times):
            if first > LAST_ROW_NUMBER:
                raise UnreadableFile(get_damage_message())
            self.ready.append((first, times, self.cells))

    # Cells ----------------------------------------------------------------------------

    def begin_cell(self, attributes: Attributes) -> None:
        self.cell_count += 1
        if self.cell_count > self.limits.columns:
            self.markup.count_ignored()
        self.attributes, self.is_in_cell = attributes, True
        self.pieces, self.length, self.paragraphs = [], 0, 0
        if COLUMNS_SPANNED in attributes or ROWS_SPANNED in attributes:
            self.note_merged(attributes)

    def note_merged(self, attributes: Attributes) -> None:
        if attributes.get(COLUMNS_SPANNED, "1") != "1":
            self.merged_lines.add(self.line + 1)
            self.warnings.add(ReadWarning.MERGED, self.get_address())
        rows = parse_repetitions(attributes, ROWS_SPANNED)
        if rows > 1:
            self.spans[self.column] = self.line + rows

    def end_cell(self) -> None:
        self.is_in_cell = False
        again = parse_repetitions(self.attributes, COLUMNS_REPEATED)
        formula = self.attributes.get(FORMULA)
        self.put_cell(self.value(), formula and formula.partition(":=")[2], again)
        self.column += again

    def value(self) -> str:
        get_attribute = self.attributes.get
        displayed = clean_cell_text("".join(self.pieces))
        kind = get_attribute(VALUE_TYPE, "")
        if kind in NUMBER_TYPES:
            raw = get_attribute(f"{OFFICE}value", "")
            return self.number(raw, displayed) if raw else displayed
        if kind == "date":
            raw = get_attribute(f"{OFFICE}date-value", displayed)
            return self.note_no_date(normalize_iso_moment(raw, self.epoch))
        if kind == "time":
            raw = get_attribute(f"{OFFICE}time-value", "")
            return format_ods_duration(raw, displayed, self.epoch)
        if kind == "boolean":
            return format_boolean(get_attribute(f"{OFFICE}boolean-value", ""))
        text = displayed or clean_cell_text(get_attribute(f"{OFFICE}string-value", ""))
        self.check_length(len(text))
        return text

    def number(self, raw: str, displayed: str) -> str:
        """Return a number with the leading zeros, currency or scale that are shown."""
        number = format_raw_number(raw, self.get_address)
        if displayed.isdecimal() and displayed.lstrip("0") == number:
            return displayed
        number_format = self.styles.get_format(self.get_style())
        if number_format is None:
            number_format = get_displayed_format(displayed, number)
        currency = self.attributes.get(CURRENCY, "")
        is_known = number_format == PLAIN_FORMAT or len(number_format.after) == 3
        if is_known and currency not in ("", "EUR", "€"):
            return f"{number} {currency[:10]}"
        return self.put_number(number, number_format)

    def get_style(self) -> str:
        """Return the style of the cell, or else the one of its row or column."""
        style = self.attributes.get(STYLE_NAME) or self.row.get(DEFAULT_STYLE, "")
        if style or not self.column_ends:
            return style
        at = bisect_left(self.column_ends, self.column)
        return self.column_styles[at] if at < len(self.column_styles) else ""

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
        return get_address(min(self.column, LAST_COLUMN_NUMBER), self.line + 1)


def parse_repetitions(attributes: Attributes, name: str) -> int:
    """Return a number of repetitions, at least 1.

    Raises ``UnreadableFile`` if the attribute is not a positive integer.
    """
    repetitions = attributes.get(name)
    if repetitions is None:
        return 1
    if (
        not (repetitions.isascii() and repetitions.isdecimal())
        or int(repetitions[:9]) < 1
    ):
        raise UnreadableFile(_("Le classeur répète une cellule un nombre impossible."))
    return int(repetitions[:9])
