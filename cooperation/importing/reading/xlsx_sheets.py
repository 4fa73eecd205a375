"""The rows of one worksheet of an XLSX workbook."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from cooperation.importing.reading.archives import damaged
from cooperation.importing.reading.markup import Attributes, Markup
from cooperation.importing.reading.names import main
from cooperation.importing.reading.number_formats import PLAIN, Format
from cooperation.importing.reading.raw import (
    LAST_LINE,
    LETTERS,
    Effort,
    column_letters,
    remark_on,
    too_long_a_cell,
    too_many_columns,
)
from cooperation.importing.reading.remarks import Oddity, Remarks
from cooperation.importing.reading.shapes import Line, UnreadableFile
from cooperation.importing.reading.shared_strings import SharedStrings
from cooperation.importing.reading.texts import (
    cleaned,
    iso_moment,
    moment_text,
    number_text,
    unescaped,
    yes_or_no,
)

# A value, a formula and some runs of text: more parts of one cell are counted.
FEW = 8


@lru_cache(maxsize=4_096)
def column_of(letters: str) -> int:
    """Return the index of a column by its letters: A is 0."""
    number = 0
    for letter in letters:
        if letter not in LETTERS or number > LAST_LINE:
            raise UnreadableFile(damaged())
        number = number * 26 + LETTERS.index(letter) + 1
    return number - 1


class SheetReader:
    """Read one worksheet; the size that it declares is ignored."""

    def __init__(
        self,
        effort: Effort,
        strings: SharedStrings,
        formats: list[Format],
        remarks: Remarks,
        is_from_1904: bool,
    ) -> None:
        self.effort, self.limits = effort, effort.limits
        self.strings, self.formats = strings, formats
        self.remarks, self.is_from_1904 = remarks, is_from_1904
        self.ready: list[Line] = []
        self.cells: list[str] = []
        self.line = 0
        self.column = -1
        self.kind = self.style = ""
        self.value: str | None = None
        self.formula: str | None = None
        self.pieces: list[str] | None = None
        self.length = self.seen = self.heard = 0
        self.is_hidden = False

    def lines(self, chunks: Iterable[bytes]) -> Iterator[Line]:
        starts = main(
            row=self.begin_row,
            c=self.begin_cell,
            v=self.listen,
            t=self.listen,
            f=self.listen,
            mergeCell=self.merged,
        )
        ends = main(
            row=self.end_row,
            c=self.end_cell,
            v=self.take_value,
            t=self.take_value,
            f=self.take_formula,
        )
        self.markup = Markup(starts, ends, self.hear, self.limits)
        for _chunk in self.markup.read(chunks):
            yield from self.ready
            self.ready.clear()

    def begin_row(self, attributes: Attributes) -> None:
        """Begin a row, numbered by the file or following the previous one."""
        self.effort.begin_line()
        told = attributes.get("r", "")
        self.line = int(told) if told.isdecimal() and len(told) < 8 else self.line + 1
        if not 0 < self.line <= LAST_LINE:
            raise UnreadableFile(damaged())
        self.is_hidden = attributes.get("hidden") in ("1", "true")
        self.cells, self.column, self.seen = [], -1, 0

    def end_row(self) -> None:
        if any(self.cells):
            self.ready.append((self.line, self.cells))
            if self.is_hidden:
                self.remarks.add(Oddity.HIDDEN_LINE, self.line)

    def begin_cell(self, attributes: Attributes) -> None:
        told = attributes.get("r")
        self.column = column_of(told.rstrip("0123456789")) if told else self.column + 1
        self.seen += 1
        if max(self.column, self.seen - 1) >= self.limits.columns:
            self.markup.pass_over()
        self.heard = 0
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.value = self.formula = None

    def listen(self, _attributes: Attributes) -> None:
        self.heard += 1
        if self.heard > FEW:
            self.markup.pass_over()
        self.pieces, self.length = [], 0

    def hear(self, text: str) -> None:
        """Add text to the current part; text between elements is ignored."""
        if self.pieces is not None:
            self.length += len(text)
            if self.length > self.limits.cell:
                raise too_long_a_cell(self.where())
            self.pieces.append(text)

    def take_value(self) -> None:
        self.value = (self.value or "") + "".join(self.pieces or ())
        self.pieces = None
        if len(self.value) > self.limits.cell:
            raise too_long_a_cell(self.where())

    def take_formula(self) -> None:
        self.formula, self.pieces = "".join(self.pieces or ()), None

    def end_cell(self) -> None:
        """Put the cell in its column; empty cells do not widen the row."""
        if self.value is None and self.formula is None:
            self.effort.pass_empty_cell()
            return
        text = self.text_of(self.value) if self.value else ""
        text = cleaned(text)
        if self.formula is not None or text.startswith("#"):
            text = remark_on(self.remarks, self.formula, text, self.where())
        if not text:
            return
        if self.column >= self.limits.columns:
            raise too_many_columns(self.limits)
        missing = self.column - len(self.cells)
        if missing < 0:
            raise UnreadableFile(damaged())
        self.cells.extend([""] * missing)
        self.cells.append(text)

    def text_of(self, value: str) -> str:
        if self.kind == "s":
            return self.shared(value)
        if self.kind == "n":
            return self.number(value)
        if self.kind == "b":
            return yes_or_no(value)
        if self.kind == "d":
            return iso_moment(value)
        return unescaped(value)

    def shared(self, value: str) -> str:
        if not (value.isdecimal() and len(value) < 10):
            raise UnreadableFile(damaged())
        return self.strings.text(int(value))

    def number(self, value: str) -> str:
        """Return a number as its format shows it: date, leading zeros, currency."""
        number = number_text(value, self.where)
        form = self.format()
        if form is PLAIN:
            return number
        if form.moment:
            return moment_text(number, form.moment, from_1904=self.is_from_1904)
        if form.zeros and number.isdecimal():
            return number.zfill(form.zeros)
        return f"{number} {form.currency}".strip()

    def format(self) -> Format:
        """Return the format of the cell; an unknown style is plain."""
        is_number = self.style.isdecimal() and len(self.style) < 8
        style = int(self.style) if is_number else -1
        return self.formats[style] if 0 <= style < len(self.formats) else PLAIN

    def merged(self, attributes: Attributes) -> None:
        self.markup.pass_over()
        self.remarks.add(Oddity.MERGED, attributes.get("ref", "")[:20])

    def where(self) -> str:
        return f"{column_letters(max(self.column, 0))}{self.line}"
