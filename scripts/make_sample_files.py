"""Write the workbook of tests/files/ that people might send, as several programs do.

    python scripts/make_sample_files.py

XlsxWriter writes the first; LibreOffice (``soffice``) turns it into ODS, and that into
XLSX and CSV of its own.
"""

import csv
import shutil
import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

HOME = Path(__file__).resolve().parent.parent / "tests" / "files"
HEADER = [
    *("Titre", "Commune", "Code INSEE", "Début", "Signé le", "Relu le", "Actif"),
    *("Montant", "Montant suisse", "Part", "Somme", "Remarque"),
]
ROWS: list[list[Any]] = [
    ["Puits de Téra", "Annecy", 1004, 2012, date(2012, 3, 1)],
    ["Œuvre d’eau – Điện Bàn", "St-Étienne", 42218, 2019, date(2019, 12, 31)],
]
# Text, UTF-8 or Windows-1252, with commas, semicolons or tabs: LibreOffice's own codes.
CSV_FORMS = {
    "libreoffice_utf8.csv": "44,34,76,1,,0,false,true,false,false,false,1",
    "libreoffice_windows.csv": "59,34,1,1,,0,false,true,false,false,false,1",
    "libreoffice_tab.csv": "9,34,76,1,,0,false,true,false,false,false,1",
}


def write_workbook(path: Path) -> None:
    """Write the workbook: titles, a header, rows, a total; a hidden sheet."""
    with xlsxwriter.Workbook(str(path)) as book:
        formats = {
            "day": book.add_format({"num_format": "dd/mm/yyyy"}),
            "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            "code": book.add_format({"num_format": "00000"}),
            "francs": book.add_format({"num_format": '# ##0.00 "CHF"'}),
            "share": book.add_format({"num_format": "0.0%"}),
        }
        sheet = book.add_worksheet("Actions")
        sheet.merge_range("A1:E1", "Nos coopérations, état au 1er mars")
        sheet.write_row("A3", HEADER)
        for number, row in enumerate(ROWS, 3):
            write_row(sheet, number, row, formats)
        sheet.write_row("A7", HEADER)
        write_row(sheet, 7, ["Forêt", "Lyon", 69123, 2020, date(2020, 2, 29)], formats)
        sheet.set_row(7, None, None, {"hidden": True})
        sheet.write("A10", "Total général")
        sheet.write_formula("H10", "=SUM(H4:H8)")
        sheet.write_comment("A4", "Une note qui n’est pas la cellule")
        private = book.add_worksheet("Brouillon")
        private.write_row("A1", ["Titre", "Secret"])
        private.write_row("A2", ["x", "y"])
        private.hide()
        book.add_worksheet("Vide")
        other = book.add_worksheet("Partenaires")
        other.write_row("A1", ["Nom", "Pays"])
        other.write_row("A2", ["Gret", "Cote d’Ivoire"])


def write_row(sheet: Any, at: int, begin: list[Any], formats: dict[str, Any]) -> None:
    """Write a row with a cell of each kind."""
    title, commune, code, year, day = begin
    sheet.write_string(at, 0, title)
    sheet.write_string(at, 1, commune)
    sheet.write_number(at, 2, code, formats["code"])
    sheet.write_number(at, 3, year)
    sheet.write_datetime(at, 4, datetime(day.year, day.month, day.day), formats["day"])
    sheet.write_datetime(at, 5, datetime(2024, 3, 1, 14, 30), formats["moment"])
    sheet.write_boolean(at, 6, year != 2019)
    sheet.write_number(at, 7, 1234.5)
    sheet.write_number(at, 8, 50_000, formats["francs"])
    sheet.write_number(at, 9, 0.125, formats["share"])
    sheet.write_formula(at, 10, f"=D{at + 1}+0.5", None, year + 0.5)
    sheet.write_string(at, 11, "Deux lignes :\nla seconde; avec, signes")


def write_as_excel(name: str, encoding: str, separator: str) -> None:
    """Write what a French Excel saves as CSV, or as "Texte Unicode"."""
    cells = [
        ["Titre", "Début", "Signé le", "Actif", "Montant"],
        ["Puits à Téra ; suite", "2012", "01/03/2012", "VRAI", "1 234,50 €"],
        ["Forêt", "depuis 2007", "29/02/2020", "FAUX", "env. 50 000 €"],
    ]
    with (HOME / name).open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(cells)


def convert_file(source: Path, form: str, folder: Path, name: str) -> None:
    """Have LibreOffice write a file in another form."""
    command = ["soffice", "--headless", "--convert-to", form, "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, capture_output=True)
    (made,) = folder.glob(f"*.{form.partition(':')[0]}")
    shutil.move(made, HOME / name)


def main() -> None:
    """Write them all."""
    write_workbook(HOME / "xlsxwriter.xlsx")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        convert_file(HOME / "xlsxwriter.xlsx", "ods", folder, "libreoffice.ods")
        convert_file(HOME / "libreoffice.ods", "xlsx", folder, "libreoffice.xlsx")
        for name, codes in CSV_FORMS.items():
            form = f"csv:Text - txt - csv (StarCalc):{codes}"
            convert_file(HOME / "libreoffice.ods", form, folder, name)
    write_as_excel("excel_windows.csv", "cp1252", ";")
    write_as_excel("excel_utf8.csv", "utf-8-sig", ";")
    write_as_excel("excel_unicode.txt", "utf-16", "\t")


if __name__ == "__main__":
    main()
