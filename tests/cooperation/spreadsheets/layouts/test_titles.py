"""What an action under an agreement is called."""

import pytest

from cooperation.reference.source_files import read_reference_rows
from cooperation.spreadsheets.layouts.titles import (
    TITLES,
    add_preposition,
    build_action_title,
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Téra", "de Téra"),
        ("Orodara", "d’Orodara"),
        ("Île-de-Gorée", "d’Île-de-Gorée"),
        ("Hanoï", "de Hanoï"),
        ("Le Cap", "du Cap"),
        ("Les Cayes", "des Cayes"),
        ("Région Haute-Matsiatra", "de la région Haute-Matsiatra"),
        ("Cercle de Kadiolo", "du cercle de Kadiolo"),
        ("Association des maires", "de l’association des maires"),
        ("Communes du Ganzourgou", "des communes du Ganzourgou"),
    ],
)
def test_a_name_takes_its_article(name: str, text: str) -> None:
    assert add_preposition(name) == text


@pytest.mark.parametrize(
    ("themes", "windows", "partners", "title"),
    [
        (
            ["eau_assainissement"],
            [],
            ["Téra"],
            "Appui à l’eau et à l’assainissement de Téra",
        ),
        (
            ["sante", "dechets"],
            ["meae"],
            ["Podor"],
            "Appui aux services de santé de Podor",
        ),
        (
            ["sante", "eau_assainissement"],
            ["autre", "oudin_santini"],
            ["Abomey"],
            "Appui à l’eau et à l’assainissement d’Abomey",
        ),
        (
            ["education"],
            ["oudin_santini"],
            ["Kapan"],
            "Appui aux écoles et à la formation de Kapan",
        ),
        ([], [], ["Cercle de Kadiolo"], "Appui aux projets du cercle de Kadiolo"),
        (["autre"], [], ["Bakel"], "Appui aux projets de Bakel"),
        (
            ["culture_patrimoine"],
            [],
            ["Luang Prabang", "Champassak (Vat Phou)"],
            "Appui à la culture et au patrimoine de Luang Prabang et de Champassak",
        ),
        (
            ["energie"],
            [],
            ["Zorgho et communes du Ganzourgou"],
            "Appui à l’accès à l’énergie de Zorgho et des communes du Ganzourgou",
        ),
        (["jeunesse"], [], [], "Appui aux projets de jeunes"),
    ],
)
def test_the_title_says_what_is_done_and_where(
    themes: list[str], windows: list[str], partners: list[str], title: str
) -> None:
    assert build_action_title(themes, windows, partners) == title


def test_each_theme_but_the_last_one_has_a_title_of_its_own() -> None:
    codes = [row["code"] for row in read_reference_rows("themes.csv")]
    assert [*TITLES, "autre"] == codes
    assert len(set(TITLES.values())) == len(TITLES)
