"""The first worksheet of a file, loaded whole, for files of a known layout."""

from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.open_file import open_spreadsheet
from cooperation.spreadsheets.files.types import COMMAND_LIMITS, UnreadableFile

RowDict = dict[str, str]


@dataclass
class LoadedTable:
    header: list[str]
    rows: list[tuple[int, RowDict]]
    notes: list[str] = field(default_factory=list)


def read_table(path: Path) -> LoadedTable:
    """Read the first worksheet of a file.

    Raises ``UnreadableFile`` for a missing, empty, oversized or damaged file.
    """
    table = LoadedTable([], [])
    with open_spreadsheet(path, COMMAND_LIMITS) as book:
        for sheet in book.sheets():
            table.header = sheet.header
            for line, cells in sheet.rows:
                table.rows.append((line, dict(zip(sheet.header, cells, strict=True))))
            break
        table.notes = book.notes
    if not table.header:
        raise UnreadableFile(_("Le fichier est vide."))
    if not table.rows:
        raise UnreadableFile(_("Le fichier ne contient aucune ligne."))
    return table
