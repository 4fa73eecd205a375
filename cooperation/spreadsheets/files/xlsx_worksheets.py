"""The rows of one worksheet of an XLSX workbook, and the texts that they share.

Shared strings may be most of the workbook: they are kept in a temporary file, and
memory holds only the offset of each.
"""

import os
import re
from array import array
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from tempfile import TemporaryFile

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.cell_text import (
    clean_cell_text,
    format_boolean,
    format_raw_number,
    format_serial_moment,
    normalize_iso_moment,
    unescape_text,
)
from cooperation.spreadsheets.files.number_formats import PLAIN_FORMAT, NumberFormat
from cooperation.spreadsheets.files.types import (
    Limits,
    ReadWarning,
    ReadWarnings,
    UnreadableFile,
)
from cooperation.spreadsheets.files.worksheets import (
    LAST_ROW_NUMBER,
    LETTERS,
    RawLine,
    ReadQuota,
    WorksheetReader,
    get_address,
)
from cooperation.spreadsheets.files.xml import (
    Attributes,
    SafeArchive,
    XmlStreamParser,
    get_damage_message,
    qualify_handlers,
)

# A value, a formula and some runs of text: more parts of one cell are counted.
MAX_UNCOUNTED_PARTS = 8
MERGED_CELLS = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]{0,99}?ref=[\"']"
    rb"([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})[^>]{0,99}>"
)
MAX_MERGED_CELLS, MAX_MERGED_TAG = 100_000, 200


@lru_cache(maxsize=4_096)
def get_column_index(letters: str) -> int:
    """Return the index of a column by its letters: A is 0."""
    number = 0
    for letter in letters:
        if letter not in LETTERS or number > LAST_ROW_NUMBER:
            raise UnreadableFile(get_damage_message())
        number = number * 26 + LETTERS.index(letter) + 1
    return number - 1


CACHE_SIZE = 4_096
MAX_STRINGS_PER_ROW = 20


class SharedStrings:
    """The shared strings of one workbook; call ``close`` after use."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.file = TemporaryFile()  # noqa: SIM115 closed by ``close``
        self.ends = array("Q", [0])
        self.pieces: list[str] = []
        self.length = self.runs = 0
        self.is_in_run = self.is_in_phonetic = False
        self.text = lru_cache(CACHE_SIZE)(self.read_string)

    def close(self) -> None:
        self.text.cache_clear()
        self.file.close()

    def load(self, archive: SafeArchive, name: str) -> None:
        starts = qualify_handlers(
            si=self.begin_text, t=self.begin_run, rPh=self.begin_phonetic
        )
        ends = qualify_handlers(si=self.end_text, t=self.end_run, rPh=self.end_phonetic)
        self.markup = XmlStreamParser(starts, ends, self.add, self.limits)
        self.markup.read_all(archive.iter_chunks(name))
        self.file.flush()

    def begin_text(self, _attributes: Attributes) -> None:
        self.pieces, self.length, self.runs = [], 0, 0

    def begin_run(self, _attributes: Attributes) -> None:
        self.runs += 1
        if self.runs > 1:
            self.markup.count_ignored()
        self.is_in_run = not self.is_in_phonetic

    def end_run(self) -> None:
        self.is_in_run = False

    def begin_phonetic(self, _attributes: Attributes) -> None:
        """Begin a phonetic guide, which is not part of the text."""
        self.is_in_phonetic = True

    def end_phonetic(self) -> None:
        self.is_in_phonetic = False

    def add(self, text: str) -> None:
        if self.is_in_run:
            self.length += len(text)
            if self.length > self.limits.cell:
                raise UnreadableFile(_("Le classeur contient un texte démesuré."))
            self.pieces.append(text)

    def end_text(self) -> None:
        """Write the finished text to the temporary file."""
        if len(self.ends) > self.limits.rows * MAX_STRINGS_PER_ROW:
            raise UnreadableFile(_("Le classeur contient trop de textes."))
        content = unescape_text("".join(self.pieces)).encode("utf-8", "ignore")
        self.file.write(content)
        self.ends.append(self.ends[-1] + len(content))

    def read_string(self, index: int) -> str:
        if not 0 <= index < len(self.ends) - 1:
            raise UnreadableFile(get_damage_message())
        start, end = self.ends[index], self.ends[index + 1]
        return os.pread(self.file.fileno(), end - start, start).decode()


class XlsxWorksheetReader(WorksheetReader):
    """Read one worksheet; the size that it declares is ignored."""

    def __init__(
        self,
        quota: ReadQuota,
        strings: SharedStrings,
        formats: list[NumberFormat],
        epoch: datetime,
    ) -> None:
        super().__init__(quota, ReadWarnings())
        self.strings, self.formats, self.epoch = strings, formats, epoch
        self.ready: list[RawLine] = []
        self.kind = self.style = ""
        self.value: str | None = None
        self.inline: str | None = None
        self.formula: str | None = None
        self.is_in_part = self.is_in_phonetic = False
        self.part_count = 0
        # Columns merged downwards by first line, and the last line of each.
        self.merged: dict[int, dict[int, int]] = {}

    def find_merged_cells(self, chunks: Iterable[bytes]) -> None:
        """Find the merged cells, which stand after the rows, without parsing these."""
        tail, number = b"", 0
        for chunk in chunks:
            text = tail + chunk
            for found in MERGED_CELLS.finditer(text):
                number += 1
                if number < MAX_MERGED_CELLS:
                    self.add_merged_cells(*map(bytes.decode, found.groups()))
            last = text.rfind(b"<", -MAX_MERGED_TAG)
            tail = text[last:] if last > text.rfind(b">") else b""

    def add_merged_cells(self, left: str, top: str, right: str, bottom: str) -> None:
        """Note cells merged beside each other, and keep those merged downwards."""
        if left != right:
            self.merged_lines.add(int(top))
            self.warnings.add(ReadWarning.MERGED, f"{left}{top}:{right}{bottom}")
        if top != bottom:
            column = get_column_index(left)
            self.merged.setdefault(int(top), {})[column] = int(bottom)

    def lines(self, chunks: Iterable[bytes]) -> Iterator[RawLine]:
        starts = qualify_handlers(
            row=self.begin_row,
            c=self.begin_cell,
            **{"is": self.count_part},
            v=self.begin_part,
            t=self.begin_part,
            f=self.begin_part,
            rPh=self.begin_phonetic,
        )
        ends = qualify_handlers(
            row=self.end_row,
            c=self.end_cell,
            v=self.end_value,
            t=self.end_inline,
            f=self.end_formula,
            rPh=self.end_phonetic,
        )
        self.markup = XmlStreamParser(starts, ends, self.add_text, self.limits)
        for _chunk in self.markup.read(chunks):
            yield from self.ready
            self.ready.clear()

    def begin_row(self, attributes: Attributes) -> None:
        """Begin a row, numbered by the file or following the previous one."""
        number = attributes.get("r", "")
        self.line = (
            int(number) if number.isdecimal() and len(number) < 8 else self.line + 1
        )
        if not 0 < self.line <= LAST_ROW_NUMBER:
            raise UnreadableFile(get_damage_message())
        self.is_hidden = attributes.get("hidden") in ("1", "true")
        self.spans = self.merged.get(self.line, {})
        self.cells, self.column, self.cell_count = {}, -1, 0

    def end_row(self) -> None:
        if self.finish_row(self.line):
            self.ready.append((self.line, self.cells))

    def begin_cell(self, attributes: Attributes) -> None:
        address = attributes.get("r")
        self.column = (
            get_column_index(address.rstrip("0123456789"))
            if address
            else self.column + 1
        )
        self.cell_count += 1
        if self.cell_count > self.limits.columns:
            self.markup.count_ignored()
        self.part_count = 0
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.value = self.inline = self.formula = None

    def count_part(self, _attributes: Attributes) -> None:
        self.part_count += 1
        if self.part_count > MAX_UNCOUNTED_PARTS:
            self.markup.count_ignored()

    def begin_part(self, attributes: Attributes) -> None:
        self.count_part(attributes)
        self.pieces, self.length, self.is_in_part = [], 0, not self.is_in_phonetic

    def begin_phonetic(self, _attributes: Attributes) -> None:
        self.is_in_phonetic = True

    def end_phonetic(self) -> None:
        self.is_in_phonetic = False

    def add_text(self, text: str) -> None:
        """Add text to the current part; text between elements is ignored."""
        if self.is_in_part:
            self.add_piece(text)

    def end_part(self) -> str:
        self.is_in_part = False
        return "".join(self.pieces)

    def end_value(self) -> None:
        if self.value is not None:
            raise UnreadableFile(get_damage_message())
        self.value = self.end_part()

    def end_inline(self) -> None:
        self.inline = (self.inline or "") + self.end_part()
        self.check_length(len(self.inline))

    def end_formula(self) -> None:
        self.formula = self.end_part()

    def end_cell(self) -> None:
        if self.inline is not None and (self.kind == "inlineStr" or not self.value):
            text = unescape_text(self.inline)
        else:
            text = self.decode_value(self.value) if self.value else ""
        self.put_cell(clean_cell_text(text), self.formula)

    def decode_value(self, value: str) -> str:
        if self.kind == "s":
            return self.get_shared_string(value)
        if self.kind == "n":
            return self.number(value)
        if self.kind == "b":
            return format_boolean(value)
        if self.kind == "d":
            return self.note_no_date(normalize_iso_moment(value, self.epoch))
        return unescape_text(value)

    def get_shared_string(self, value: str) -> str:
        if not (value.isdecimal() and len(value) < 10):
            raise UnreadableFile(get_damage_message())
        return self.strings.text(int(value))

    def number(self, value: str) -> str:
        """Return a number as its format shows it: date, leading zeros, currency."""
        number = format_raw_number(value, self.get_address)
        number_format = self.get_format()
        if number_format is PLAIN_FORMAT:
            return number
        if moment := number_format.moment:
            return self.note_no_date(format_serial_moment(number, moment, self.epoch))
        return self.put_number(number, number_format)

    def get_format(self) -> NumberFormat:
        """Return the format of the cell; an unknown style is plain."""
        is_number = self.style.isdecimal() and len(self.style) < 8
        style = int(self.style) if is_number else -1
        return self.formats[style] if 0 <= style < len(self.formats) else PLAIN_FORMAT

    def get_address(self) -> str:
        return get_address(max(self.column, 0), self.line)
