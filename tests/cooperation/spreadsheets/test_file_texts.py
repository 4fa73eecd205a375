"""Texts of any encoding and separator, with quotes where nobody expects them."""

import codecs
import csv
import io
from typing import Any

import pytest

from cooperation.spreadsheets.files import (
    UnreadableFile,
)
from tests.cooperation.spreadsheets.rows import read, rows_of

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
        (b"\0\1\2", "pas un fichier de texte"),
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
