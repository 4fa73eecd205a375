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

from cooperation.exchange.columns import SheetSpec, cell_text
from cooperation.exchange.dictionary import (
    DICTIONARY_SHEET,
    HEADINGS,
    README_SHEET,
    advice,
    dictionary,
)
from cooperation.exchange.selecting import FRENCH, Selection
from cooperation.exchange.sheets import SHEETS
from cooperation.exports.csv_stream import BOM, HARMFUL, Echo
from cooperation.exports.datasets import Record, in_batches
from cooperation.exports.values import defused
from cooperation.exports.xlsx_stream import IN_MEMORY, PIECE


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    writer: Any = csv.writer(Echo(), delimiter=";", lineterminator="\r\n")
    yield BOM.encode()
    for batch in in_batches(rows):
        yield "".join(writer.writerow(row) for row in batch).encode()


def csv_stream(spec: SheetSpec, records: Iterable[Record]) -> Iterator[bytes]:
    """Yield one worksheet as CSV: codes, decimal points, ISO 8601 dates."""
    return csv_lines(rows_of(spec, records))


def rows_of(spec: SheetSpec, records: Iterable[Record]) -> Iterator[list[str]]:
    """Yield the header, then the cells of each row, formulas escaped."""
    yield [column.code for column in spec.exported]
    for record in records:
        yield [harmless(value) for value in record]


def harmless(value: Any) -> str:
    """Return the text of a cell, escaped if it would be a formula.

    None and plain text, the most common, are handled first.
    """
    if value is None:
        return ""
    if type(value) is str:
        return value if value[:1] not in HARMFUL else defused(value)
    if isinstance(value, int | float):
        return cell_text(value)
    return defused(cell_text(value))


def zip_stream(selection: Selection, about: list[str]) -> Iterator[bytes]:
    """Yield a ZIP archive of a selection, one CSV file for each worksheet."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        with (
            translation.override(FRENCH),
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            write_archive(archive, selection, about)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def write_archive(
    archive: zipfile.ZipFile, selection: Selection, about: list[str]
) -> None:
    words = "\r\n\r\n".join([*about, *advice()])
    archive.writestr(f"{README_SHEET}.txt", BOM + words)
    shown = [SHEETS[code] for code in selection.keys]
    for spec in shown:
        with archive.open(f"{spec.code}.csv", "w") as member:
            put(member, csv_stream(spec, selection.records(spec.code)))
    headings = [str(heading) for heading, _width in HEADINGS]
    with archive.open(f"{DICTIONARY_SHEET}.csv", "w") as member:
        put(member, csv_lines([headings, *dictionary(shown)]))


def put(member: Any, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        member.write(piece)
