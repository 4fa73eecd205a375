"""The files of an export: a ZIP of CSV with its metadata, or a workbook."""

import zipfile
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from xlsxwriter import Workbook

from accounts.models import User
from cooperation.exports.csv import stream_csv
from cooperation.exports.xlsx import WORKBOOK_OPTIONS, write_table
from surveys.enums import ExportKind, ExportState
from surveys.exports.answers import build_export_tables
from surveys.exports.metadata import describe_answer_export, render_datapackage
from surveys.exports.source import MIN_ANONYMOUS, load_export_source
from surveys.exports.tables import ExportTable
from surveys.models import AnswerExport, Wave

MAX_EXPORT_MEMORY = 2 * 1024 * 1024
EXPORT_FORMATS = ("csv", "xlsx")
MAX_WORKSHEET_NAME = 31


class TooFewAnswersError(Exception):
    """So few answers would be known in spite of what an anonymised file leaves out."""


def log_export(
    wave: Wave,
    *,
    kind: ExportKind,
    file_format: str,
    by: User,
    state: ExportState = ExportState.GIVEN,
) -> AnswerExport:
    """Log who exports a wave; raise ``TooFewAnswersError`` for an anonymised file."""
    number = wave.participations.submitted().count()
    if kind == ExportKind.ANONYMOUS and number < MIN_ANONYMOUS:
        raise TooFewAnswersError
    return AnswerExport.objects.create(
        wave_name=wave.name,
        wave_slug=wave.slug,
        who=by.email,
        kind=kind,
        file_format=file_format,
        rows=number,
        state=state,
    )


def create_export_file(
    *, wave: Wave, kind: ExportKind, file_format: str, by: User
) -> IO[bytes]:
    """Return the file of a wave's answers, and log who exported it."""
    log_export(wave, kind=kind, file_format=file_format, by=by)
    file: IO[bytes] = SpooledTemporaryFile(max_size=MAX_EXPORT_MEMORY)  # noqa: SIM115 -- closed once sent, by the response
    write_export(file, wave, kind, file_format)
    file.seek(0)
    return file


def write_export(
    file: IO[bytes], wave: Wave, kind: ExportKind, file_format: str
) -> None:
    source = load_export_source(wave, is_full=kind == ExportKind.FULL)
    write = write_workbook if file_format == "xlsx" else write_archive
    write(file, wave, kind, build_export_tables(source))


def write_archive(
    file: IO[bytes], wave: Wave, kind: ExportKind, tables: list[ExportTable]
) -> None:
    """Write a CSV for each table, and the metadata that describe them."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", render_datapackage(wave, kind, tables))
        for table in tables:
            header = [one.name for one in table.fields]
            with archive.open(f"{table.name}.csv", "w") as raw:
                raw.writelines(
                    stream_csv(
                        header=header, rows=table.rows, delimiter=",", with_bom=False
                    )
                )


def write_workbook(
    file: IO[bytes], wave: Wave, kind: ExportKind, tables: list[ExportTable]
) -> None:
    """Write a worksheet for each table; the first one describes the file."""
    with Workbook(file, WORKBOOK_OPTIONS) as workbook:
        bold = workbook.add_format({"bold": True})
        first = workbook.add_worksheet("lisez_moi")
        first.set_column(0, 0, 100)
        first.write_string(0, 0, wave.name, bold)
        first.write_string(1, 0, describe_answer_export(wave, kind))
        for place, table in enumerate(tables, start=2):
            first.write_string(place, 0, f"{table.name} : {table.title}")
        for table in tables:
            write_worksheet(workbook, table, bold)


def write_worksheet(workbook: Any, table: ExportTable, bold: Any) -> None:
    worksheet = workbook.add_worksheet(table.name[:MAX_WORKSHEET_NAME])
    write_table(worksheet, [one.name for one in table.fields], table.rows, bold)
