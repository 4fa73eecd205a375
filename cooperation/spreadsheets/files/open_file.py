"""Opening a file by its kind, within limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.delimited import open_csv
from cooperation.spreadsheets.files.file_kinds import (
    check_file_name,
    detect_workbook_kind,
    is_archive,
)
from cooperation.spreadsheets.files.ods import open_ods
from cooperation.spreadsheets.files.raw_cells import RawWorksheet
from cooperation.spreadsheets.files.tables import RowCounter, build_spreadsheet_table
from cooperation.spreadsheets.files.types import (
    MEGABYTE,
    Limits,
    SpreadsheetFile,
    SpreadsheetTable,
    UnreadableFile,
)
from cooperation.spreadsheets.files.xlsx import open_xlsx
from cooperation.spreadsheets.files.zip_archive import open_archive


@contextmanager
def open_spreadsheet(path: Path, limits: Limits) -> Iterator[SpreadsheetFile]:
    """Open a spreadsheet file.

    Raises ``UnreadableFile``, here or while rows are read, for a file that is missing,
    hostile, damaged or beyond the limits.
    """
    check_size(path, limits)
    notes: list[str] = []
    if not is_archive(path):
        check_file_name(path, "csv")
        with open_csv(path, limits, notes) as raw:
            yield build_spreadsheet_file("csv", raw, limits, notes)
        return
    with open_archive(path, limits) as archive:
        kind = detect_workbook_kind(archive)
        check_file_name(path, kind)
        opened = open_xlsx if kind == "xlsx" else open_ods
        with opened(archive, limits, notes) as raw:
            yield build_spreadsheet_file(kind, raw, limits, notes)


def check_size(path: Path, limits: Limits) -> None:
    if not path.is_file():
        raise UnreadableFile(_("Le fichier %s n’existe pas.") % path.name)
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(_("Le fichier est vide."))
    if size > limits.bytes:
        told = _("Le fichier dépasse %s Mo.") % (limits.bytes // MEGABYTE)
        if limits.is_web:
            told += " " + _("Au-delà, passez par la commande d’import.")
        raise UnreadableFile(told)


def build_spreadsheet_file(
    kind: str, raw: Iterator[RawWorksheet], limits: Limits, notes: list[str]
) -> SpreadsheetFile:
    def read() -> Iterator[SpreadsheetTable]:
        row_counter = RowCounter(limits)
        is_empty = True
        for found in raw:
            sheet = build_spreadsheet_table(found, row_counter, notes)
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
