"""ODS workbooks: one XML document with the worksheets one after the other.

A row or cell may declare a million repetitions: they are counted against the limits,
and only those that hold something are yielded."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    Limits,
    NumberedRow,
    ReadWarning,
    ReadWarnings,
    UnreadableFile,
)
from cooperation.spreadsheets.files.worksheets import (
    LAST_ROW_NUMBER,
    MAX_WORKSHEETS,
    SPARE_ROWS,
    RawWorksheet,
    ReadQuota,
    WorksheetReader,
    get_column_letters,
    macros_error,
    too_many_rows_error,
    too_many_worksheets_error,
)
from cooperation.spreadsheets.files.xml import (
    MANIFEST,
    OFFICE,
    STYLE,
    TABLE,
    TEXT,
    Attributes,
    SafeArchive,
    XmlStreamParser,
    get_damage_message,
    get_password_message,
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
            self.warnings.add(ReadWarning.HIDDEN_LINE, first)

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
            self.warnings.add(ReadWarning.MERGED, self.get_address())

    def end_cell(self) -> None:
        self.is_in_cell = False
        again = parse_repetitions(self.attributes, f"{TABLE}number-columns-repeated")
        formula = self.attributes.get(f"{TABLE}formula")
        self.put_cell(self.value(), formula and formula.partition(":=")[2], again)
        self.column += again

    def value(self) -> str:
        get_attribute = self.attributes.get
        displayed = clean_cell_text("".join(self.pieces))
        kind = get_attribute(f"{OFFICE}value-type", "")
        if kind in NUMBER_TYPES:
            raw = get_attribute(f"{OFFICE}value", "")
            return self.number(raw, displayed) if raw else displayed
        if kind == "date":
            return normalize_iso_moment(get_attribute(f"{OFFICE}date-value", displayed))
        if kind == "time":
            return format_ods_duration(
                get_attribute(f"{OFFICE}time-value", ""), displayed
            )
        if kind == "boolean":
            return format_boolean(get_attribute(f"{OFFICE}boolean-value", ""))
        text = displayed or clean_cell_text(get_attribute(f"{OFFICE}string-value", ""))
        self.check_length(len(text))
        return text

    def number(self, raw: str, displayed: str) -> str:
        """Return a number, with the leading zeros or currency that are displayed."""
        number = format_raw_number(raw, self.get_address)
        if displayed.isdecimal() and displayed.lstrip("0") == number:
            return displayed
        currency = self.attributes.get(f"{OFFICE}currency") or detect_currency(
            displayed
        )
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
    repetitions = attributes.get(name, "1")
    if (
        not (repetitions.isascii() and repetitions.isdecimal())
        or int(repetitions[:9]) < 1
    ):
        raise UnreadableFile(_("Le classeur répète une cellule un nombre impossible."))
    return int(repetitions[:9])


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


StartHandler = Callable[[Attributes], None]
EndHandler = Callable[[], None]
MIMETYPE_PATH, CONTENT_PATH, MANIFEST_PATH = (
    "mimetype",
    "content.xml",
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
        self.hidden_styles: set[str] = set()
        self.hidden: list[str] = []
        self.style = ""
        self.number = 0
        self.table: OdsWorksheetReader | None = None
        self.tables: list[OdsWorksheetReader] = []
        self.markup = XmlStreamParser(self.starts(), self.ends(), self.add_text, limits)
        self.pieces = self.markup.read(archive.iter_chunks(CONTENT_PATH))
        self.depth = 0

    def starts(self) -> dict[str, StartHandler]:
        return {
            f"{STYLE}style": self.begin_style,
            f"{STYLE}table-properties": self.note_hidden_style,
            f"{TABLE}table": self.begin_table,
            f"{TABLE}dde-link": self.refuse_link,
            f"{OFFICE}dde-source": self.refuse_link,
            **{
                name: self.build_start_handler(name)
                for name in OdsWorksheetReader.STARTS
            },
        }

    def ends(self) -> dict[str, EndHandler]:
        ended = {name: self.ended(name) for name in OdsWorksheetReader.ENDS}
        return {f"{TABLE}table": self.end_table, **ended}

    def build_start_handler(self, name: str) -> StartHandler:
        method = OdsWorksheetReader.STARTS[name]

        def handle(attributes: Attributes) -> None:
            if self.table is not None:
                method(self.table, attributes)
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

    def begin_style(self, attributes: Attributes) -> None:
        self.markup.count_ignored()
        self.style = attributes.get(f"{STYLE}name", "")

    def note_hidden_style(self, attributes: Attributes) -> None:
        if attributes.get(f"{TABLE}display") == "false":
            self.hidden_styles.add(self.style)

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
        if attributes.get(f"{TABLE}style-name") in self.hidden_styles:
            self.hidden.append(name)
        else:
            self.table = OdsWorksheetReader(name, self.quota, self.markup)
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
                yield RawWorksheet(table.name, lines, table.warnings)
                for _line in lines:
                    pass
            if next(self.pieces, self) is self:
                break
        if self.hidden:
            names = ", ".join(f"« {name} »" for name in self.hidden)
            self.notes.append(_("Feuilles masquées, laissées de côté : %s.") % names)
