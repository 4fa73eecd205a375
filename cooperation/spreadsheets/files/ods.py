"""ODS workbooks: one XML document with the worksheets one after the other."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.cell_text import (
    SERIAL_EPOCH,
    SERIAL_EPOCH_1904,
)
from cooperation.spreadsheets.files.ods_styles import OdsStyles
from cooperation.spreadsheets.files.ods_worksheets import OdsWorksheetReader
from cooperation.spreadsheets.files.types import (
    Limits,
    UnreadableFile,
)
from cooperation.spreadsheets.files.worksheets import (
    MAX_WORKSHEETS,
    RawWorksheet,
    ReadQuota,
    macros_error,
    too_many_worksheets_error,
)
from cooperation.spreadsheets.files.xml import (
    MANIFEST,
    OFFICE,
    TABLE,
    Attributes,
    SafeArchive,
    XmlStreamParser,
    get_damage_message,
    get_password_message,
)

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
        self.starts = {
            **self.styles.starts(),
            f"{TABLE}table": self.begin_table,
            f"{TABLE}null-date": self.read_first_day,
            f"{TABLE}dde-link": self.refuse_link,
            f"{OFFICE}dde-source": self.refuse_link,
        }
        self.ends = {**self.styles.ends(), f"{TABLE}table": self.end_table}
        self.markup = XmlStreamParser(
            self.starts, self.ends, self.styles.add_text, limits
        )
        self.pieces = self.markup.read(archive.iter_chunks(CONTENT_PATH))
        self.depth = 0

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
            starts = {**self.starts, **self.table.starts()}
            ends = {**self.ends, **self.table.ends()}
            self.markup.handle_with(starts, ends, self.table.add_text)

    def end_table(self) -> None:
        self.depth -= 1
        if self.table is not None:
            self.table.is_complete = True
            self.markup.handle_with(self.starts, self.ends, self.styles.add_text)
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
