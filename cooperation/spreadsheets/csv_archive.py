"""A selection as CSV: one worksheet, or all of them in a ZIP archive.

Headers hold the codes of columns and cells hold codes, for machines. Semicolons and
UTF-8 with BOM open in French Excel.
"""

import zipfile
from collections.abc import Iterable, Iterator
from typing import IO

from django.utils import translation

from cooperation.columns.datasets import Record
from cooperation.columns.specs import WorksheetSpec, format_cell_text
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.exports.csv import BOM, stream_csv
from cooperation.exports.xlsx import stream_file
from cooperation.spreadsheets.dictionary import (
    DICTIONARY_HEADINGS,
    DICTIONARY_WORKSHEET,
    README_WORKSHEET,
    iter_dictionary_rows,
    list_editing_advice,
)
from cooperation.spreadsheets.selection import FRENCH, WorkbookSelection


def stream_worksheet_csv(
    spec: WorksheetSpec, records: Iterable[Record]
) -> Iterator[bytes]:
    """Yield one worksheet as CSV: codes, decimal points, ISO 8601 dates."""
    return stream_csv(
        header=[column.code for column in spec.exported_columns],
        rows=records,
        format_cell=format_cell_text,
    )


def stream_selection_zip(
    selection: WorkbookSelection, about: list[str]
) -> Iterator[bytes]:
    """Yield a ZIP archive of a selection, one CSV file for each worksheet."""

    def write(file: IO[bytes]) -> None:
        with (
            translation.override(FRENCH),
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            write_archive(archive, selection, about)

    return stream_file(write)


def write_archive(
    archive: zipfile.ZipFile, selection: WorkbookSelection, about: list[str]
) -> None:
    words = "\r\n\r\n".join([*about, *list_editing_advice()])
    archive.writestr(f"{README_WORKSHEET}.txt", BOM + words)
    shown = [WORKSHEETS[code] for code in selection.keys]
    for spec in shown:
        with archive.open(f"{spec.code}.csv", "w") as member:
            member.writelines(stream_worksheet_csv(spec, selection.records(spec.code)))
    headings = [str(heading) for heading, _width in DICTIONARY_HEADINGS]
    dictionary = stream_csv(header=headings, rows=iter_dictionary_rows(shown))
    with archive.open(f"{DICTIONARY_WORKSHEET}.csv", "w") as member:
        member.writelines(dictionary)
