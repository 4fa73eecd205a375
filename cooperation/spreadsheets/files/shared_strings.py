"""The shared strings of an XLSX file, kept in a temporary file.

They may be most of the workbook: memory holds only the offset of each.
"""

import os
from array import array
from functools import lru_cache
from tempfile import TemporaryFile

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.cell_text import unescape_text
from cooperation.spreadsheets.files.types import Limits, UnreadableFile
from cooperation.spreadsheets.files.xml import Attributes, XmlStreamParser
from cooperation.spreadsheets.files.xml_names import qualify_handlers
from cooperation.spreadsheets.files.zip_archive import SafeArchive, get_damage_message

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
