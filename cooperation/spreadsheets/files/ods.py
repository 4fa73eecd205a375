"""ODS workbooks: one XML document with the worksheets one after the other.

A row or cell may declare a million repetitions: they are counted against the limits,
and only those that hold something are yielded."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.cell_text import (
    SERIAL_EPOCH,
    SERIAL_EPOCH_1904,
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
    Limits,
    ReadWarning,
    ReadWarnings,
    UnreadableFile,
)
from cooperation.spreadsheets.files.worksheets import (
    LAST_COLUMN_NUMBER,
    LAST_ROW_NUMBER,
    MAX_WORKSHEETS,
    Cells,
    RawLine,
    RawWorksheet,
    ReadQuota,
    WorksheetReader,
    get_address,
    macros_error,
    too_many_worksheets_error,
)
from cooperation.spreadsheets.files.xml import (
    MANIFEST,
    OFFICE,
    TABLE,
    TEXT,
    Attributes,
    SafeArchive,
    XmlStreamParser,
    get_damage_message,
    get_password_message,
)

ROWS_REPEATED, COLUMNS_REPEATED, ROWS_SPANNED, COLUMNS_SPANNED = (
    f"{TABLE}number-{way}"
    for way in ("rows-repeated", "columns-repeated", "rows-spanned", "columns-spanned")
)
STYLE_NAME, DEFAULT_STYLE = f"{TABLE}style-name", f"{TABLE}default-cell-style-name"
VISIBILITY, FORMULA = f"{TABLE}visibility", f"{TABLE}formula"
VALUE_TYPE, CURRENCY = f"{OFFICE}value-type", f"{OFFICE}currency"
NUMBER_TYPES = ("float", "percentage", "currency")
StartMethod = Callable[["OdsWorksheetReader", Attributes], None]
EndMethod = Callable[["OdsWorksheetReader"], None]


class OdsWorksheetReader(WorksheetReader):
    STARTS: ClassVar[dict[str, StartMethod]] = {}
    ENDS: ClassVar[dict[str, EndMethod]] = {}

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


OdsWorksheetReader.STARTS.update(
    {
        f"{TABLE}table-column": OdsWorksheetReader.add_column,
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


StartHandler = Callable[[Attributes], None]
EndHandler = Callable[[], None]
MIMETYPE_PATH, CONTENT_PATH, STYLES_PATH, MANIFEST_PATH = (
    "mimetype",
    "content.xml",
    "styles.xml",
    "META-INF/manifest.xml",
)
MACRO_PATH = re.compile(r"(Basic|Scripts)/.*\.(xml|py|js|bsh)$", re.I)


@contextmanager
def open_ods(
    archive: SafeArchive, limits: Limits, notes: list[str]
) -> Iterator[Iterator[RawWorksheet]]:
    """Yield the visible worksheets of a workbook, in order."""
    check_manifest(archive)
    if any(MACRO_PATH.match(name) for name in archive.members):
        raise macros_error()
    if CONTENT_PATH not in archive:
        raise UnreadableFile(_("Il manque une partie au classeur."))
    yield OdsReader(archive, limits, notes).sheets()


def check_manifest(archive: SafeArchive) -> None:
    if "encrypted-package" in archive:
        raise UnreadableFile(get_password_message())
    if MANIFEST_PATH not in archive:
        return

    def refuse(_attributes: Attributes) -> None:
        raise UnreadableFile(get_password_message())

    starts = {f"{MANIFEST}encryption-data": refuse}
    XmlStreamParser(starts, {}).read_all(archive.iter_chunks(MANIFEST_PATH))


class OdsReader:
    def __init__(self, archive: SafeArchive, limits: Limits, notes: list[str]) -> None:
        self.quota, self.notes = ReadQuota(limits), notes
        self.hidden: list[str] = []
        self.number = 0
        self.epoch = SERIAL_EPOCH
        self.styles = OdsStyles(self.count_ignored)
        self.table: OdsWorksheetReader | None = None
        self.tables: list[OdsWorksheetReader] = []
        if STYLES_PATH in archive:
            self.markup = XmlStreamParser(
                self.styles.starts(), self.styles.ends(), self.styles.add_text, limits
            )
            self.markup.read_all(archive.iter_chunks(STYLES_PATH))
        self.markup = XmlStreamParser(self.starts(), self.ends(), self.add_text, limits)
        self.pieces = self.markup.read(archive.iter_chunks(CONTENT_PATH))
        self.depth = 0

    def starts(self) -> dict[str, StartHandler]:
        return {
            **self.styles.starts(),
            f"{TABLE}table": self.begin_table,
            f"{TABLE}null-date": self.read_first_day,
            f"{TABLE}dde-link": self.refuse_link,
            f"{OFFICE}dde-source": self.refuse_link,
            **{
                name: self.build_start_handler(name)
                for name in OdsWorksheetReader.STARTS
            },
        }

    def ends(self) -> dict[str, EndHandler]:
        ended = {name: self.ended(name) for name in OdsWorksheetReader.ENDS}
        return {**self.styles.ends(), f"{TABLE}table": self.end_table, **ended}

    def build_start_handler(self, name: str) -> StartHandler:
        method = OdsWorksheetReader.STARTS[name]

        def handle(attributes: Attributes) -> None:
            if (table := self.table) is not None:
                method(table, attributes)
            else:
                self.markup.count_ignored()

        return handle

    def ended(self, name: str) -> EndHandler:
        method = OdsWorksheetReader.ENDS[name]

        def handle() -> None:
            if self.table is not None:
                method(self.table)

        return handle

    def add_text(self, text: str) -> None:
        if self.table is not None:
            self.table.add_text(text)
        else:
            self.styles.add_text(text)

    def count_ignored(self) -> None:
        self.markup.count_ignored()

    def read_first_day(self, attributes: Attributes) -> None:
        if attributes.get(f"{TABLE}date-value", "").startswith("1904"):
            self.epoch = SERIAL_EPOCH_1904

    def refuse_link(self, _attributes: Attributes) -> None:
        raise UnreadableFile(
            _("Le classeur appelle un autre programme (DDE) : refusé.")
        )

    def begin_table(self, attributes: Attributes) -> None:
        """Begin a worksheet; a table nested in a cell is refused."""
        self.depth += 1
        if self.depth > 1:
            raise UnreadableFile(get_damage_message())
        self.number += 1
        if self.number > MAX_WORKSHEETS:
            raise too_many_worksheets_error()
        name = attributes.get(f"{TABLE}name", "")
        if attributes.get(f"{TABLE}style-name") in self.styles.hidden_tables:
            self.hidden.append(name)
        else:
            self.table = OdsWorksheetReader(name, self.quota, self.markup, self.styles)
            self.table.epoch = self.epoch
            self.tables.append(self.table)

    def end_table(self) -> None:
        self.depth -= 1
        if self.table is not None:
            self.table.is_complete = True
        self.table = None

    def sheets(self) -> Iterator[RawWorksheet]:
        """Yield the worksheets; the rows of one are exhausted before the next."""
        while True:
            while self.tables:
                table = self.tables.pop(0)
                lines = table.lines(self.pieces)
                yield RawWorksheet(
                    table.name, lines, table.warnings, table.merged_lines
                )
                for _line in lines:
                    pass
            if next(self.pieces, self) is self:
                break
        if self.hidden:
            names = ", ".join(f"« {name} »" for name in self.hidden)
            self.notes.append(_("Feuilles masquées, laissées de côté : %s.") % names)
