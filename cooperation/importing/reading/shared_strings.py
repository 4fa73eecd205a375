"""The shared strings of an XLSX file, kept in a temporary file.

They may be most of the workbook: memory holds only the offset of each.
"""

import os
from array import array
from functools import lru_cache
from tempfile import TemporaryFile

from django.utils.translation import gettext as _

from cooperation.importing.reading.archives import Archive, damaged
from cooperation.importing.reading.markup import Attributes, Markup
from cooperation.importing.reading.names import main
from cooperation.importing.reading.shapes import Limits, UnreadableFile
from cooperation.importing.reading.texts import unescaped

RECENT = 4_096
MOST_PER_ROW = 20


class SharedStrings:
    """The shared strings of one workbook; call ``close`` after use."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.file = TemporaryFile()  # noqa: SIM115 closed by ``close``
        self.ends = array("Q", [0])
        self.pieces: list[str] = []
        self.length = self.runs = 0
        self.is_wanted = self.is_spelling = False
        self.text = lru_cache(RECENT)(self.stored)

    def close(self) -> None:
        self.text.cache_clear()
        self.file.close()

    def load(self, archive: Archive, name: str) -> None:
        starts = main(si=self.begin, t=self.want, rPh=self.spell)
        ends = main(si=self.keep, t=self.enough, rPh=self.spelt)
        self.markup = Markup(starts, ends, self.add, self.limits)
        self.markup.read_all(archive.chunks(name))
        self.file.flush()

    def begin(self, _attributes: Attributes) -> None:
        self.pieces, self.length, self.runs = [], 0, 0

    def want(self, _attributes: Attributes) -> None:
        self.runs += 1
        if self.runs > 1:
            self.markup.pass_over()
        self.is_wanted = not self.is_spelling

    def enough(self) -> None:
        self.is_wanted = False

    def spell(self, _attributes: Attributes) -> None:
        """Begin a phonetic guide, which is not part of the text."""
        self.is_spelling = True

    def spelt(self) -> None:
        self.is_spelling = False

    def add(self, text: str) -> None:
        if self.is_wanted:
            self.length += len(text)
            if self.length > self.limits.cell:
                raise UnreadableFile(_("Le classeur contient un texte démesuré."))
            self.pieces.append(text)

    def keep(self) -> None:
        """Write the finished text to the temporary file."""
        if len(self.ends) > self.limits.rows * MOST_PER_ROW:
            raise UnreadableFile(_("Le classeur contient trop de textes."))
        content = unescaped("".join(self.pieces)).encode("utf-8", "ignore")
        self.file.write(content)
        self.ends.append(self.ends[-1] + len(content))

    def stored(self, index: int) -> str:
        if not 0 <= index < len(self.ends) - 1:
            raise UnreadableFile(damaged())
        start, end = self.ends[index], self.ends[index + 1]
        return os.pread(self.file.fileno(), end - start, start).decode()
