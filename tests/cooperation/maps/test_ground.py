"""The ground of the map: what it holds, and what a view of it weighs."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import brotli
import pytest

from cooperation.templatetags.modules import list_imports

GEO = Path(__file__).parents[3] / "static/geo"
SQUARES = sorted(path.stem for path in (GEO / "squares").iterdir())
KILO = 1024
FIRST_VIEW, FURTHER_VIEW = 120 * KILO, 60 * KILO
# What the page of the map fetches beside outlines before it is complete.
LINKS = 20 * KILO


@cache
def weigh(name: str) -> int:
    path = GEO / name
    return len(brotli.compress(path.read_bytes())) if path.exists() else 0


def read_names(name: str) -> set[tuple[str, str]]:
    """Return the French and English names of a file; English where it differs."""
    square: dict[str, Any] = json.loads((GEO / name).read_text(encoding="utf-8"))
    return {(fr, en) for fr, en, *_rest in square["names"]}


def test_the_first_view_of_the_map_weighs_less_than_120_kb() -> None:
    assert weigh("world.topo.json") + weigh("overview.json") + LINKS < FIRST_VIEW


@pytest.mark.parametrize("level", [4, 5, 6])
def test_a_further_view_weighs_less_than_60_kb(level: int) -> None:
    """Two squares side by side, or 2 × 2 of the first level, on 1440 pixels."""
    wide, high = (2, 2) if level == 4 else (2, 1)
    corners = [
        (int(x), int(y))
        for z, x, y in (key.split("-") for key in SQUARES)
        if int(z) == level
    ]
    heaviest = max(
        sum(
            weigh(f"squares/{level}-{x + right}-{y + down}.json")
            for right in range(wide)
            for down in range(high)
        )
        for x, y in corners
    )
    assert heaviest < FURTHER_VIEW


def test_the_overview_tells_which_squares_exist() -> None:
    overview = json.loads((GEO / "overview.json").read_text(encoding="utf-8"))

    assert sorted(overview["squares"]) == SQUARES


def test_the_genevois_has_its_lakes_towns_and_departments() -> None:
    names = read_names("squares/6-33-22.json")

    assert names >= {
        ("Lac Léman", "Lake Geneva"),
        ("Lac d’Annecy", "Lake Annecy"),
        ("Genève", "Geneva"),
        ("Annecy", ""),
        ("Annemasse", ""),
        ("Thonon-les-Bains", ""),
        ("HAUTE-SAVOIE", ""),
    }


def test_large_towns_have_french_and_english_names() -> None:
    names = read_names("overview.json")

    assert names >= {("Le Caire", "Cairo"), ("Londres", "London"), ("Niamey", "")}


def test_modules_of_the_map_are_found_at_any_depth() -> None:
    found = list_imports("js/map/main.js")

    assert {"js/map/canvas.js", "js/map/pins.js"} <= set(found)
    assert "js/map/picker.js" not in found
