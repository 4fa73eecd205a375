"""Files valid in ways of their own: read, and never refused for a false reason.

What was not wholly understood is said; what is refused is refused for its own reason.
"""

import codecs
import csv
import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

import pytest
import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

from cooperation.spreadsheets.files import (
    COMMAND_LIMITS,
    WEB_LIMITS,
    Limits,
    UnreadableFile,
    open_spreadsheet,
)
from tests.cooperation.spreadsheets.rows import read, rows_of

HEADER = ["Titre", "Pays", "Année", "Montant"]
PUITS, FORET = ["Puits de l’école", "Bénin", 2018, 7000], ["Forêt", "Niger", 2019, 50]
EXPECTED = [HEADER, ["Puits de l’école", "Bénin", "2018", "7000"]]
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
Change = Callable[[str, bytes], tuple[str, bytes]]


@pytest.fixture
def workbook(tmp_path: Path) -> Any:
    """Write a workbook of rows, then let a test write to its sheet."""

    def write(*rows: list[Any], more: Any = None, **options: Any) -> Path:
        path = tmp_path / "classeur.xlsx"
        with xlsxwriter.Workbook(str(path), options) as book:
            sheet = book.add_worksheet("Suivi")
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if more:
                more(book, sheet)
        return path

    return write


@pytest.fixture
def text(tmp_path: Path) -> Any:
    def write(content: bytes | str) -> Path:
        path = tmp_path / "fichier.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def change_archive(
    path: Path, change: Change, more: dict[str, str] | None = None
) -> Path:
    """Write a workbook anew, each of its parts as ``change`` gives it."""
    changed = path.with_name("change.xlsx")
    with ZipFile(path) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            other, content = change(name, old.read(name))
            if other:
                new.writestr(other, content)
        for name, added in (more or {}).items():
            new.writestr(name, added)
    return changed


def replace_in(part: str, *replacements: tuple[str, str]) -> Change:
    """Return a change of one part by its end: each text and what it becomes."""

    def change(name: str, content: bytes) -> tuple[str, bytes]:
        if not name.endswith(part):
            return name, content
        changed = content.decode()
        for old, new in replacements:
            assert old in changed
            changed = changed.replace(old, new)
        return name, changed.encode()

    return change


def ods(path: Path, rows: str, styles: str = "", before: str = "") -> Path:
    """Write an ODS workbook of one sheet of rows."""
    spaces = " ".join(
        f'xmlns:{name}="{OFFICE}:{kind}:1.0"'
        for name, kind in [
            *((kind, kind) for kind in ("office", "table", "text", "style")),
            ("number", "datastyle"),
        ]
    )
    with ZipFile(path, "w") as archive:
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


# Macros are parts, not declarations ---------------------------------------------------

BINARY = '<Default Extension="bin" ContentType="application/vnd.ms-excel.{}"/>'
DECLARED = "sheet.binary.macroEnabled.main"


@pytest.mark.parametrize(
    "declared",
    [
        BINARY.format(DECLARED),
        '<Default Extension="xlsm" ContentType="application/vnd.ms-excel.sheet.'
        'macroEnabled.main+xml"/>',
        '<Override PartName="/xl/vbaProject.bin" '
        'ContentType="application/vnd.ms-office.vbaProject"/>',
    ],
)
def test_a_declaration_that_no_part_bears_is_no_macro(
    workbook: Any, declared: str
) -> None:
    change = replace_in("[Content_Types].xml", ("</Types>", f"{declared}</Types>"))
    assert rows_of(change_archive(workbook(HEADER, PUITS), change)) == EXPECTED


@pytest.mark.parametrize(
    ("declared", "part"),
    [
        ("", "xl/vbaProject.bin"),
        ("", "xl\\VBAPROJECT.BIN"),
        ("", "xl/macrosheets/sheet1.xml"),
        (
            '<Override PartName="/xl/autre.dat" '
            'ContentType="application/vnd.ms-office.vbaProject"/>',
            "xl/autre.dat",
        ),
    ],
)
def test_a_part_with_macros_refuses_the_workbook(
    workbook: Any, declared: str, part: str
) -> None:
    change = replace_in("[Content_Types].xml", ("</Types>", f"{declared}</Types>"))
    path = change_archive(workbook(HEADER, PUITS), change, {part: "x"})
    with pytest.raises(UnreadableFile, match="macros"):
        read(path)


def test_the_type_of_the_workbook_itself_tells_macros(workbook: Any) -> None:
    change = replace_in(
        "[Content_Types].xml",
        (
            "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
            "vnd.ms-excel.sheet.macroEnabled.main",
        ),
    )
    with pytest.raises(UnreadableFile, match="macros"):
        read(change_archive(workbook(HEADER, PUITS), change))


# Archives -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rename",
    [
        lambda name: name.replace("/", "\\"),
        lambda name: name.replace("xl/", "XL/").replace("sheet1", "Sheet1"),
        lambda name: name.replace("xl/worksheets/", "xl\\Worksheets\\"),
        lambda name: name.replace("[Content_Types]", "[content_types]"),
    ],
)
def test_names_of_parts_may_have_other_slashes_and_case(
    workbook: Any, rename: Callable[[str], str]
) -> None:
    path = workbook(HEADER, PUITS)
    assert (
        rows_of(change_archive(path, lambda name, it: (rename(name), it))) == EXPECTED
    )


@pytest.mark.parametrize("name", ["..\\x", "xl\\..\\..\\x", "\\x", "C:\\x", "a/../b"])
def test_names_that_lead_elsewhere_stay_refused(workbook: Any, name: str) -> None:
    path = change_archive(workbook(HEADER, PUITS), lambda n, it: (n, it), {name: "x"})
    with pytest.raises(UnreadableFile, match="nom dangereux"):
        read(path)


@pytest.mark.parametrize("name", ["xl/worksheets/Données.xml", "xl/worksheets/a b.xml"])
@pytest.mark.parametrize("coding", ["utf-8", "cp437", "unmarked"])
def test_names_of_parts_may_have_accents_and_spaces(
    workbook: Any, name: str, coding: str
) -> None:
    path = workbook(HEADER, PUITS)
    changed = path.with_name("change.xlsx")
    with ZipFile(path) as old, ZipFile(changed, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member.endswith("workbook.xml.rels"):
                target = name.removeprefix("xl/").replace(" ", "%20")
                content = content.replace(b"worksheets/sheet1.xml", target.encode())
            if member.endswith("sheet1.xml"):
                member = name
            new.writestr(member, content)
    if coding != "utf-8":
        raw = name.encode("cp437" if coding == "cp437" else "utf-8")
        changed.write_bytes(unmark_utf8(changed.read_bytes(), name, raw))
    assert rows_of(changed) == EXPECTED


def unmark_utf8(content: bytes, name: str, raw: bytes) -> bytes:
    """Return an archive made by a program that does not say how it writes names."""
    buffer = io.BytesIO()

    class Unmarked(ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:
            return (raw, 0) if self.filename == name else (self.filename.encode(), 0)

    with ZipFile(io.BytesIO(content)) as old, ZipFile(buffer, "w") as new:
        for member in old.namelist():
            new.writestr(Unmarked(member), old.read(member))
    return buffer.getvalue()


def test_a_directory_for_large_archives_is_read(workbook: Any) -> None:
    content = workbook(HEADER, PUITS).read_bytes()
    at = content.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack("<HLL", content[at + 10 : at + 20])
    record = struct.pack(
        "<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start
    )
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
    end = struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, 2**16 - 1, 2**16 - 1, 2**32 - 1, 2**32 - 1, 0
    )
    path = workbook(HEADER, PUITS).with_name("grand.xlsx")
    path.write_bytes(content[:at] + record + locator + end)
    assert rows_of(path) == EXPECTED
    path.write_bytes(content[:at] + b"PK\6\5" + record[4:] + locator + end)
    with pytest.raises(UnreadableFile, match="abîmé"):
        read(path)


def test_each_part_may_be_written_as_those_of_large_archives(workbook: Any) -> None:
    path = workbook(HEADER, PUITS)
    changed = path.with_name("grand.xlsx")
    with ZipFile(path) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as member:
                member.write(old.read(name))
    assert rows_of(changed) == EXPECTED


def inline(text: str, more: str = "") -> str:
    return f'<c r="A2" t="inlineStr"><is>{text}</is>{more}</c>'


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        (inline("<t>Puits</t>", "<v>Puits</v>"), "Puits"),
        (inline("<t>Puits</t>", "<v>3</v>"), "Puits"),
        (inline("<r><t>Pu</t></r><r><t>its</t></r>"), "Puits"),
        (inline("<t>Puits</t><rPh sb='0' eb='1'><t>pui</t></rPh>"), "Puits"),
        ('<c r="A2" t="inlineStr"><v>Puits</v></c>', "Puits"),
        ('<c r="A2"><is><t>12 puits</t></is></c>', "12 puits"),
        ('<c r="A2" t="str"><v>Puits</v></c>', "Puits"),
    ],
)
def test_a_cell_has_one_text(workbook: Any, cell: str, read_as: str) -> None:
    change = replace_in("sheet1.xml", ('<c r="A2" t="s"><v>1</v></c>', cell))
    path = change_archive(workbook(["Titre"], ["x"]), change)
    assert rows_of(path) == [["Titre"], [read_as]]


def test_shared_texts_may_be_declared_and_absent(workbook: Any) -> None:
    def drop(name: str, content: bytes) -> tuple[str, bytes]:
        return ("" if name.endswith("sharedStrings.xml") else name), content

    path = workbook(["2019", "2020"], ["1", "2"], strings_to_numbers=True)
    assert rows_of(change_archive(path, drop)) == [["2019", "2020"], ["1", "2"]]
    with pytest.raises(UnreadableFile, match="abîmé"):
        read(change_archive(workbook(HEADER, PUITS), drop))


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


# Rows and columns that hold something -------------------------------------------------


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


def test_the_command_reads_more_than_100_000_rows(text: Any) -> None:
    path = text("Titre;Année\n" + "Puits;2019\n" * 100_001)
    with open_spreadsheet(path, COMMAND_LIMITS) as book:
        assert [sum(1 for _row in table.rows) for table in book.sheets()] == [100_001]


# Encodings, separators and quotes -----------------------------------------------------

FRENCH = (
    "Titre;Collectivité chef de file;Résumé\n"
    "École à Téra;Ville d’Annecy;Œuvre d’été, cœur de ville\n"
    "Forêt – Côte d’Ivoire;Saint-Étienne;12 000 € dès Noël\n"
)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1252", "Windows-1252"),
        ("mac_roman", "MacRoman"),
        ("iso8859-15", "Latin-9"),
        ("cp850", "CP850"),
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
    ],
)
def test_encodings_of_french_texts_are_recognised(
    text: Any, encoding: str, name: str
) -> None:
    content = FRENCH
    if encoding in ("iso8859-15", "cp850"):
        content = content.replace("’", "'").replace("–", "-")
    if encoding == "cp850":
        content = content.replace("€", "e").replace("œ", "oe").replace("Œ", "Oe")
    path = text(content.encode(encoding))
    assert rows_of(path) == list(csv.reader(io.StringIO(content), delimiter=";"))
    assert read(path)[1] == [f"Encodage {name}, séparateur point-virgule."]


@pytest.mark.parametrize(
    "words",
    [
        ["COLLECTIVITÉ", "SÉNÉGAL", "FORÊT"],
        ["Année", "Bénin", "Guinée"],
        ["Zürich", "Málaga", "Besançon", "Nîmes", "Résumé", "Algérie"],
    ],
)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "iso8859-15", "cp850"])
def test_letters_are_never_wrong(text: Any, words: list[str], encoding: str) -> None:
    path = text("\n".join(["Titre", *words]).encode(encoding))
    assert rows_of(path) == [["Titre"], *([word] for word in words)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("Titre\nÉvry\n".encode("mac_roman"), r"incertain \(MacRoman ou CP850\)"),
        (
            "Titre\nSaint-Étienne\n".encode("cp850"),
            r"incertain \(MacRoman ou CP850\)",
        ),
        (b"Titre\n\x81\x8d\x90\x9d\n", "inconnu"),
        (codecs.BOM_UTF8 + b"Titre\n\xe9t\xe9\n", "deux encodages"),
        (b"T\0i\0\0\0t\0r\0e\0", "pas un fichier de texte"),
    ],
)
def test_what_nothing_tells_is_refused(text: Any, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read(text(content))


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators_are_recognised(text: Any, separator: str) -> None:
    rows = [["Titre", "Pays", "Année"], ["Puits", "Bénin", "2018"]]
    path = text("\n".join(separator.join(row) for row in rows))
    assert rows_of(path) == rows


STRAY = "1 ligne à vérifier : guillemet mal placé ou pas fermé (2)."


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('"Projet" pilote;Bénin;2018', ["Projet pilote", "Bénin", "2018"]),
        ('"Projet pilote;Bénin;2018', ['"Projet pilote', "Bénin", "2018"]),
        ('Projet;"Bénin";"2018', ["Projet", "Bénin", "2018"]),
    ],
)
def test_a_stray_quote_concerns_its_row_alone(
    text: Any, line: str, cells: list[str]
) -> None:
    others = 'Forêt;"Niger\nTéra";2019\nMare;Togo;2020\n'
    path = text(f"Titre;Pays;Année\n{line}\n{others}")
    assert rows_of(path)[1:] == [
        cells,
        ["Forêt", "Niger\nTéra", "2019"],
        ["Mare", "Togo", "2020"],
    ]
    assert read(path)[1][1:] == [STRAY]


def test_two_stray_quotes_do_not_swallow_the_rows_between(text: Any) -> None:
    path = text('Titre;Pays;Année\n"Puits;NE;2018\nMare;TG;2019\nBac;ML;"2020"\n')
    assert [row[0] for row in rows_of(path)] == ["Titre", '"Puits', "Mare", "Bac"]


def test_quotes_inside_a_text_are_text(text: Any) -> None:
    path = text('Titre;Pays\nTuyau 5" neuf;NE\n"dit ""le grand""";TG\n')
    assert rows_of(path)[1:] == [['Tuyau 5" neuf', "NE"], ['dit "le grand"', "TG"]]
    assert len(read(path)[1]) == 1


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
