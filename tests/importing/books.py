"""Files as an export writes them, as people send them."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from cooperation.exchange.columns import cell_text
from cooperation.exchange.selecting import Selection
from cooperation.exports.csv_stream import cells
from cooperation.exports.xlsx_stream import OPTIONS, shortened
from cooperation.importing.batches import preview, receive
from cooperation.models import ImportBatch

Table = list[list[str]]
Tables = dict[str, Table]


def tables_of(selection: Selection) -> Tables:
    """Give the tables of an export, each under its header of labels."""
    return {
        str(sheet.label): [
            [str(column.label) for column in sheet.exported],
            *([cell_text(value) for value in record] for record in records),
        ]
        for sheet, records in selection.sheets()
    }


def xlsx(tables: Tables) -> bytes:
    """Write tables as a workbook, a cell being cut where it must be."""
    file = BytesIO()
    with Workbook(file, OPTIONS | {"constant_memory": False}) as workbook:
        for name, rows in tables.items():
            sheet = workbook.add_worksheet(name[:31])
            for number, row in enumerate(rows):
                for place, text in enumerate(row):
                    if text:
                        sheet.write_string(number, place, shortened(text))
    return file.getvalue()


def as_csv(table: Sequence[Sequence[Any]], separator: str = ";") -> bytes:
    """Write a table as CSV, defused as the exports do."""
    file = StringIO()
    writer = csv.writer(file, delimiter=separator, lineterminator="\r\n")
    writer.writerows(cells(tuple(row)) for row in table)
    return ("\ufeff" + file.getvalue()).encode()


def sent(content: bytes, name: str, by: Any) -> ImportBatch:
    """Give the batch of a file, previewed."""
    batch = receive(SimpleUploadedFile(name, content), name=name, by=by)
    preview(batch)
    return batch


def remarks(batch: ImportBatch) -> list[str]:
    """Give all that is said of a batch, line by line."""
    return [
        f"{line.sheet} {line.line} {said['column']}: {said['reason']}"
        for line in batch.lines.all()
        for said in line.remarks
    ]
