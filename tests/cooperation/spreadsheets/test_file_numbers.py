"""Dates that are none, and what number formats add to a number."""

from pathlib import Path
from typing import Any

import pytest

from tests.cooperation.spreadsheets.rows import ods, ods_row, read, rows_of

# Dates that are none ------------------------------------------------------------------


@pytest.mark.parametrize("is_1904", [False, True])
@pytest.mark.parametrize(
    ("value", "code", "read_as"),
    [
        (0, "dd/mm/yyyy", ""),
        (0.5, "dd/mm/yyyy hh:mm", ""),
        (35.25, "dd/mm/yyyy", ""),
        (1.5, "[h]:mm", "36:00"),
        (0.25, "hh:mm", "06:00"),
    ],
)
def test_a_zero_or_a_duration_is_no_date(
    workbook: Any, is_1904: bool, value: float, code: str, read_as: str
) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_number(1, 1, value, book.add_format({"num_format": code}))
        sheet.write_number(2, 1, 43525, book.add_format({"num_format": 14}))

    path = workbook(["Titre", "Jour"], ["a"], ["b"], more=write, date_1904=is_1904)
    ((_name, _line, _header, rows),), notes = read(path)
    day = "2023-03-02" if is_1904 else "2019-03-01"
    assert rows == [(2, ["a", read_as]), (3, ["b", day])]
    said = "1 zéro ou durée au format de date : pas une date, laissé vide (B2)."
    assert notes == ([] if read_as else [f"Feuille « Suivi » : {said}"])


@pytest.mark.parametrize(
    ("cell", "first_day", "read_as"),
    [
        ('"date" office:date-value="1899-12-30"', "", ""),
        ('"date" office:date-value="1900-02-03T06:00:00"', "", ""),
        ('"date" office:date-value="1904-01-01"', "1904-01-01", ""),
        ('"date" office:date-value="1904-01-01"', "", "1904-01-01"),
        ('"time" office:time-value="PT36H00M00S"', "", "36:00"),
        ('"time" office:time-value="PT1044612H00M00S"', "", "2019-03-01T12:00:00"),
    ],
)
def test_a_zero_or_a_duration_of_ods_is_no_date(
    tmp_path: Path, cell: str, first_day: str, read_as: str
) -> None:
    rows = ods_row("Titre", "Jour")
    rows += ods_row("a", f"<table:table-cell office:value-type={cell}/>")
    before = first_day and (
        "<table:calculation-settings><table:null-date "
        f'table:date-value="{first_day}"/></table:calculation-settings>'
    )
    path = ods(tmp_path / "f.ods", rows, before=before)
    ((_name, _line, _header, found),), notes = read(path)
    assert found == [(2, ["a", read_as])]
    assert bool(notes) == (not read_as)


# Formats of ODS -----------------------------------------------------------------------

NUMBER_STYLE = (
    '<number:number-style style:name="N1">{}</number:number-style>'
    '<style:style style:name="ce1" style:family="table-cell" '
    'style:data-style-name="N1"/>'
    '<style:style style:name="ce2" style:family="table-cell" '
    'style:parent-style-name="ce1"/>'
)
DIGITS = '<number:number number:decimal-places="0" number:min-integer-digits="1" {}/>'


@pytest.mark.parametrize(
    ("parts", "value", "read_as"),
    [
        (DIGITS.format("") + "<number:text> GNF</number:text>", "1500", "1500 GNF"),
        (DIGITS.format("") + "<number:text> k€</number:text>", "12", "12 k€"),
        (
            DIGITS.format('number:display-factor="1000"')
            + "<number:text> k€</number:text>",
            "1500000",
            "1500000",
        ),
        (
            DIGITS.format("")
            + '<number:currency-symbol number:language="fr" number:country="CA">$'
            "</number:currency-symbol>",
            "5000",
            "5000 CAD",
        ),
        (
            DIGITS.format("")
            + '<number:currency-symbol number:language="fr" number:country="FR">€'
            "</number:currency-symbol>",
            "5000",
            "5000",
        ),
        ('<number:number number:min-integer-digits="5"/>', "1004", "01004"),
    ],
)
@pytest.mark.parametrize("where", ["cell", "parent", "column"])
def test_what_an_ods_format_shows_is_part_of_the_text(
    tmp_path: Path, parts: str, value: str, read_as: str, where: str
) -> None:
    style = {"cell": "ce1", "parent": "ce2"}.get(where)
    named = f'table:style-name="{style}"' if style else ""
    cell = (
        f'<table:table-cell {named} office:value-type="float" office:value="{value}"/>'
    )
    rows = '<table:table-column table:number-columns-repeated="2"/>'
    rows += '<table:table-column table:default-cell-style-name="ce1"/>'
    rows += ods_row("Titre", "Pays", "Montant") + ods_row("a", "b", cell)
    path = ods(tmp_path / "f.ods", rows, NUMBER_STYLE.format(parts))
    assert rows_of(path)[1] == ["a", "b", read_as]


def test_a_scale_without_a_word_is_said(workbook: Any) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_number(1, 1, 1_500_000, book.add_format({"num_format": "#,##0,"}))

    path = workbook(["Titre", "Montant"], ["a"], more=write)
    assert rows_of(path)[1] == ["a", "1500000"]
    assert read(path)[1] == [
        "Feuille « Suivi » : 1 nombre affiché en milliers ou en millions : "
        "lu en entier (B2)."
    ]
