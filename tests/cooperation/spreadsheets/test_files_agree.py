"""No cell changes its meaning between XLSX, ODS and CSV."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZipFile

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cooperation.parsing.amounts import Money, parse_amount
from cooperation.parsing.result import ParseError
from cooperation.spreadsheets.files.cell_text import clean_cell_text
from tests.cooperation.spreadsheets.rows import rows_of

OPEN = "urn:oasis:names:tc:opendocument:xmlns"
HEADER = ["réf", "un", "deux", "trois"]


class Format(NamedTuple):
    """A number format in XLSX and in ODS, and what it shows: a factor and a unit."""

    code: str
    parts: str
    factor: Decimal
    unit: str


DIGITS = '<number:number number:min-integer-digits="1" {}/>'
THOUSANDS = 'number:display-factor="1000"'


def describe(code: str, unit: str, attributes: str = "", factor: str = "1") -> Format:
    parts = DIGITS.format(attributes) + f"<number:text> {unit}</number:text>"
    return Format(code, parts, Decimal(factor), unit)


FORMATS = [
    describe('#,##0.00\\ "€"', "€"),
    describe("#,##0.00\\ [$€-40C]", "€"),
    describe('#,##0 "GNF"', "GNF"),
    describe("#,##0\\ [$CHF]", "CHF"),
    describe("#,##0\\ [$$-C0C]", "CAD"),
    describe('#,##0" F CFA"', "F CFA"),
    describe('0 "k€"', "k€"),
    describe('0.0 "M€"', "M€"),
    describe('#,##0.###,\\ "k€"', "k€", THOUSANDS, "0.001"),
]
LETTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="=@#"
)
TEXTS = st.text(LETTERS, max_size=12).map(
    lambda text: clean_cell_text(text).replace("_x", "x")
)
AMOUNTS = st.decimals(1, 10**9, places=2)
VALUES = st.one_of(
    TEXTS,
    st.integers(-(10**9), 10**12),
    AMOUNTS,
    st.dates(date(1901, 1, 2), date(2200, 1, 1)),
    st.booleans(),
    st.tuples(st.integers(1, 10**6), st.sampled_from(FORMATS)),
)
ROWS = st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=5)


def write_xlsx(path: Path, rows: list[list[Any]]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for line, row in enumerate(rows, 1):
            sheet.write_string(line, 0, "r")
            for column, value in enumerate(row, 1):
                write_xlsx_cell(book, sheet, line, column, value)


def write_xlsx_cell(book: Any, sheet: Any, line: int, column: int, value: Any) -> None:
    if isinstance(value, tuple):
        number, shown = value
        style = book.add_format({"num_format": shown.code})
        sheet.write_number(line, column, number, style)
    elif isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, date):
        style = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(line, column, value, style)
    elif isinstance(value, int | Decimal):
        sheet.write_number(line, column, value)
    else:
        sheet.write_string(line, column, value)


def write_ods(path: Path, rows: list[list[Any]]) -> None:
    table = "".join(
        "<table:table-row>" + "".join(map(get_ods_cell, row)) + "</table:table-row>"
        for row in [HEADER, *(["r", *row] for row in rows)]
    )
    styles = "".join(
        f'<number:number-style style:name="N{at}">{shown.parts}</number:number-style>'
        f'<style:style style:name="ce{at}" style:data-style-name="N{at}"/>'
        for at, shown in enumerate(FORMATS)
    )
    kinds = {kind: kind for kind in ("office", "table", "text", "style")}
    spaces = " ".join(
        f'xmlns:{name}="{OPEN}:{kind}:1.0"'
        for name, kind in (kinds | {"number": "datastyle"}).items()
    )
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            "<office:body><office:spreadsheet><table:table>"
            f"{table}</table:table></office:spreadsheet></office:body>"
            "</office:document-content>",
        )


def get_ods_cell(value: Any) -> str:
    if isinstance(value, tuple):
        number, shown = value
        kind = f'float" office:value="{number}'
        named = f'table:style-name="ce{FORMATS.index(shown)}"'
        return f'<table:table-cell {named} office:value-type="{kind}"/>'
    if isinstance(value, bool):
        kind = f'boolean" office:boolean-value="{str(value).lower()}'
    elif isinstance(value, date):
        kind = f'date" office:date-value="{value.isoformat()}'
    elif isinstance(value, int | Decimal):
        kind = f'float" office:value="{value}'
    else:
        text = escape(value).replace(" ", "<text:s/>")
        return f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="{kind}"/>'


def write_csv(path: Path, rows: list[list[Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerow(HEADER)
        writer.writerows(["r", *map(get_displayed_text, row)] for row in rows)


def get_displayed_text(value: Any) -> str:
    """Return what a spreadsheet program shows, and writes as CSV."""
    if isinstance(value, tuple):
        number, shown = value
        amount = (number * shown.factor).normalize()
        return f"{amount:f} {shown.unit}".replace(".", ",")
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def get_meaning(value: Any, text: str) -> str | Money | None:
    """Return what a cell says: an amount in its currency, or the text itself."""
    if not isinstance(value, tuple):
        return text
    try:
        money = parse_amount(text).value
    except ParseError:
        return text
    return money


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ROWS)
def test_a_cell_means_the_same_in_xlsx_ods_and_csv(
    tmp_path: Path, rows: list[list[Any]]
) -> None:
    meanings = []
    for suffix, write in (("xlsx", write_xlsx), ("ods", write_ods), ("csv", write_csv)):
        path = tmp_path / f"table.{suffix}"
        write(path, rows)
        header, *found = rows_of(path)
        assert header == HEADER
        meanings.append(
            [
                list(map(get_meaning, row, cells[1:]))
                for row, cells in zip(rows, found, strict=True)
            ]
        )
    assert meanings[0] == meanings[1] == meanings[2]
