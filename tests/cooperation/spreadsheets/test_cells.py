"""Cells of each kind and format, as one canonical text."""

from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

from cooperation.columns.datasets import escape_formula
from cooperation.spreadsheets.files.cell_text import (
    SERIAL_EPOCH,
    SERIAL_EPOCH_1904,
    format_raw_number,
    format_serial_moment,
    is_formula_or_error,
)
from cooperation.spreadsheets.files.number_formats import parse_format_code
from cooperation.spreadsheets.resources.current_rows import is_same_text
from cooperation.spreadsheets.row_versions import normalize_cell_text
from tests.cooperation.spreadsheets.rows import read, rows_of


def test_a_formula_without_result_shows_itself_and_an_error_too(
    tmp_path: Path,
) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("F")
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write_formula(1, 0, "=1+1", None, "")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 2, "=1>0", None, True)
    ((_name, _line, _header, rows),), notes = read(path)
    assert rows == [(2, ["=1+1", "#DIV/0!", "oui"])]
    assert list(map(is_formula_or_error, rows[0][1])) == [True, True, False]
    assert notes == [
        "Feuille « F » : 2 formules, lues comme leur dernier résultat (B2, C2).",
        "Feuille « F » : 1 formule sans résultat, gardée comme texte (A2).",
        "Feuille « F » : 1 cellule en erreur (B2).",
    ]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("2019", "2019"),
        ("2019.0", "2019"),
        ("1E-3", "0.001"),
        ("1.5E+3", "1500"),
        ("0.30000000000000004", "0.3"),
        ("481180.00000000006", "481180"),
        ("-0", "0"),
        ("12345678901234567890", "12345678901234600000"),
        ("234.567", "234.5670"),
        ("0.125", "0.125"),
    ],
)
def test_numbers_are_written_as_people_do(raw: str, text: str) -> None:
    assert format_raw_number(raw, str) == text


@pytest.mark.parametrize(
    ("number", "kind", "from_1904", "text"),
    [
        ("43831", "date", False, "2020-01-01"),
        ("43831.5", "moment", False, "2020-01-01T12:00:00"),
        ("43831.5", "date", False, "2020-01-01"),
        ("42369", "date", True, "2020-01-01"),
        ("367", "date", False, "1901-01-01"),
        ("0.5", "time", False, "12:00"),
        ("1.5", "time", False, "36:00"),
        ("43831.5", "time", False, "2020-01-01T12:00:00"),
        ("0", "date", False, ""),
        ("1", "date", True, ""),
        ("0.5", "moment", False, ""),
        ("366.9", "moment", False, ""),
        ("-5", "date", False, "-5"),
        ("99999999", "date", False, "99999999"),
    ],
)
def test_days_are_kept_as_numbers_and_those_of_the_first_year_are_none(
    number: str, kind: str, from_1904: bool, text: str
) -> None:
    epoch = SERIAL_EPOCH_1904 if from_1904 else SERIAL_EPOCH
    assert format_serial_moment(number, kind, epoch) == text


@pytest.mark.parametrize(
    ("code", "moment"),
    [
        ("dd/mm/yyyy", "date"),
        ("jj/mm/aaaa", "date"),
        ("[$-40C]d mmm yyyy;@", "date"),
        ("h:mm", "time"),
        ("[h]:mm:ss", "time"),
        ("mm:ss.0", "time"),
        ("yyyy-mm-dd hh:mm", "moment"),
        ("#,##0 USD", ""),
        ("General", ""),
    ],
)
def test_formats_tell_days_and_hours(code: str, moment: str) -> None:
    assert parse_format_code(code).moment == moment


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        # Leading zeros and plain numbers
        ("00000", "1004", "01004"),
        ('000" "000" "000', "12345678", "012345678"),
        ("General", "12", "12"),
        ("0%", "0.125", "0.125"),
        ("0.00E+00", "1500", "1500"),
        (";;;", "1500", "1500"),
        # The euro is what an amount is in
        ('#,##0.00 "€"', "12", "12"),
        ("#,##0.00\\ [$€-40C]", "12", "12"),
        ('_-* #,##0\\ "€"_-;-* #,##0\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', "-5", "-5"),
        # Other currencies
        ('# ##0.00 "CHF"', "12", "12 CHF"),
        ('#,##0 "GNF"', "1500000", "1500000 GNF"),
        ("#,##0\\ [$Ar]", "12", "12 MGA"),
        ("#,##0 [$XOF]", "12", "12 XOF"),
        ('#,##0" F CFA"', "12", "12 XOF"),
        ("[$$-409]#,##0.00", "12", "12 USD"),
        ('"$"#,##0_);[Red]("$"#,##0)', "-12", "-12 USD"),
        ("#,##0.00\\ [$$-C0C]", "12", "12 CAD"),
        ("[$$-2C0A]#,##0", "12", "12 $-2C0A"),
        ("[$¥-411]#,##0", "12", "12 JPY"),
        ("[$¥-804]#,##0", "12", "12 CNY"),
        ("#,##0\\ [$kr-414]", "12", "12 NOK"),
        ('General" GNF"', "12", "12 GNF"),
        ("#,##0 USD", "12", "12 USD"),
        # Scales in words
        ('#,##0 "k€"', "12", "12 k€"),
        ('0.0" M€"', "1.5", "1.5 M€"),
        ('0" millions d\'euros"', "3", "3 millions d'euros"),
        # Scales by commas: the number is whole
        ('#,##0,\\ "k€"', "1500000", "1500000"),
        ('0.0,,"M€"', "1500000", "1500000"),
        ('#,##0,\\ "kCHF"', "1500000", "1500000 CHF"),
        ("#,##0,", "1500000", "1500000"),
        ('#,##0,"MF"', "1500000", "1500 MF"),
        ('[>=1000000]0.0,,"M€";[>=1000]0.0,"k€";0"€"', "1500", "1500"),
        ('[<1000]0" GNF";0" MGA"', "1500", "1500 MGA"),
        # Other units, and words instead of numbers
        ('0 "jours"', "12", "12 jours"),
        ('"N°"0', "12", "N°12"),
        ('"Oui";;"Non"', "0", "Non"),
        # Codes that nobody wrote on purpose
        ('"GNF', "12", "12"),
        ("[>1.2.3]0", "12", "12"),
    ],
)
def test_what_a_format_shows_of_a_number_is_part_of_its_text(
    code: str, number: str, text: str
) -> None:
    assert parse_format_code(code).get_section(number).format(number) == text


def test_a_workbook_that_counts_days_from_1904_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "jour")
        sheet.write(1, 0, 42369, book.add_format({"num_format": 14}))
    assert rows_of(path) == [["jour"], ["2020-01-01"]]


OPEN_CELLS = {
    '<table:table-cell office:value-type="boolean" office:boolean-value="false"/>': (
        "non"
    ),
    '<table:table-cell office:value-type="time" office:time-value="PT14H30M00S"/>': (
        "14:30"
    ),
    '<table:table-cell office:value-type="percentage" office:value="0.5"/>': "0.5",
    '<table:table-cell office:value-type="currency" office:currency="XOF"'
    ' office:value="1500"/>': "1500 XOF",
    '<table:table-cell office:value-type="float" office:value="1500">'
    "<text:p>1 500 F CFA</text:p></table:table-cell>": "1500 XOF",
    '<table:table-cell office:value-type="date" office:date-value="2020-02-29"/>': (
        "2020-02-29"
    ),
    '<table:table-cell table:formula="of:=[.A1]+1"/>': "=[.A1]+1",
    "<table:table-cell><text:p>#N/A</text:p></table:table-cell>": "#N/A",
    "<table:table-cell><text:p>a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d"
    "</text:p><text:p>e</text:p></table:table-cell>": "a   b\tc\nd\ne",
    "<table:table-cell><office:annotation><text:p>note</text:p></office:annotation>"
    "<text:p><text:span>vu</text:span></text:p></table:table-cell>": "vu",
}


def open_document(path: Path, rows: str) -> Path:
    """Write an ODS workbook of one sheet."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    sheet = f'<table:table table:name="F">{rows}</table:table>'
    body = (
        f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    )
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body>{body}"
            "</office:body></office:document-content>",
        )
    return path


@pytest.mark.parametrize(("cell", "text"), OPEN_CELLS.items())
def test_cells_of_ods_are_read_by_their_kind(
    tmp_path: Path, cell: str, text: str
) -> None:
    head = "<table:table-cell><text:p>nom</text:p></table:table-cell>"
    rows = "".join(f"<table:table-row>{one}</table:table-row>" for one in (head, cell))
    assert rows_of(open_document(tmp_path / "f.ods", rows)) == [["nom"], [text]]


def test_repeated_lines_and_cells_of_ods_are_given_each(tmp_path: Path) -> None:
    def row(text: str, rows: int, cells: int) -> str:
        return (
            f'<table:table-row table:number-rows-repeated="{rows}">'
            f'<table:table-cell table:number-columns-repeated="{cells}">'
            f"<text:p>{text}</text:p></table:table-cell></table:table-row>"
        )

    content = row("", 5, 1) + row("nom", 1, 2) + row("a", 2, 2) + row("", 1_000_000, 9)
    ((_name, line, header, rows),), _notes = read(
        open_document(tmp_path / "f.ods", content)
    )
    assert (line, header) == (6, ["nom", "nom (B)"])
    assert rows == [(7, ["a", "a"]), (8, ["a", "a"])]


@pytest.mark.parametrize("text", ["\n\n", "\n=1", "\t", "\n'", " =1", "'", "''", "'\n"])
def test_a_cell_that_an_export_made_harmless_is_still_the_same(text: str) -> None:
    assert is_same_text(normalize_cell_text(escape_formula(text)), text)
