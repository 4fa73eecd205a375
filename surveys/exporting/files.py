"""The files of an export: a ZIP of CSV with its metadata, or a workbook."""

import csv
import io
import zipfile
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from xlsxwriter import Workbook

from accounts.models import User
from cooperation.exports.csv_stream import cell
from cooperation.exports.xlsx_stream import OPTIONS, write_cell
from surveys.enums import ExportKind
from surveys.exporting.answers import sheets_of, source_of
from surveys.exporting.metadata import about, datapackage
from surveys.exporting.sheets import Sheet
from surveys.models import AnswerExport, Wave

IN_MEMORY = 2 * 1024 * 1024
FORMATS = ("csv", "xlsx")
LONGEST_NAME = 31


def export(*, wave: Wave, kind: ExportKind, file_format: str, by: User) -> IO[bytes]:
    """Return the file of a wave's answers, and log who exported it."""
    source = source_of(wave, is_full=kind == ExportKind.FULL)
    AnswerExport.objects.create(
        wave_name=wave.name,
        wave_slug=wave.slug,
        who=by.email,
        kind=kind,
        file_format=file_format,
        rows=len(source.participations),
    )
    write = write_workbook if file_format == "xlsx" else write_archive
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- closed once sent, by the response
    write(file, wave, kind, sheets_of(source))
    file.seek(0)
    return file


def write_archive(
    file: IO[bytes], wave: Wave, kind: ExportKind, sheets: list[Sheet]
) -> None:
    """Write a CSV for each table, and the metadata that describe them."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", datapackage(wave, kind, sheets))
        for sheet in sheets:
            with archive.open(f"{sheet.name}.csv", "w") as raw:
                write_csv(raw, sheet)


def write_csv(raw: IO[bytes], sheet: Sheet) -> None:
    """Write a table as UTF-8 CSV, with cells escaped against formulas."""
    with io.TextIOWrapper(raw, "utf-8", newline="") as text:
        writer: Any = csv.writer(text, lineterminator="\r\n")
        writer.writerow([one.name for one in sheet.fields])
        for row in sheet.rows:
            writer.writerow([cell(value) for value in row])


def write_workbook(
    file: IO[bytes], wave: Wave, kind: ExportKind, sheets: list[Sheet]
) -> None:
    """Write a worksheet for each table; the first one describes the file."""
    with Workbook(file, OPTIONS) as workbook:
        bold = workbook.add_format({"bold": True})
        first = workbook.add_worksheet("lisez_moi")
        first.set_column(0, 0, 100)
        first.write_string(0, 0, wave.name, bold)
        first.write_string(1, 0, about(wave, kind))
        for place, sheet in enumerate(sheets, start=2):
            first.write_string(place, 0, f"{sheet.name} : {sheet.title}")
        for sheet in sheets:
            write_sheet(workbook, sheet, bold)


def write_sheet(workbook: Any, sheet: Sheet, bold: Any) -> None:
    page = workbook.add_worksheet(sheet.name[:LONGEST_NAME])
    page.freeze_panes(1, 1)
    for number, one in enumerate(sheet.fields):
        page.write_string(0, number, one.name, bold)
    for place, row in enumerate(sheet.rows, start=1):
        for number, value in enumerate(row):
            write_cell(page, place, number, value, None)
