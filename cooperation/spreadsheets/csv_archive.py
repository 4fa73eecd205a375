"""A selection as CSV: one worksheet, or all of them in a ZIP archive.

Headers hold the codes of columns and cells hold codes, for machines. Semicolons and
UTF-8 with BOM open in French Excel.
"""

import csv
import zipfile
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import Any

from django.utils import translation

from cooperation.columns.datasets import Record, iter_batches
from cooperation.columns.specs import WorksheetSpec, format_cell_text
from cooperation.columns.values import escape_formula
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.exports.csv import BOM, FORMULA_PREFIX_SET, Echo
from cooperation.exports.xlsx import BYTES_PER_PIECE, MAX_BYTES_IN_MEMORY
from cooperation.spreadsheets.dictionary import (
    DICTIONARY_HEADINGS,
    DICTIONARY_WORKSHEET,
    README_WORKSHEET,
    iter_dictionary_rows,
    list_editing_advice,
)
from cooperation.spreadsheets.selection import FRENCH, WorkbookSelection


def iter_csv_chunks(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    writer: Any = csv.writer(Echo(), delimiter=";", lineterminator="\r\n")
    yield BOM.encode()
    for batch in iter_batches(rows):
        yield "".join(writer.writerow(row) for row in batch).encode()


def stream_worksheet_csv(
    spec: WorksheetSpec, records: Iterable[Record]
) -> Iterator[bytes]:
    """Yield one worksheet as CSV: codes, decimal points, ISO 8601 dates."""
    return iter_csv_chunks(iter_csv_rows(spec, records))


def iter_csv_rows(
    spec: WorksheetSpec, records: Iterable[Record]
) -> Iterator[list[str]]:
    """Yield the header, then the cells of each row, formulas escaped."""
    yield [column.code for column in spec.exported_columns]
    for record in records:
        yield [format_csv_cell(value) for value in record]


def format_csv_cell(value: Any) -> str:
    """Return the text of a cell, escaped if it would be a formula.

    None and plain text, the most common, are handled first.
    """
    if value is None:
        return ""
    if type(value) is str:
        return value if value[:1] not in FORMULA_PREFIX_SET else escape_formula(value)
    if isinstance(value, int | float):
        return format_cell_text(value)
    return escape_formula(format_cell_text(value))


def stream_selection_zip(
    selection: WorkbookSelection, about: list[str]
) -> Iterator[bytes]:
    """Yield a ZIP archive of a selection, one CSV file for each worksheet."""
    with SpooledTemporaryFile(max_size=MAX_BYTES_IN_MEMORY) as file:
        with (
            translation.override(FRENCH),
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            write_archive(archive, selection, about)
        file.seek(0)
        while piece := file.read(BYTES_PER_PIECE):
            yield piece


def write_archive(
    archive: zipfile.ZipFile, selection: WorkbookSelection, about: list[str]
) -> None:
    words = "\r\n\r\n".join([*about, *list_editing_advice()])
    archive.writestr(f"{README_WORKSHEET}.txt", BOM + words)
    shown = [WORKSHEETS[code] for code in selection.keys]
    for spec in shown:
        with archive.open(f"{spec.code}.csv", "w") as member:
            write_pieces(
                member, stream_worksheet_csv(spec, selection.records(spec.code))
            )
    headings = [str(heading) for heading, _width in DICTIONARY_HEADINGS]
    with archive.open(f"{DICTIONARY_WORKSHEET}.csv", "w") as member:
        write_pieces(member, iter_csv_chunks([headings, *iter_dictionary_rows(shown)]))


def write_pieces(member: Any, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        member.write(piece)
