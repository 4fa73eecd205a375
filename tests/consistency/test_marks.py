"""Marks of goals and themes: legible, drawn for what is shipped, as they came."""

import csv
import re
from pathlib import Path

import pytest

from cooperation.templatetags.marks import (
    goal_mark,
    list_drawn_themes,
    theme_mark,
    without_number,
)
from scripts.vendor_assets import THEME_SPRITE, build_theme_sprite
from tests.consistency.colours import CSS, contrast

ROOT = Path(__file__).resolve().parents[2]
STYLES = (CSS / "marks.css").read_text()
GOALS = dict(re.findall(r"\.odd--(\d+) \{\s+background: (#\w+);", STYLES))
IN_WHITE = set(re.findall(r"\.odd--(\d+)(?=,| \{\s+color: #ffffff)", STYLES))


@pytest.mark.parametrize("number", [str(number) for number in range(1, 18)])
def test_the_number_of_a_goal_is_legible_on_its_colour(number: str) -> None:
    text = "#ffffff" if number in IN_WHITE else "#000000"

    assert contrast(text, GOALS[number]) >= 4.5


def test_every_shipped_theme_has_a_pictogram() -> None:
    with (ROOT / "fixtures/reference/themes.csv").open(encoding="utf-8") as file:
        codes = {row["code"] for row in csv.DictReader(file)}

    assert list_drawn_themes() == codes
    assert theme_mark("de_l_equipe") == ""


def test_the_sprite_is_made_of_the_vendored_pictures() -> None:
    assert THEME_SPRITE.read_text(encoding="utf-8") == build_theme_sprite()


def test_a_mark_takes_the_place_of_the_number_only() -> None:
    assert goal_mark("6. Eau propre") == '<span class="odd odd--6">6</span> '
    assert without_number("6. Eau propre") == "Eau propre"
    assert without_number("Trois puits. Et un autre.") == "Trois puits. Et un autre."
