"""From a file to rows: CSV in any usual encoding and separator, or XLSX."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cooperation.importing.reading.shapes import UnreadableFile

MOST_ROWS, MOST_COLUMNS = 100_000, 60
LARGEST = 50 * 1024 * 1024
ENCODINGS = ["utf-8-sig", "cp1252"]
SEPARATORS = ",;\t"
Row = dict[str, str]


@dataclass
class Table:
    """The rows of a file with their line numbers, the header being line 1."""

    header: list[str]
    rows: list[tuple[int, Row]]
    notes: list[str] = field(default_factory=list)


def read_table(path: Path) -> Table:
    """Read the first sheet of a file.

    Raises ``UnreadableFile`` for a missing, empty, oversized or damaged file.
    """
    if not path.is_file():
        raise UnreadableFile(_("Le fichier %s n’existe pas.") % path)
    if path.stat().st_size > LARGEST:
        raise UnreadableFile(_("Le fichier dépasse 50 Mo."))
    notes: list[str] = []
    is_excel = path.suffix.lower() == ".xlsx"
    lines = excel_lines(path) if is_excel else csv_lines(path, notes)
    return as_table(lines, notes)


def csv_lines(path: Path, notes: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Give the numbered lines of a CSV file, its encoding and separator detected."""
    text = decoded(path.read_bytes(), notes)
    if "\0" in text:
        raise UnreadableFile(_("Ce n’est pas un fichier de texte."))
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise UnreadableFile(
            _("Le fichier est abîmé à la ligne %s.") % reader.line_num
        ) from error


def decoded(content: bytes, notes: list[str]) -> str:
    """Give the text of a file in UTF-8, or else in the encoding of old Excel."""
    try:
        return content.decode(ENCODINGS[0])
    except UnicodeDecodeError:
        notes.append(_("Le fichier n’est pas en UTF-8 : lu comme Windows-1252."))
    try:
        return content.decode(ENCODINGS[1])
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("L’encodage du fichier est inconnu.")) from error


def excel_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the numbered lines of the first sheet of an XLSX file.

    What the file says of its own size is not trusted: a few kilobytes can announce a
    billion cells.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()
        limits = {"max_row": MOST_ROWS + 2, "max_col": MOST_COLUMNS + 1}
        for number, cells in enumerate(sheet.iter_rows(values_only=True, **limits), 1):
            yield number, [in_words(cell) for cell in cells]
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise UnreadableFile(_("Ce n’est pas un classeur XLSX lisible.")) from error


def in_words(cell: Any) -> str:
    """Give a cell as text; whole numbers without decimals."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def as_table(lines: Iterator[tuple[int, list[str]]], notes: list[str]) -> Table:
    """Give the rows below the header, empty lines left out."""
    header = next((cells for _number, cells in lines if any(cells)), [])
    while header and not header[-1]:
        header.pop()
    check_header(header)
    rows = []
    for number, cells in lines:
        if any(cells):
            rows.append((number, dict(zip(header, cells + [""] * len(header)))))  # noqa: B905
        if len(rows) > MOST_ROWS:
            raise UnreadableFile(_("Le fichier dépasse 100 000 lignes."))
    if not rows:
        raise UnreadableFile(_("Le fichier ne contient aucune ligne."))
    return Table(header, rows, notes)


def check_header(header: list[str]) -> None:
    """Refuse a header that is empty, too wide, or names a column twice."""
    if not header:
        raise UnreadableFile(_("Le fichier est vide."))
    if len(header) > MOST_COLUMNS:
        raise UnreadableFile(_("Le fichier dépasse 60 colonnes."))
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        names = ", ".join(f"« {name} »" for name in twice)
        raise UnreadableFile(_("Colonnes en double : %s.") % names)
