"""XLSX workbooks: their worksheets, and where their parts are."""

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cooperation.importing.reading.archives import Archive, damaged
from cooperation.importing.reading.markup import Attributes, Markup
from cooperation.importing.reading.names import (
    CONTENT_TYPES,
    RELATION_ID,
    RELATIONSHIP,
    main,
)
from cooperation.importing.reading.number_formats import Format, format_of
from cooperation.importing.reading.raw import (
    MOST_SHEETS,
    Effort,
    RawSheet,
    too_many_sheets,
    with_macros,
)
from cooperation.importing.reading.remarks import Remarks
from cooperation.importing.reading.shapes import Limits, UnreadableFile
from cooperation.importing.reading.shared_strings import SharedStrings
from cooperation.importing.reading.xlsx_sheets import SheetReader

TYPES, PACKAGE_RELATIONS = "[Content_Types].xml", "_rels/.rels"
WORKBOOK_TYPES = ("sheet.main+xml", "template.main+xml")


@dataclass
class Relation:
    kind: str
    target: str
    is_external: bool


@dataclass
class Parts:
    sheets: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    strings: str = ""
    styles: str = ""
    is_from_1904: bool = False


@contextmanager
def open_xlsx(
    archive: Archive, limits: Limits, notes: list[str]
) -> Iterator[Iterator[RawSheet]]:
    """Yield the visible worksheets of a workbook, in order."""
    parts = parts_of(archive)
    if parts.hidden:
        names = ", ".join(f"« {name} »" for name in parts.hidden)
        notes.append(_("Feuilles masquées, laissées de côté : %s.") % names)
    formats = read_formats(archive, parts.styles)
    strings = SharedStrings(limits)
    try:
        if parts.strings:
            strings.load(archive, parts.strings)
        effort = Effort(limits)
        yield (
            raw_sheet(archive, name, member, effort, strings, formats, parts)
            for name, member in parts.sheets
        )
    finally:
        strings.close()


def raw_sheet(
    archive: Archive,
    name: str,
    member: str,
    effort: Effort,
    strings: SharedStrings,
    formats: list[Format],
    parts: Parts,
) -> RawSheet:
    remarks = Remarks()
    reader = SheetReader(effort, strings, formats, remarks, parts.is_from_1904)
    return RawSheet(name, reader.lines(archive.chunks(member)), remarks)


def parts_of(archive: Archive) -> Parts:
    """Return the parts of a workbook; refuse macros and external targets."""
    check_types(archive)
    top = relations(archive, PACKAGE_RELATIONS, "")
    book = next((r.target for r in top.values() if r.kind == "officeDocument"), "")
    if not book:
        raise UnreadableFile(_("Il manque une partie au classeur."))
    folder, name = posixpath.split(book)
    links = relations(archive, f"{folder}/_rels/{name}.rels".lstrip("/"), folder)
    kinds = {relation.kind: relation.target for relation in links.values()}
    parts = Parts(
        strings=kinds.get("sharedStrings", ""), styles=kinds.get("styles", "")
    )
    read_workbook(archive, book, links, parts)
    return parts


def check_types(archive: Archive) -> None:
    """Refuse a workbook with macros, and what is not a workbook."""
    if any(is_program(name.lower()) for name in archive.members):
        raise with_macros()
    types: set[str] = set()

    def add(attributes: Attributes) -> None:
        types.add(attributes.get("ContentType", ""))

    Markup(dict.fromkeys(CONTENT_TYPES, add), {}).read_all(archive.chunks(TYPES))
    if any("macroEnabled" in kind for kind in types):
        raise with_macros()
    if not any(kind.endswith(WORKBOOK_TYPES) for kind in types):
        raise UnreadableFile(_("Ce n’est pas un classeur XLSX."))


def is_program(name: str) -> bool:
    return name.endswith("vbaproject.bin") or "/macrosheets/" in name


def relations(archive: Archive, name: str, folder: str) -> dict[str, Relation]:
    """Return the relations that a part declares, by id; targets are member names."""
    found: dict[str, Relation] = {}

    def add(attributes: Attributes) -> None:
        target = attributes.get("Target", "")
        path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = attributes.get("Type", "").rpartition("/")[2]
        is_external = attributes.get("TargetMode") == "External"
        found[attributes.get("Id", "")] = Relation(kind, path, is_external)

    Markup({RELATIONSHIP: add}, {}).read_all(archive.chunks(name))
    return found


def read_workbook(
    archive: Archive, book: str, links: dict[str, Relation], parts: Parts
) -> None:
    """Read the list of worksheets and the date system (1900 or 1904)."""

    def add(attributes: Attributes) -> None:
        key = next((attributes[name] for name in RELATION_ID if name in attributes), "")
        link, name = links.get(key), attributes.get("name", "")
        if link is None or link.is_external:
            raise UnreadableFile(damaged())
        if link.kind != "worksheet":
            return
        if len(parts.sheets) + len(parts.hidden) >= MOST_SHEETS:
            raise too_many_sheets()
        if attributes.get("state", "visible") == "visible":
            parts.sheets.append((name, link.target))
        else:
            parts.hidden.append(name)

    def settle(attributes: Attributes) -> None:
        parts.is_from_1904 = attributes.get("date1904") in ("1", "true")

    starts = main(sheet=add, workbookPr=settle)
    Markup(starts, {}).read_all(archive.chunks(book))
    members = [member for _name, member in parts.sheets]
    if len(set(members)) < len(members):
        raise UnreadableFile(damaged())


class FormatReader:
    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.numbers: list[int] = []
        self.is_of_cells = False

    def code(self, attributes: Attributes) -> None:
        number = whole(attributes.get("numFmtId", ""))
        self.codes[number] = attributes.get("formatCode", "")[:200]

    def cells(self, _attributes: Attributes) -> None:
        """Begin the list of cell styles, which cells refer to by index."""
        self.is_of_cells = True

    def no_cells(self) -> None:
        self.is_of_cells = False

    def cell(self, attributes: Attributes) -> None:
        if self.is_of_cells:
            self.numbers.append(whole(attributes.get("numFmtId", "0")))


def read_formats(archive: Archive, name: str) -> list[Format]:
    """Return the number format of each cell style, by index."""
    if not name:
        return []
    reader = FormatReader()
    starts = main(numFmt=reader.code, cellXfs=reader.cells, xf=reader.cell)
    Markup(starts, main(cellXfs=reader.no_cells)).read_all(archive.chunks(name))
    return [format_of(number, reader.codes) for number in reader.numbers]


def whole(text: str) -> int:
    """Parse a non-negative integer of at most 9 digits."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise UnreadableFile(damaged())
    return int(text)
