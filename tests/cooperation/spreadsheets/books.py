"""Files as an export writes them, as people send them."""

import csv
import datetime
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from cooperation.columns.datasets import Record, escape_formula, get_primary_keys
from cooperation.columns.specs import WorksheetSpec, format_cell_text
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.exports.xlsx import WORKBOOK_OPTIONS, truncate_cell
from cooperation.imports.preview import preview_batch
from cooperation.imports.upload import receive_file
from cooperation.models import Action, Agreement, ImportBatch
from cooperation.spreadsheets.selection import WorkbookSelection

Table = list[list[Any]]
Tables = dict[str, Table]
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SHEET_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def everything() -> WorkbookSelection:
    """Return all actions and agreements, with what belongs to them."""
    return WorkbookSelection.from_keys(
        get_primary_keys(Action.objects.order_by("title_key", "pk")),
        get_primary_keys(Agreement.objects.order_by("title_key", "pk")),
    )


def worksheets_of(
    selection: WorkbookSelection,
) -> Iterator[tuple[WorksheetSpec, Iterator[Record]]]:
    """Yield each worksheet of a selection with its rows."""
    for code in selection.keys:
        yield WORKSHEETS[code], selection.records(code)


def tables_of(selection: WorkbookSelection) -> Tables:
    """Return the tables of an export, each under its header of labels, in words."""
    return {
        str(sheet.label): [
            [str(column.label) for column in sheet.exported_columns],
            *(
                [
                    column.format_value(value)
                    for column, value in zip(
                        sheet.exported_columns, record, strict=True
                    )
                ]
                for record in records
            ),
        ]
        for sheet, records in worksheets_of(selection)
    }


def xlsx(tables: Tables) -> bytes:
    """Write tables as a workbook, cells typed, long ones cut where they must be."""
    file = BytesIO()
    with Workbook(file, WORKBOOK_OPTIONS | {"constant_memory": False}) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in tables.items():
            sheet = workbook.add_worksheet(name[:31])
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, int | float | Decimal):
                        sheet.write_number(number, place, value)
                    elif isinstance(value, datetime.date):
                        sheet.write_datetime(number, place, value, day)
                    elif text := format_cell_text(value):
                        sheet.write_string(number, place, truncate_cell(text))
    return file.getvalue()


def as_csv(table: Sequence[Sequence[Any]], separator: str = ";") -> bytes:
    """Write a table as CSV, defused as the exports do."""
    file = StringIO()
    writer = csv.writer(file, delimiter=separator, lineterminator="\r\n")
    writer.writerows(
        [
            format_cell_text(value)
            if isinstance(value, int | float)
            else escape_formula(format_cell_text(value))
            for value in row
        ]
        for row in table
    )
    return ("\ufeff" + file.getvalue()).encode()


def ods(tables: Tables) -> bytes:
    """Write tables as LibreOffice would, each line of a cell in its paragraph."""
    body = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(
            "<table:table-row>" + "".join(map(ods_cell, row)) + "</table:table-row>"
            for row in rows
        )
        + "</table:table>"
        for name, rows in tables.items()
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        f'xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" '
        f'xmlns:text="{OFFICE}:text:1.0" office:version="1.3"><office:body>'
        f"<office:spreadsheet>{body}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        f'xmlns:manifest="{OFFICE}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{SHEET_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" '
        'manifest:media-type="text/xml"/></manifest:manifest>'
    )
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", SHEET_TYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return file.getvalue()


def ods_cell(value: Any) -> str:
    """Return one cell: a number, a day or text, its runs of spaces written as such."""
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, int | float | Decimal):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    if isinstance(value, datetime.date):
        return (
            '<table:table-cell office:value-type="date" '
            f'office:date-value="{value.isoformat()}"/>'
        )
    lines = truncate_cell(format_cell_text(value)).split("\n")
    paragraphs = "".join(
        "<text:p>"
        + escape(line).replace(" ", "<text:s/>").replace("\t", "<text:tab/>")
        + "</text:p>"
        for line in lines
    )
    return (
        f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'
    )


def sent(content: bytes, name: str, by: Any) -> ImportBatch:
    """Return the batch of a file, previewed."""
    batch = receive_file(SimpleUploadedFile(name, content), name=name, by=by)
    preview_batch(batch)
    return batch


def remarks(batch: ImportBatch) -> list[str]:
    """Return all that is said of a batch, line by line."""
    return [
        f"{line.sheet} {line.line} {said['column']}: {said['reason']}"
        for line in batch.lines.all()
        for said in line.remarks
    ]
