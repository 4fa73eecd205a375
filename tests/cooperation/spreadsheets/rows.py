"""Files read to their end, and small ODS workbooks, for tests to look at."""

from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from cooperation.spreadsheets.files import WEB_LIMITS, Limits, open_spreadsheet


def read(path: Path, limits: Limits = WEB_LIMITS) -> tuple[list[Any], list[str]]:
    """Read a file: sheets as (name, header line, header, rows), and notes."""
    with open_spreadsheet(path, limits) as book:
        sheets = [
            (sheet.name, sheet.header_line, sheet.header, list(sheet.rows))
            for sheet in book.sheets()
        ]
        return sheets, book.notes


def rows_of(path: Path) -> list[list[str]]:
    """Return the header and rows of a file of one sheet."""
    ((_name, _line, header, rows),) = read(path)[0]
    return [header, *(cells for _number, cells in rows)]


OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def ods(path: Path, rows: str, styles: str = "", before: str = "") -> Path:
    """Write an ODS workbook of one sheet of rows."""
    spaces = " ".join(
        f'xmlns:{name}="{OFFICE}:{kind}:1.0"'
        for name, kind in [
            *((kind, kind) for kind in ("office", "table", "text", "style")),
            ("number", "datastyle"),
        ]
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{before}"
            f'<table:table table:name="Suivi">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def ods_row(*cells: str, attributes: str = "") -> str:
    """Return a row; a cell is its text, or an element of its own."""
    each = "".join(
        cell
        if cell.startswith("<")
        else f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>"
        if cell
        else "<table:table-cell/>"
        for cell in cells
    )
    return f"<table:table-row {attributes}>{each}</table:table-row>"
