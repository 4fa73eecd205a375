"""The rows of one worksheet of an ODS workbook.

A row or cell may declare a million repetitions: they are counted against the limits,
and only those that hold something are yielded.
"""

from collections.abc import Callable, Iterator
from typing import ClassVar

from django.utils.translation import gettext as _

from cooperation.importing.reading.markup import Attributes, Markup
from cooperation.importing.reading.names import OFFICE, TABLE, TEXT
from cooperation.importing.reading.number_formats import currency_in
from cooperation.importing.reading.raw import (
    LAST_LINE,
    SPARE_LINES,
    Effort,
    column_letters,
    remark_on,
    too_long_a_cell,
    too_many_columns,
    too_many_rows,
)
from cooperation.importing.reading.remarks import Oddity, Remarks
from cooperation.importing.reading.shapes import Line, UnreadableFile
from cooperation.importing.reading.texts import (
    cleaned,
    clock_of,
    iso_moment,
    number_text,
    yes_or_no,
)

NUMBERS = ("float", "percentage", "currency")
Start = Callable[["TableReader", Attributes], None]
End = Callable[["TableReader"], None]


class TableReader:
    STARTS: ClassVar[dict[str, Start]] = {}
    ENDS: ClassVar[dict[str, End]] = {}

    def __init__(self, name: str, effort: Effort, markup: Markup) -> None:
        self.name, self.markup = name, markup
        self.effort, self.limits = effort, effort.limits
        self.remarks = Remarks()
        self.ready: list[tuple[int, int, list[str]]] = []
        self.is_complete = False
        self.line = 0
        self.held = 0
        self.repeated = 1
        self.cells: list[str] = []
        self.column = self.seen = 0
        self.attributes: Attributes = {}
        self.pieces: list[str] = []
        self.length = self.notes = self.paragraphs = 0
        self.is_in_cell = self.is_hidden = False

    def lines(self, pieces: Iterator[None]) -> Iterator[Line]:
        while True:
            for number, times, cells in self.ready:
                yield from ((number + again, list(cells)) for again in range(times))
            self.ready.clear()
            if self.is_complete or next(pieces, self) is self:
                break
        for number, times, cells in self.ready:
            yield from ((number + again, list(cells)) for again in range(times))
        self.ready.clear()

    # Lines ----------------------------------------------------------------------------

    def begin_row(self, attributes: Attributes) -> None:
        self.effort.begin_line()
        self.repeated = times(attributes, f"{TABLE}number-rows-repeated")
        self.is_hidden = attributes.get(f"{TABLE}visibility", "visible") != "visible"
        self.cells, self.column, self.seen = [], 0, 0

    def end_row(self) -> None:
        first = self.line + 1
        self.line = min(self.line + self.repeated, LAST_LINE * 2)
        if not any(self.cells):
            return
        self.held += self.repeated
        if self.held > self.limits.rows + SPARE_LINES:
            raise too_many_rows(self.limits)
        self.ready.append((first, self.repeated, self.cells))
        if self.is_hidden:
            self.remarks.add(Oddity.HIDDEN_LINE, first)

    # Cells ----------------------------------------------------------------------------

    def begin_cell(self, attributes: Attributes) -> None:
        self.seen += 1
        if self.seen > self.limits.columns:
            self.markup.pass_over()
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
            self.remarks.add(Oddity.MERGED, self.where())

    def end_cell(self) -> None:
        self.is_in_cell = False
        again = times(self.attributes, f"{TABLE}number-columns-repeated")
        text = self.value()
        formula = self.attributes.get(f"{TABLE}formula")
        if formula is not None or text.startswith("#"):
            formula = formula and formula.partition(":=")[2]
            text = remark_on(self.remarks, formula, text, self.where())
        if text:
            if self.column + again > self.limits.columns:
                raise too_many_columns(self.limits)
            self.cells.extend([""] * (self.column - len(self.cells)))
            self.cells.extend([text] * again)
        else:
            self.effort.pass_empty_cell()
        self.column += again

    def value(self) -> str:
        told = self.attributes.get
        shown = cleaned("".join(self.pieces))
        kind = told(f"{OFFICE}value-type", "")
        if kind in NUMBERS:
            raw = told(f"{OFFICE}value", "")
            return self.number(raw, shown) if raw else shown
        if kind == "date":
            return iso_moment(told(f"{OFFICE}date-value", shown))
        if kind == "time":
            return clock_of(told(f"{OFFICE}time-value", ""), shown)
        if kind == "boolean":
            return yes_or_no(told(f"{OFFICE}boolean-value", ""))
        return shown or self.bounded(cleaned(told(f"{OFFICE}string-value", "")))

    def number(self, raw: str, shown: str) -> str:
        """Return a number, with the leading zeros or currency that are displayed."""
        number = number_text(raw, self.where)
        if shown.isdecimal() and shown.lstrip("0") == number:
            return shown
        currency = self.attributes.get(f"{OFFICE}currency") or currency_in(shown)
        is_foreign = currency not in ("", "EUR", "€")
        return f"{number} {currency[:10]}" if is_foreign else number

    def bounded(self, text: str) -> str:
        if len(text) > self.limits.cell:
            raise too_long_a_cell(self.where())
        return text

    # Texts ----------------------------------------------------------------------------

    def hear(self, text: str) -> None:
        """Add text to the cell, unless it belongs to a comment."""
        if self.is_in_cell and self.paragraphs and not self.notes:
            self.length += len(text)
            if self.length > self.limits.cell:
                raise too_long_a_cell(self.where())
            self.pieces.append(text)

    def begin_paragraph(self, _attributes: Attributes) -> None:
        if self.notes:
            return
        if self.paragraphs:
            self.markup.pass_over()
            self.hear("\n")
        self.paragraphs += 1

    def spaces(self, attributes: Attributes) -> None:
        """Add spaces, which ODS writes as their number."""
        self.markup.pass_over()
        number = times(attributes, f"{TEXT}c")
        self.hear(" " * min(number, self.limits.cell + 1))

    def line_break(self, _attributes: Attributes) -> None:
        self.markup.pass_over()
        self.hear("\n")

    def tab(self, _attributes: Attributes) -> None:
        self.markup.pass_over()
        self.hear("\t")

    def begin_note(self, _attributes: Attributes) -> None:
        """Begin a comment, which is not part of the cell's text."""
        self.markup.pass_over()
        self.notes += 1

    def end_note(self) -> None:
        self.notes -= 1

    def where(self) -> str:
        return f"{column_letters(min(self.column, 20_000))}{self.line + 1}"


def times(attributes: Attributes, name: str) -> int:
    """Return a number of repetitions, at least 1.

    Raises ``UnreadableFile`` if the attribute is not a positive integer.
    """
    told = attributes.get(name, "1")
    if not (told.isascii() and told.isdecimal()) or int(told[:9]) < 1:
        raise UnreadableFile(_("Le classeur répète une cellule un nombre impossible."))
    return int(told[:9])


TableReader.STARTS.update(
    {
        f"{TABLE}table-row": TableReader.begin_row,
        f"{TABLE}table-cell": TableReader.begin_cell,
        f"{TABLE}covered-table-cell": TableReader.begin_cell,
        f"{TEXT}p": TableReader.begin_paragraph,
        f"{TEXT}s": TableReader.spaces,
        f"{TEXT}tab": TableReader.tab,
        f"{TEXT}line-break": TableReader.line_break,
        f"{OFFICE}annotation": TableReader.begin_note,
    }
)
TableReader.ENDS.update(
    {
        f"{TABLE}table-row": TableReader.end_row,
        f"{TABLE}table-cell": TableReader.end_cell,
        f"{TABLE}covered-table-cell": TableReader.end_cell,
        f"{OFFICE}annotation": TableReader.end_note,
    }
)
