"""Spreadsheets as programs and people make them: what is read, and what is said."""

import csv
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cooperation.spreadsheets.files import (
    WEB_LIMITS,
    Limits,
    UnreadableFile,
    open_spreadsheet,
)
from cooperation.spreadsheets.files.cell_text import clean_cell_text
from tests.cooperation.spreadsheets.rows import read, rows_of

FILES = Path(settings.BASE_DIR) / "tests" / "files"
SMALL = Limits(rows=3, columns=4, bytes=20_000, unpacked=100_000)
REMARK = "Deux lignes :\nla seconde; avec, signes"
RELUE = "2024-03-01T14:30:00"
ACTIONS = [
    *("Titre", "Commune", "Code INSEE", "Début", "Signé le", "Relu le", "Actif"),
    *("Montant", "Montant suisse", "Part", "Somme", "Remarque"),
]


# Real files -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["xlsxwriter.xlsx", "libreoffice.xlsx", "libreoffice.ods"]
)
def test_a_workbook_is_read_the_same_whoever_wrote_it(name: str) -> None:
    sheets, notes = read(FILES / name)
    common = [RELUE, "oui", "1234.5", "50000 CHF", "0.125"]
    first = ["Puits de Téra", "Annecy", "01004", "2012", "2012-03-01", *common]
    second = ["Œuvre d’eau – Điện Bàn", "St-Étienne", "42218", "2019", "2019-12-31"]
    second += [RELUE, "non", *common[2:]]
    third = ["Forêt", "Lyon", "69123", "2020", "2020-02-29", *common]
    rows = [
        (4, [*first, "2012.5", REMARK]),
        (5, [*second, "2019.5", REMARK]),
        (8, [*third, "2020.5", REMARK]),
    ]
    assert sheets == [
        ("Actions", 3, ACTIONS, rows),
        ("Partenaires", 1, ["Nom", "Pays"], [(2, ["Gret", "Cote d’Ivoire"])]),
    ]
    said = "\n".join(notes)
    assert "Feuilles masquées, laissées de côté : « Brouillon »." in said
    assert "4 formules, lues comme leur dernier résultat (K4, K5, K8, H10)" in said
    assert "1 ligne de total laissée de côté (10)" in said
    assert "1 en-tête répété, laissé de côté (7)" in said
    assert "1 ligne au-dessus de l’en-tête laissée de côté (1)" in said
    assert "1 ligne masquée, lue comme les autres (8)" in said
    assert "1 zone de cellules fusionnées" in said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("libreoffice_utf8.csv", "Encodage UTF-8, séparateur virgule."),
        ("libreoffice_tab.csv", "Encodage UTF-8, séparateur tabulation."),
        ("libreoffice_windows.csv", "Encodage Windows-1252, séparateur point-virgule."),
    ],
)
def test_libreoffice_writes_csv_in_many_ways(name: str, said: str) -> None:
    ((_name, line, header, rows),), notes = read(FILES / name)
    assert (line, header) == (3, ACTIONS)
    assert [(number, cells[1], cells[-1]) for number, cells in rows] == [
        (4, "Annecy", REMARK),
        (5, "St-Étienne", REMARK),
        (8, "Lyon", REMARK),
    ]
    assert notes[0] == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("excel_windows.csv", "Encodage Windows-1252, séparateur point-virgule."),
        ("excel_utf8.csv", "Encodage UTF-8, séparateur point-virgule."),
        ("excel_unicode.txt", "Encodage UTF-16, séparateur tabulation."),
    ],
)
def test_a_french_excel_writes_text_in_three_ways(name: str, said: str) -> None:
    assert rows_of(FILES / name) == [
        ["Titre", "Début", "Signé le", "Actif", "Montant"],
        ["Puits à Téra ; suite", "2012", "01/03/2012", "VRAI", "1 234,50 €"],
        ["Forêt", "depuis 2007", "29/02/2020", "FAUX", "env. 50 000 €"],
    ]
    assert read(FILES / name)[1] == [said]


# The table in a sheet ---------------------------------------------------------------


def test_titles_and_short_lines_above_the_header_are_no_rows(text: Any) -> None:
    path = text("Coopérations;;\nÉtat;2024;\n;;\nTitre;Année;Pays\nPuits;2019;NE\n")
    sheets, notes = read(path)
    assert sheets == [
        ("", 4, ["Titre", "Année", "Pays"], [(5, ["Puits", "2019", "NE"])])
    ]
    assert notes[1] == "2 lignes au-dessus de l’en-tête laissées de côté (1, 2)."


def test_columns_without_a_title_of_their_own_are_named(text: Any) -> None:
    path = text("Nom;Nom;;Pays\na;b;c;d\n")
    ((_name, _line, header, _rows),), notes = read(path)
    assert header == ["Nom", "Nom (B)", "colonne C", "Pays"]
    assert "« Nom » : l’une devient « Nom (B) »" in notes[1]
    assert "« colonne C »" in notes[2]


def test_what_stands_right_of_the_table_is_left_out_and_said(text: Any) -> None:
    path = text("a;b\n" + "1;2\n" * 25 + "1;2;perdu\n")
    assert "1 cellule hors du tableau laissée de côté (C27)." in read(path)[1]


def test_a_table_may_begin_anywhere_and_have_gaps(text: Any) -> None:
    path = text(";Titre;;Année\n;Puits;;2019\n;;;\n;Forêt;;2020\n")
    ((_name, _line, header, rows),), notes = read(path)
    assert header == ["Titre", "Année"]
    assert rows == [(2, ["Puits", "2019"]), (4, ["Forêt", "2020"])]
    assert notes == ["Encodage UTF-8, séparateur point-virgule."]


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [
        ("Total;1500", False),
        ("TOTAL GÉNÉRAL;1 500 €", False),
        ("Sous-total 2019;12,5", False),
        (";Total", False),
        ("Total Énergies;Puits", True),
        ("Totale rénovation;3", True),
        ("Ensemble scolaire;3", True),
    ],
)
def test_totals_are_left_out_but_not_names_that_begin_so(
    text: Any, line: str, is_kept: bool
) -> None:
    path = text(f"nom;montant\na;1\n{line}\n")
    assert len(rows_of(path)) == 2 + is_kept


def test_formulas_in_text_are_text(text: Any) -> None:
    path = text("nom;b\n=cmd|'/C calc'!A0;1\n")
    assert rows_of(path)[1] == ["=cmd|'/C calc'!A0", "1"]
    assert (
        "1 texte commence comme une formule : rien n’est calculé (A2)." in read(path)[1]
    )


@pytest.mark.slow
def test_excel_may_say_the_separator_itself(text: Any) -> None:
    assert rows_of(text("sep=;\na,b;c\n1,2;3\n")) == [["a,b", "c"], ["1,2", "3"]]


def test_commas_in_texts_are_no_separator(text: Any) -> None:
    path = text("nom\nAnnecy, Savoie\nLyon\nVienne, Isère\n")
    assert rows_of(path) == [["nom"], ["Annecy, Savoie"], ["Lyon"], ["Vienne, Isère"]]


def test_sheets_that_are_not_asked_for_are_passed_over() -> None:
    for name in ("libreoffice.ods", "xlsxwriter.xlsx"):
        with open_spreadsheet(FILES / name, WEB_LIMITS) as book:
            assert [sheet.name for sheet in book.sheets()] == ["Actions", "Partenaires"]


# Limits -----------------------------------------------------------------------------


def test_rows_of_all_sheets_count_together(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for _sheet in range(2):
            book.add_worksheet().write_column(0, 0, ["a", "1", "2"])
    with pytest.raises(UnreadableFile, match="dépasse 3 lignes"):
        read(path, SMALL)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a\n1\n2\n3\n4\n", "dépasse 3 lignes"),
        ("a;b;c;d;e\n1;2;3;4;5\n", "dépasse 4 colonnes"),
        ("a\n" + "x" * 30_000, "dépasse 0 Mo"),
    ],
)
def test_what_exceeds_the_limits_is_refused(text: Any, content: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read(text(content), SMALL)


def test_at_the_limits_a_file_is_read(workbook: Any) -> None:
    rows = [["a", "b", "c", "d"], *[["1", "2", "3", "4"]] * 3]
    assert len(read(workbook(*rows), SMALL)[0][0][3]) == 3


def test_beyond_the_limits_of_the_web_the_command_is_named(text: Any) -> None:
    with pytest.raises(UnreadableFile, match="passez par la commande"):
        read(text("a\n" + "1\n" * 20_001), WEB_LIMITS)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"rien\.csv n’existe pas"):
        read(tmp_path / "rien.csv")


def test_a_name_that_says_nothing_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "f3a9"
    path.write_bytes((FILES / "libreoffice.ods").read_bytes())
    with open_spreadsheet(path, WEB_LIMITS) as book:
        assert book.kind == "ods"


@pytest.mark.parametrize("name", ["libreoffice.ods", "xlsxwriter.xlsx"])
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, name: str) -> None:
    whole = (FILES / name).read_bytes()
    path = tmp_path / name
    for part in range(1, 10):
        path.write_bytes(whole[: len(whole) * part // 10])
        with pytest.raises(UnreadableFile):
            read(path)


def test_a_workbook_with_a_byte_changed_is_read_or_refused(tmp_path: Path) -> None:
    whole = (FILES / "libreoffice.ods").read_bytes()
    path = tmp_path / "f.ods"
    reasons = set()
    for at in range(0, len(whole), 397):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            read(path)
        except UnreadableFile as error:
            reasons.add(str(error))
    assert "Le classeur est abîmé ou incomplet : enregistrez-le de nouveau." in reasons


# What holds for every table ---------------------------------------------------------

# No sign that a spreadsheet program would take for something else than text.
LETTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="=@#\ufeff"
)
CELLS = st.text(LETTERS, max_size=12).map(
    lambda text: clean_cell_text(text).replace("_x", "x")
)
TABLES = st.lists(
    st.lists(CELLS, min_size=3, max_size=3).map(lambda row: ["r", *row]),
    min_size=1,
    max_size=6,
)
TABLE_HEADER = ["réf", "un", "deux", "trois"]
FEW = hypothesis_settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@FEW
@given(TABLES)
def test_texts_in_a_workbook_come_back_as_they_were(
    tmp_path: Path, rows: list[list[str]]
) -> None:
    path = tmp_path / "p.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([TABLE_HEADER, *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    assert rows_of(path) == [TABLE_HEADER, *rows]


@FEW
@given(
    TABLES, st.sampled_from(";,\t"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
)
def test_texts_in_csv_come_back_as_they_were(
    tmp_path: Path, rows: list[list[str]], separator: str, encoding: str
) -> None:
    path = tmp_path / "p.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL)
        writer.writerows([TABLE_HEADER, *rows])
    assert rows_of(path) == [TABLE_HEADER, *rows]


@FEW
@given(st.binary(max_size=200), st.sampled_from(["", ".csv", ".xlsx", ".ods"]))
def test_bytes_of_any_kind_are_read_or_refused(
    tmp_path: Path, content: bytes, suffix: str
) -> None:
    path = tmp_path / f"b{suffix}"
    path.write_bytes(content)
    try:
        read(path)
    except UnreadableFile as error:
        reason = str(error)
    else:
        reason = "read"
    assert reason


def test_a_workbook_may_lack_styles_and_shared_texts(
    tmp_path: Path, workbook: Any
) -> None:
    whole, path = workbook(["a"], [2019]), tmp_path / "p.xlsx"
    with ZipFile(whole) as old, ZipFile(path, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "xl/_rels/workbook.xml.rels":
                content = content.replace(b"relationships/styles", b"relationships/no")
            new.writestr(member.filename, content)
    assert rows_of(path) == [["a"], ["2019"]]


def test_a_long_text_full_of_signs_does_not_part_the_cells(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    text = " ; ".join(f"étape {number}" for number in range(90))
    path.write_text(f'titre,resume,annee\nPuits,"{text}",2019\n', encoding="utf-8")
    assert rows_of(path) == [["titre", "resume", "annee"], ["Puits", text, "2019"]]
    alike = "".join(f'Puits {n},"a;b;c;d;e;f;g;h;i"\n' for n in range(3))
    others = "".join(f"Puits {n},court\n" for n in range(6))
    path.write_text(f"titre,resume\n{others}{alike}", encoding="utf-8")
    assert rows_of(path)[-1] == ["Puits 2", "a;b;c;d;e;f;g;h;i"]
