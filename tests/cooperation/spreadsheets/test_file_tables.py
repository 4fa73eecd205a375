"""The table in a worksheet: rows and columns, headers, merged cells, totals."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter.utility import xl_cell_to_rowcol

from cooperation.spreadsheets.files import (
    COMMAND_LIMITS,
    WEB_LIMITS,
    Limits,
    UnreadableFile,
    open_spreadsheet,
)
from cooperation.spreadsheets.files.cell_text import SERIAL_EPOCH
from cooperation.spreadsheets.files.types import ReadWarning
from cooperation.spreadsheets.files.worksheets import ReadQuota
from cooperation.spreadsheets.files.xlsx_worksheets import (
    SharedStrings,
    XlsxWorksheetReader,
)
from tests.cooperation.spreadsheets.rows import ods, ods_row, read, rows_of

HEADER = ["Titre", "Pays", "Année", "Montant"]
PUITS = ["Puits de l’école", "Bénin", 2018, 7000]
EXPECTED = [HEADER, ["Puits de l’école", "Bénin", "2018", "7000"]]


# Rows and columns that hold something -------------------------------------------------


@pytest.mark.slow
def test_ghost_rows_and_far_cells_cost_nothing(workbook: Any) -> None:
    def write(book: Any, sheet: Any) -> None:
        grey = book.add_format({"bg_color": "#eeeeee"})
        for row in range(2, 30_000):
            sheet.set_row(row, 15, grey)
        sheet.write_string(1_048_575, 16_383, "oubliée")

    path = workbook(HEADER, PUITS, more=write)
    ((_name, _line, header, rows),), _notes = read(path)
    assert header == [*HEADER, "colonne XFD"]
    assert rows == [(2, [*EXPECTED[1], ""]), (1_048_576, ["", "", "", "", "oubliée"])]


def test_empty_lines_of_text_are_not_counted(text: Any) -> None:
    path = text("Titre;Pays;Année\n" + ";;\n" * 30_000 + "\n" * 30_000 + "Puits;NE;1\n")
    ((_name, _line, _header, rows),), _notes = read(path)
    assert rows == [(60_002, ["Puits", "NE", "1"])]


def test_empty_rows_of_ods_are_not_counted(tmp_path: Path) -> None:
    rows = (
        ods_row("Titre") + ods_row("", attributes='a="1"') * 30_000 + ods_row("Puits")
    )
    ((_name, _line, _header, found),), _notes = read(ods(tmp_path / "f.ods", rows))
    assert found == [(30_002, ["Puits"])]


@pytest.mark.parametrize(
    ("columns", "is_read"), [(74, True), (256, True), (257, False)]
)
def test_a_table_has_at_most_256_columns(
    workbook: Any, columns: int, is_read: bool
) -> None:
    path = workbook([f"c{at}" for at in range(columns)], list(range(columns)))
    if is_read:
        assert len(rows_of(path)[1]) == columns
    else:
        with pytest.raises(UnreadableFile, match="dépasse 256 colonnes"):
            read(path)


@pytest.mark.slow
def test_the_command_reads_more_than_100_000_rows(text: Any) -> None:
    path = text("Titre;Année\n" + "Puits;2019\n" * 100_001)
    with open_spreadsheet(path, COMMAND_LIMITS) as book:
        assert [sum(1 for _row in table.rows) for table in book.sheets()] == [100_001]


# Headers ------------------------------------------------------------------------------


def merge(*areas: str) -> Any:
    """Return what merges areas of cells that are written already."""

    def write(_book: Any, sheet: Any) -> None:
        for area in areas:
            first, last = map(xl_cell_to_rowcol, area.split(":"))
            sheet.merge.append([*first, *last])

    return write


GROUPS = ["Identité", None, "Lieu", "Calendrier", None, "Finances"]
NAMES = ["Titre", "Chef de file", "Pays", "Début", "Fin", "Budget"]
VALUES = ["Puits", "Annecy", "Bénin", 2019, 2020, 100]


@pytest.mark.parametrize("areas", [(), ("A1:B1", "D1:E1")])
def test_a_line_of_groups_above_the_names_is_no_header(
    workbook: Any, areas: tuple[str, ...]
) -> None:
    path = workbook(GROUPS, NAMES, VALUES, more=merge(*areas))
    ((_name, line, header, rows),), _notes = read(path)
    assert (line, header) == (2, NAMES)
    assert rows == [(3, ["Puits", "Annecy", "Bénin", "2019", "2020", "100"])]


def test_names_merged_over_two_lines_of_header_are_names(workbook: Any) -> None:
    first = ["Titre", "Pays", "Calendrier", None, "Budget"]
    second = [None, None, "Début", "Fin", None]
    areas = merge("A1:A2", "B1:B2", "C1:D1", "E1:E2")
    path = workbook(first, second, ["Puits", "NE", 2019, 2020, 100], more=areas)
    ((_name, line, header, rows),), _notes = read(path)
    assert (line, header) == (2, ["Titre", "Pays", "Début", "Fin", "Budget"])
    assert rows == [(3, ["Puits", "NE", "2019", "2020", "100"])]


def test_a_header_with_a_blank_is_no_line_of_groups(text: Any) -> None:
    path = text("Titre;Pays;\nPuits;NE;vu\nForêt;TG;\nMare;ML;2019\n")
    assert read(path)[0][0][1:3] == (1, ["Titre", "Pays", "colonne C"])


@pytest.mark.parametrize(
    ("line", "header"),
    [
        (1, ["Suivi", "colonne B", "colonne C"]),
        (3, ["Titre", "Pays", "Année"]),
        (4, ["Puits", "NE", "2019"]),
    ],
)
def test_the_line_of_the_header_may_be_chosen(
    text: Any, line: int, header: list[str]
) -> None:
    path = text("Suivi\n\nTitre;Pays;Année\nPuits;NE;2019\nMare;TG;2020\n")
    with open_spreadsheet(path, WEB_LIMITS, {"": line}) as book:
        (table,) = [(one, list(one.rows)) for one in book.sheets()]
    assert (table[0].header_line, table[0].header) == (line, header)
    assert [number for number, _cells in table[1]] == [
        number for number in (3, 4, 5) if number > line
    ]
    assert table[0].first_lines == [
        (1, ["Suivi", "", ""]),
        (3, ["Titre", "Pays", "Année"]),
        (4, ["Puits", "NE", "2019"]),
        (5, ["Mare", "TG", "2020"]),
    ]


def test_a_line_that_is_not_there_is_refused_as_a_header(text: Any) -> None:
    with (
        pytest.raises(UnreadableFile, match="La ligne 7 est vide, ou trop loin"),
        open_spreadsheet(text("a;b\n1;2\n"), WEB_LIMITS, {"": 7}) as book,
    ):
        list(book.sheets())


# Merged cells, totals and invisible signs ---------------------------------------------


def test_what_is_merged_downwards_belongs_to_each_row_but_for_amounts(
    workbook: Any,
) -> None:
    rows = [["Annecy", "Puits", 2019, 900], [None, "Forêt"], [None, "Mare"], [None] * 4]
    path = workbook(HEADER, *rows, more=merge("A2:A5", "C2:C3", "D2:D3"))
    ((_name, _line, _header, found),), notes = read(path)
    assert found == [
        (2, ["Annecy", "Puits", "2019", "900"]),
        (3, ["Annecy", "Forêt", "2019", ""]),
        (4, ["Annecy", "Mare", "", ""]),
    ]
    assert notes == [
        "Feuille « Suivi » : 1 zone de cellules fusionnées : seule la première porte "
        "la valeur (D2).",
        "Feuille « Suivi » : 3 cellules fusionnées avec celle du dessus : sa valeur y "
        "est répétée (A3, C3, A4).",
    ]


@pytest.mark.parametrize("size", [1, 7, 30, 64, 1_000])
def test_merged_cells_are_found_wherever_the_file_is_cut(size: int) -> None:
    content = b"<x/><mergeCell ref='A1:B2'/><s:mergeCell s:y='1' ref='C3:C4' /><x/>"
    quota = ReadQuota(WEB_LIMITS)
    pieces = (content[at : at + size] for at in range(0, len(content), size))
    with closing(SharedStrings(WEB_LIMITS)) as strings:
        reader = XlsxWorksheetReader(quota, strings, [], SERIAL_EPOCH)
        reader.find_merged_cells(pieces)
    assert reader.merged == {1: {0: 2}, 3: {2: 4}}
    assert reader.warnings.places == {ReadWarning.MERGED: ["A1:B2"]}


def test_merged_cells_of_ods_are_read_the_same(tmp_path: Path) -> None:
    def merged(rows: int, inside: str, kind: str = "string") -> str:
        return (
            f'<table:table-cell office:value-type="{kind}" '
            f'table:number-columns-spanned="1" table:number-rows-spanned="{rows}" '
            f'office:value="{inside}"><text:p>{inside}</text:p></table:table-cell>'
        )

    covered = "<table:covered-table-cell/>"
    rows = ods_row("Chef de file", "Titre", "Montant")
    rows += ods_row(merged(3, "Annecy"), "Puits", merged(2, "900", "float"))
    rows += ods_row(covered, "Forêt", covered) + ods_row(covered, "Mare")
    assert rows_of(ods(tmp_path / "f.ods", rows))[1:] == [
        ["Annecy", "Puits", "900"],
        ["Annecy", "Forêt", ""],
        ["Annecy", "Mare", ""],
    ]


@pytest.mark.parametrize(
    ("header", "line", "is_kept"),
    [
        ("Collectivité chef de file;Année;Budget", "Somme;2019;12000", True),
        ("Collectivité chef de file;Année;Budget", "Somme;;12000", True),
        ("Département;Montant", "Somme;12000", True),
        ("Titre;Année;Montant", "Ensemble;2019;12000", True),
        ("Titre;Montant", "Somme;12000", False),
        ("Titre;Montant", "Somme :;12 000 €", False),
        ("Titre;Montant", "Total;12 k€", False),
        ("Collectivité;Montant", "Total;12500", False),
        ("Collectivité;Montant", "Sous-total;12500 XOF", False),
    ],
)
def test_somme_is_a_department_where_names_stand(
    text: Any, header: str, line: str, is_kept: bool
) -> None:
    first = "Ain" + ";1" * header.count(";")
    assert len(rows_of(text(f"{header}\n{first}\n{line}\n"))) == 2 + is_kept


@pytest.mark.parametrize(
    "sign", ["\u00ad", "\u200b", "\u200d", "\u200e", "\u2060", "\ufeff"]
)
def test_invisible_signs_are_removed_from_cells(
    workbook: Any, text: Any, tmp_path: Path, sign: str
) -> None:
    word, row = f"coopé{sign}ration{sign}", ["coopération"]
    assert rows_of(workbook(["Titre"], [word]))[1] == row
    assert rows_of(text(f"Titre\n{word}\n"))[1] == row
    rows = ods_row("Titre") + ods_row(word)
    assert rows_of(ods(tmp_path / "f.ods", rows))[1] == row


def test_small_limits_hold_for_what_holds_something(text: Any) -> None:
    limits = Limits(rows=2, columns=2, bytes=9_000, unpacked=9_000)
    assert read(text("a;b\n;;;\n1;2\n\n3;4;\n"), limits)[0][0][3] == [
        (3, ["1", "2"]),
        (5, ["3", "4"]),
    ]
    with pytest.raises(UnreadableFile, match="dépasse 2 lignes"):
        read(text("a;b\n1;2\n;\n3;4\n5;6\n"), limits)
