"""ODS workbooks: one XML document with the worksheets one after the other."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from cooperation.importing.reading.archives import Archive, damaged, with_password
from cooperation.importing.reading.markup import Attributes, Markup
from cooperation.importing.reading.names import MANIFEST, OFFICE, STYLE, TABLE
from cooperation.importing.reading.ods_sheets import TableReader
from cooperation.importing.reading.raw import (
    MOST_SHEETS,
    Effort,
    RawSheet,
    too_many_sheets,
    with_macros,
)
from cooperation.importing.reading.shapes import Limits, UnreadableFile

Start = Callable[[Attributes], None]
End = Callable[[], None]
MIMETYPE, CONTENT, SIGNED = "mimetype", "content.xml", "META-INF/manifest.xml"
PROGRAMS = re.compile(r"(Basic|Scripts)/.*\.(xml|py|js|bsh)$", re.I)


@contextmanager
def open_ods(
    archive: Archive, limits: Limits, notes: list[str]
) -> Iterator[Iterator[RawSheet]]:
    """Yield the visible worksheets of a workbook, in order."""
    check_manifest(archive)
    if any(PROGRAMS.match(name) for name in archive.members):
        raise with_macros()
    if CONTENT not in archive:
        raise UnreadableFile(_("Il manque une partie au classeur."))
    yield Document(archive, limits, notes).sheets()


def check_manifest(archive: Archive) -> None:
    if "encrypted-package" in archive:
        raise UnreadableFile(with_password())
    if SIGNED not in archive:
        return

    def refuse(_attributes: Attributes) -> None:
        raise UnreadableFile(with_password())

    starts = {f"{MANIFEST}encryption-data": refuse}
    Markup(starts, {}).read_all(archive.chunks(SIGNED))


class Document:
    def __init__(self, archive: Archive, limits: Limits, notes: list[str]) -> None:
        self.effort, self.notes = Effort(limits), notes
        self.hidden_styles: set[str] = set()
        self.hidden: list[str] = []
        self.style = ""
        self.number = 0
        self.table: TableReader | None = None
        self.tables: list[TableReader] = []
        self.markup = Markup(self.starts(), self.ends(), self.hear, limits)
        self.pieces = self.markup.read(archive.chunks(CONTENT))
        self.depth = 0

    def starts(self) -> dict[str, Start]:
        return {
            f"{STYLE}style": self.name_style,
            f"{STYLE}table-properties": self.see_style,
            f"{TABLE}table": self.begin_table,
            f"{TABLE}dde-link": self.refuse_link,
            f"{OFFICE}dde-source": self.refuse_link,
            **{name: self.told(name) for name in TableReader.STARTS},
        }

    def ends(self) -> dict[str, End]:
        ended = {name: self.ended(name) for name in TableReader.ENDS}
        return {f"{TABLE}table": self.end_table, **ended}

    def told(self, name: str) -> Start:
        method = TableReader.STARTS[name]

        def tell(attributes: Attributes) -> None:
            if self.table is not None:
                method(self.table, attributes)
            else:
                self.markup.pass_over()

        return tell

    def ended(self, name: str) -> End:
        method = TableReader.ENDS[name]

        def tell() -> None:
            if self.table is not None:
                method(self.table)

        return tell

    def hear(self, text: str) -> None:
        if self.table is not None:
            self.table.hear(text)

    def name_style(self, attributes: Attributes) -> None:
        self.markup.pass_over()
        self.style = attributes.get(f"{STYLE}name", "")

    def see_style(self, attributes: Attributes) -> None:
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
            raise UnreadableFile(damaged())
        self.number += 1
        if self.number > MOST_SHEETS:
            raise too_many_sheets()
        name = attributes.get(f"{TABLE}name", "")
        if attributes.get(f"{TABLE}style-name") in self.hidden_styles:
            self.hidden.append(name)
        else:
            self.table = TableReader(name, self.effort, self.markup)
            self.tables.append(self.table)

    def end_table(self) -> None:
        self.depth -= 1
        if self.table is not None:
            self.table.is_complete = True
        self.table = None

    def sheets(self) -> Iterator[RawSheet]:
        """Yield the worksheets; the rows of one are exhausted before the next."""
        while True:
            while self.tables:
                table = self.tables.pop(0)
                lines = table.lines(self.pieces)
                yield RawSheet(table.name, lines, table.remarks)
                for _line in lines:
                    pass
            if next(self.pieces, self) is self:
                break
        if self.hidden:
            names = ", ".join(f"« {name} »" for name in self.hidden)
            self.notes.append(_("Feuilles masquées, laissées de côté : %s.") % names)
