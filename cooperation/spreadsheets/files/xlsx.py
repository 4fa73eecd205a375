"""XLSX workbooks: their worksheets, and where their parts are."""

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.cell_text import SERIAL_EPOCH, SERIAL_EPOCH_1904
from cooperation.spreadsheets.files.number_formats import (
    NumberFormat,
    get_number_format,
)
from cooperation.spreadsheets.files.types import Limits, UnreadableFile
from cooperation.spreadsheets.files.worksheets import (
    MAX_WORKSHEETS,
    RawWorksheet,
    ReadQuota,
    macros_error,
    too_many_worksheets_error,
)
from cooperation.spreadsheets.files.xlsx_worksheets import (
    SharedStrings,
    XlsxWorksheetReader,
)
from cooperation.spreadsheets.files.xml import (
    DEFAULT,
    OVERRIDE,
    RELATION_ID,
    RELATIONSHIP,
    Attributes,
    SafeArchive,
    XmlStreamParser,
    get_damage_message,
    get_member_key,
    qualify_handlers,
)

CONTENT_TYPES_PATH, PACKAGE_RELATIONS_PATH = "[Content_Types].xml", "_rels/.rels"
WORKBOOK_TYPES = ("sheet.main+xml", "template.main+xml")
MACRO_TYPES = ("vnd.ms-office.vbaProject", "macrosheet+xml")
MACRO_RELATIONS = {"vbaProject", "xlMacrosheet", "xlIntlMacrosheet"}


@dataclass
class PackageRelation:
    kind: str
    target: str
    is_external: bool


@dataclass
class WorkbookParts:
    sheets: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    strings: str = ""
    styles: str = ""
    is_from_1904: bool = False


@contextmanager
def open_xlsx(
    archive: SafeArchive, limits: Limits, notes: list[str]
) -> Iterator[Iterator[RawWorksheet]]:
    """Yield the visible worksheets of a workbook, in order."""
    parts = find_workbook_parts(archive)
    if parts.hidden:
        names = ", ".join(f"« {name} »" for name in parts.hidden)
        notes.append(_("Feuilles masquées, laissées de côté : %s.") % names)
    formats = read_formats(archive, parts.styles)
    strings = SharedStrings(limits)
    try:
        if parts.strings:
            strings.load(archive, parts.strings)
        quota = ReadQuota(limits)
        yield (
            build_raw_worksheet(archive, name, member, quota, strings, formats, parts)
            for name, member in parts.sheets
        )
    finally:
        strings.close()


def build_raw_worksheet(
    archive: SafeArchive,
    name: str,
    member: str,
    quota: ReadQuota,
    strings: SharedStrings,
    formats: list[NumberFormat],
    parts: WorkbookParts,
) -> RawWorksheet:
    epoch = SERIAL_EPOCH_1904 if parts.is_from_1904 else SERIAL_EPOCH
    reader = XlsxWorksheetReader(quota, strings, formats, epoch)
    reader.find_merged_cells(archive.iter_chunks(member))
    lines = reader.lines(archive.iter_chunks(member))
    return RawWorksheet(name, lines, reader.warnings, reader.merged_lines)


def find_workbook_parts(archive: SafeArchive) -> WorkbookParts:
    """Return the parts of a workbook; refuse macros and external targets."""
    if any(is_macro_member(name) for name in archive.members):
        raise macros_error()
    top = read_relations(archive, PACKAGE_RELATIONS_PATH, "")
    book = next((r.target for r in top.values() if r.kind == "officeDocument"), "")
    check_content_types(archive, book)
    if not book:
        raise UnreadableFile(_("Il manque une partie au classeur."))
    folder, name = posixpath.split(book)
    links = read_relations(archive, f"{folder}/_rels/{name}.rels".lstrip("/"), folder)
    kinds = {relation.kind: relation.target for relation in links.values()}
    if MACRO_RELATIONS & kinds.keys():
        raise macros_error()
    strings = kinds.get("sharedStrings", "")
    parts = WorkbookParts(
        strings=strings if strings in archive else "", styles=kinds.get("styles", "")
    )
    read_workbook(archive, book, links, parts)
    return parts


def check_content_types(archive: SafeArchive, book: str) -> None:
    """Refuse a workbook with macros, and what is not a workbook.

    Only the types of parts that there are count: some programs declare others.
    """
    types: dict[str, str] = {}

    def add(attributes: Attributes) -> None:
        name = attributes.get("PartName", "").lstrip("/")
        key = name or "." + attributes.get("Extension", "")
        types[get_member_key(key)] = attributes.get("ContentType", "")

    XmlStreamParser({OVERRIDE: add, DEFAULT: add}, {}).read_all(
        archive.iter_chunks(CONTENT_TYPES_PATH)
    )
    declared = (kind for part, kind in types.items() if part in archive.members)
    if any(kind.endswith(MACRO_TYPES) for kind in declared):
        raise macros_error()
    key = get_member_key(book)
    kind = types.get(key) or types.get(posixpath.splitext(key)[1], "")
    if "macroEnabled" in kind:
        raise macros_error()
    if not kind.endswith(WORKBOOK_TYPES):
        raise UnreadableFile(_("Ce n’est pas un classeur XLSX."))


def is_macro_member(name: str) -> bool:
    return name.endswith("vbaproject.bin") or "/macrosheets/" in name


def read_relations(
    archive: SafeArchive, name: str, folder: str
) -> dict[str, PackageRelation]:
    """Return the relations that a part declares, by id; targets are member names."""
    found: dict[str, PackageRelation] = {}

    def add(attributes: Attributes) -> None:
        target = attributes.get("Target", "").replace("\\", "/")
        path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = attributes.get("Type", "").rpartition("/")[2]
        is_external = attributes.get("TargetMode") == "External"
        found[attributes.get("Id", "")] = PackageRelation(kind, path, is_external)

    XmlStreamParser({RELATIONSHIP: add}, {}).read_all(archive.iter_chunks(name))
    return found


def read_workbook(
    archive: SafeArchive,
    book: str,
    links: dict[str, PackageRelation],
    parts: WorkbookParts,
) -> None:
    """Read the list of worksheets and the date system (1900 or 1904)."""

    def add(attributes: Attributes) -> None:
        key = next((attributes[name] for name in RELATION_ID if name in attributes), "")
        link, name = links.get(key), attributes.get("name", "")
        if link is None or link.is_external:
            raise UnreadableFile(get_damage_message())
        if link.kind != "worksheet":
            return
        if len(parts.sheets) + len(parts.hidden) >= MAX_WORKSHEETS:
            raise too_many_worksheets_error()
        if attributes.get("state", "visible") == "visible":
            parts.sheets.append((name, link.target))
        else:
            parts.hidden.append(name)

    def read_date_system(attributes: Attributes) -> None:
        parts.is_from_1904 = attributes.get("date1904") in ("1", "true")

    starts = qualify_handlers(sheet=add, workbookPr=read_date_system)
    XmlStreamParser(starts, {}).read_all(archive.iter_chunks(book))
    members = [member for _name, member in parts.sheets]
    if len(set(members)) < len(members):
        raise UnreadableFile(get_damage_message())


class StyleReader:
    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.numbers: list[int] = []
        self.is_in_cell_styles = False

    def add_code(self, attributes: Attributes) -> None:
        number = parse_whole_number(attributes.get("numFmtId", ""))
        self.codes[number] = attributes.get("formatCode", "")[:200]

    def begin_cell_styles(self, _attributes: Attributes) -> None:
        """Begin the list of cell styles, which cells refer to by index."""
        self.is_in_cell_styles = True

    def end_cell_styles(self) -> None:
        self.is_in_cell_styles = False

    def add_style(self, attributes: Attributes) -> None:
        if self.is_in_cell_styles:
            self.numbers.append(parse_whole_number(attributes.get("numFmtId", "0")))


def read_formats(archive: SafeArchive, name: str) -> list[NumberFormat]:
    """Return the number format of each cell style, by index."""
    if not name:
        return []
    reader = StyleReader()
    starts = qualify_handlers(
        numFmt=reader.add_code, cellXfs=reader.begin_cell_styles, xf=reader.add_style
    )
    XmlStreamParser(starts, qualify_handlers(cellXfs=reader.end_cell_styles)).read_all(
        archive.iter_chunks(name)
    )
    return [get_number_format(number, reader.codes) for number in reader.numbers]


def parse_whole_number(text: str) -> int:
    """Parse a non-negative integer of at most 9 digits."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise UnreadableFile(get_damage_message())
    return int(text)
