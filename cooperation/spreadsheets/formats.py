"""Files of simple tables, behind the ``Format`` of django-import-export.

They are read and written as all spreadsheets of the site: within limits, in French
encodings, without formulas.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

import tablib
from django.utils.translation import gettext as _
from import_export.formats.base_formats import Format
from xlsxwriter import Workbook

from cooperation.exports.csv import stream_csv
from cooperation.exports.xlsx import WORKBOOK_OPTIONS, stream_file, write_rows
from cooperation.spreadsheets.dictionary import is_information_worksheet
from cooperation.spreadsheets.files import (
    WEB_LIMITS,
    SpreadsheetFile,
    UnreadableFile,
    open_spreadsheet,
)
from cooperation.spreadsheets.template import XLSX_CONTENT_TYPE

# A row takes some milliseconds, and no command reads longer files of these tables.
TABLE_LIMITS = replace(WEB_LIMITS, rows=1_000, is_web=False)


class TableDataset(tablib.Dataset):
    """Rows of a file, with their line numbers and what was noted in reading them."""

    def __init__(self, *rows: Any, **options: Any) -> None:
        super().__init__(*rows, **options)
        self.lines: list[int] = []
        self.notes: list[str] = []


class SpreadsheetFormat(Format):
    """XLSX, ODS or CSV: the content says which, and the name must agree."""

    def __init__(self, encoding: str | None = None) -> None:
        """Take an encoding, as the library gives one, and ignore it."""

    def get_title(self) -> str:
        return "XLSX, ODS, CSV"

    def can_import(self) -> bool:
        return True

    def create_dataset(self, in_stream: Any) -> TableDataset:
        """Read the one table of a file; raise ``UnreadableFile`` with a reason.

        ``in_stream.open()`` yields its path.
        """
        with in_stream.open() as path, open_spreadsheet(path, TABLE_LIMITS) as book:
            return read_only_table(book)


def read_only_table(book: SpreadsheetFile) -> TableDataset:
    """Return the table of a file that has one, beside worksheets of help."""
    found: TableDataset | None = None
    for sheet in book.sheets():
        if is_information_worksheet(sheet.name):
            continue
        if found is not None:
            raise UnreadableFile(
                _("Le classeur a plusieurs feuilles : n’en gardez qu’une.")
            )
        found = TableDataset(headers=sheet.header)
        for line, cells in sheet.rows:
            found.append(cells)
            found.lines.append(line)
    if not found:
        raise UnreadableFile(_("Le fichier ne contient aucune ligne."))
    found.notes = list(book.notes)
    return found


class XlsxFormat(Format):
    def get_title(self) -> str:
        return _("Classeur XLSX")

    def can_export(self) -> bool:
        return True

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return XLSX_CONTENT_TYPE

    def export_data(self, dataset: tablib.Dataset, **_options: Any) -> Iterator[bytes]:
        def write(file: IO[bytes]) -> None:
            with Workbook(file, WORKBOOK_OPTIONS) as workbook:
                write_rows(workbook, _("Lignes"), dataset.headers, dataset)

        return stream_file(write)


class CsvFormat(Format):
    def get_title(self) -> str:
        return _("Fichier CSV")

    def can_export(self) -> bool:
        return True

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv; charset=utf-8"

    def export_data(self, dataset: tablib.Dataset, **_options: Any) -> Iterator[bytes]:
        return stream_csv(header=dataset.headers, rows=dataset)
