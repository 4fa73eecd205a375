"""The kind of a file by its first bytes; the suffix of its name must agree."""

from pathlib import Path

from django.utils.translation import gettext as _

from cooperation.importing.reading.archives import Archive, with_password
from cooperation.importing.reading.ods import MIMETYPE
from cooperation.importing.reading.raw import with_macros
from cooperation.importing.reading.shapes import UnreadableFile
from cooperation.importing.reading.xlsx import TYPES

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
MARKS = {
    b"<!doctype html": "HTML",
    b"<html": "HTML",
    b"<table": "HTML",
    b"<?xml": "XML",
}
LOOKED_AT = 4_096
# The name of the stream that holds an encrypted workbook, in an OLE file.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SUFFIXES = {
    "xlsx": (".xlsx", ".xltx", ".xlsm", ".xltm"),
    "ods": (".ods", ".ots"),
    "csv": (".csv", ".tsv", ".txt", ".tab"),
}
ODS_TYPES = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)


def wrong(kind: str) -> UnreadableFile:
    reason = _("C’est un fichier %s, pas un tableau : attendus XLSX, ODS ou CSV.")
    return UnreadableFile(reason % kind)


def is_archive(path: Path) -> bool:
    """Return whether a file is an archive (XLSX or ODS); otherwise it is text.

    Raises ``UnreadableFile`` for every other kind.
    """
    with path.open("rb") as file:
        beginning = file.read(LOOKED_AT)
    if beginning.startswith(OLE):
        raise old_office(path)
    for signature, kind in SIGNATURES.items():
        if beginning.startswith(signature):
            raise wrong(kind)
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    for mark, kind in MARKS.items():
        if text.startswith(mark):
            raise wrong(kind)
    return beginning.startswith(b"PK\x03\x04")


def old_office(path: Path) -> UnreadableFile:
    with path.open("rb") as file:
        if ENCRYPTED in file.read(10 * 1024 * 1024):
            return UnreadableFile(with_password())
    return UnreadableFile(
        _("C’est un ancien fichier Office (.xls, .doc) : enregistrez-le en .xlsx.")
    )


def kind_of(archive: Archive) -> str:
    """Return "xlsx" or "ods"; raise ``UnreadableFile`` for other archives."""
    if MIMETYPE in archive:
        return kind_of_open(archive.beginning(MIMETYPE).strip())
    names = archive.members
    if TYPES in names and any(name.startswith("word/") for name in names):
        raise wrong("Word")
    if TYPES in names and any(name.startswith("ppt/") for name in names):
        raise wrong("PowerPoint")
    if "xl/workbook.bin" in names:
        raise wrong("XLSB")
    if TYPES in names:
        return "xlsx"
    raise wrong("ZIP")


def kind_of_open(mimetype: bytes) -> str:
    if mimetype in ODS_TYPES:
        return "ods"
    raise wrong("OpenDocument")


def check_name(path: Path, kind: str) -> None:
    """Refuse a file whose suffix belongs to another kind; unknown suffixes pass."""
    suffix = path.suffix.lower()
    if suffix in (".xlsm", ".xltm"):
        raise with_macros()
    known = {ending for endings in SUFFIXES.values() for ending in endings}
    others = known | {".xls", ".pdf", ".docx", ".odt", ".zip", ".html", ".xlsb"}
    if suffix in others and suffix not in SUFFIXES[kind]:
        said = _(
            "Le nom du fichier dit %(suffix)s, son contenu %(kind)s : renommez-le."
        )
        raise UnreadableFile(said % {"suffix": suffix, "kind": kind.upper()})
