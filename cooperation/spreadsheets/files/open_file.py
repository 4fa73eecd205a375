"""Opening a file: its kind by its first bytes, its worksheets within limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.delimited import open_csv
from cooperation.spreadsheets.files.ods import MIMETYPE_PATH, open_ods
from cooperation.spreadsheets.files.tables import RowCounter, build_spreadsheet_table
from cooperation.spreadsheets.files.types import (
    MEGABYTE,
    HeaderLines,
    Limits,
    SpreadsheetFile,
    SpreadsheetTable,
    UnreadableFile,
)
from cooperation.spreadsheets.files.worksheets import RawWorksheet, macros_error
from cooperation.spreadsheets.files.xlsx import CONTENT_TYPES_PATH, open_xlsx
from cooperation.spreadsheets.files.xml import (
    SafeArchive,
    get_password_message,
    open_archive,
)

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURES = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"{\\rtf": "RTF",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"\x7fELF": "ELF",
    b"MZ": "EXE",
    b"SQLite format 3": "SQLite",
}
TEXT_SIGNATURES = {
    b"<!doctype html": "HTML",
    b"<html": "HTML",
    b"<table": "HTML",
    b"<?xml": "XML",
}
SIGNATURE_BYTES = 4_096
# The name of the stream that holds an encrypted workbook, in an OLE file.
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
SUFFIXES = {
    "xlsx": (".xlsx", ".xltx", ".xlsm", ".xltm"),
    "ods": (".ods", ".ots"),
    "csv": (".csv", ".tsv", ".txt", ".tab"),
}
OTHER_OFFICE_KINDS = {
    "word/": "Word",
    "ppt/": "PowerPoint",
    "xl/workbook.bin": "XLSB",
}
ODS_TYPES = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)


def wrong_kind_error(kind: str) -> UnreadableFile:
    reason = _("C’est un fichier %s, pas un tableau : attendus XLSX, ODS ou CSV.")
    return UnreadableFile(reason % kind)


def is_archive(path: Path) -> bool:
    """Return whether a file is an archive (XLSX or ODS); otherwise it is text.

    Raises ``UnreadableFile`` for every other kind.
    """
    with path.open("rb") as file:
        beginning = file.read(SIGNATURE_BYTES)
    if beginning.startswith(OLE):
        raise old_office_error(path)
    for signature, kind in SIGNATURES.items():
        if beginning.startswith(signature):
            raise wrong_kind_error(kind)
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    for mark, kind in TEXT_SIGNATURES.items():
        if text.startswith(mark):
            raise wrong_kind_error(kind)
    return beginning.startswith(b"PK\x03\x04")


def old_office_error(path: Path) -> UnreadableFile:
    with path.open("rb") as file:
        if ENCRYPTED_STREAM in file.read(10 * 1024 * 1024):
            return UnreadableFile(get_password_message())
    return UnreadableFile(
        _("C’est un ancien fichier Office (.xls, .doc) : enregistrez-le en .xlsx.")
    )


def detect_workbook_kind(archive: SafeArchive) -> str:
    """Return "xlsx" or "ods"; raise ``UnreadableFile`` for other archives."""
    if MIMETYPE_PATH in archive:
        return detect_opendocument_kind(archive.beginning(MIMETYPE_PATH).strip())
    if CONTENT_TYPES_PATH not in archive:
        raise wrong_kind_error("ZIP")
    for folder, kind in OTHER_OFFICE_KINDS.items():
        if any(name.startswith(folder) for name in archive.members):
            raise wrong_kind_error(kind)
    return "xlsx"


def detect_opendocument_kind(mimetype: bytes) -> str:
    if mimetype in ODS_TYPES:
        return "ods"
    raise wrong_kind_error("OpenDocument")


def check_file_name(path: Path, kind: str) -> None:
    """Refuse a file whose suffix belongs to another kind; unknown suffixes pass."""
    suffix = path.suffix.lower()
    if suffix in (".xlsm", ".xltm"):
        raise macros_error()
    known = {ending for endings in SUFFIXES.values() for ending in endings}
    others = known | {".xls", ".pdf", ".docx", ".odt", ".zip", ".html", ".xlsb"}
    if suffix in others and suffix not in SUFFIXES[kind]:
        message = _(
            "Le nom du fichier dit %(suffix)s, son contenu %(kind)s : renommez-le."
        )
        raise UnreadableFile(message % {"suffix": suffix, "kind": kind.upper()})


@contextmanager
def open_spreadsheet(
    path: Path, limits: Limits, header_lines: HeaderLines | None = None
) -> Iterator[SpreadsheetFile]:
    """Open a spreadsheet file.

    ``header_lines`` are the lines that people chose as headers, by name of the table.
    Raises ``UnreadableFile``, here or while rows are read, for a file that is missing,
    hostile, damaged or beyond the limits.
    """
    check_size(path, limits)
    notes: list[str] = []
    if not is_archive(path):
        check_file_name(path, "csv")
        with open_csv(path, limits, notes) as raw:
            yield build_spreadsheet_file("csv", raw, limits, notes, header_lines)
        return
    with open_archive(path, limits) as archive:
        kind = detect_workbook_kind(archive)
        check_file_name(path, kind)
        opened = open_xlsx if kind == "xlsx" else open_ods
        with opened(archive, limits, notes) as raw:
            yield build_spreadsheet_file(kind, raw, limits, notes, header_lines)


def check_size(path: Path, limits: Limits) -> None:
    if not path.is_file():
        raise UnreadableFile(_("Le fichier %s n’existe pas.") % path.name)
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(_("Le fichier est vide."))
    if size > limits.bytes:
        message = _("Le fichier dépasse %s Mo.") % (limits.bytes // MEGABYTE)
        if limits.is_web:
            message += " " + _("Au-delà, passez par la commande d’import.")
        raise UnreadableFile(message)


def build_spreadsheet_file(
    kind: str,
    raw: Iterator[RawWorksheet],
    limits: Limits,
    notes: list[str],
    header_lines: HeaderLines | None,
) -> SpreadsheetFile:
    chosen = header_lines or {}

    def read() -> Iterator[SpreadsheetTable]:
        row_counter = RowCounter(limits)
        is_empty = True
        for found in raw:
            line = chosen.get(found.name)
            sheet = build_spreadsheet_table(found, row_counter, notes, line)
            if sheet is not None:
                is_empty = False
                yield sheet
                for _row in sheet.rows:
                    pass
        if is_empty:
            raise UnreadableFile(_("Le fichier est vide."))
        if not row_counter.rows:
            raise UnreadableFile(_("Le fichier ne contient aucune ligne."))

    return SpreadsheetFile(kind, notes, read)
