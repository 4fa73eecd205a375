"""How the script that rebuilds the reference data finds the point of a commune."""

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return importlib.import_module("reference_build.commune_points")


def town(name: str, lat: float, lng: float, **others: Any) -> dict[str, Any]:
    return {
        "name": name,
        "countrycode": "FR",
        "admin1code": "84",
        "latitude": lat,
        "longitude": lng,
        "population": 1000,
        "alternatenames": [],
    } | others


def commune(code: str, name: str, **others: Any) -> dict[str, Any]:
    return {
        "code": code,
        "nom": name,
        "region": "84",
        "departement": "74",
        "epci": "200000172",
        "zone": "metro",
        "population": 1200,
    } | others


NEIGHBOURS = [
    (commune("74024", "Ayse"), town("Ayse", 46.05, 6.41)),
    (commune("74049", "Brizon"), town("Brizon", 46.04, 6.44)),
    (commune("74164", "Marignier"), town("Marignier", 46.09, 6.49)),
]


def located(
    points: ModuleType,
    row: dict[str, Any],
    *towns: dict[str, Any],
    seats: dict[str, str] | None = None,
) -> tuple[float, float] | None:
    """Return the point of a commune among neighbours whose points are known."""
    communes = [row, *(neighbour for neighbour, _town in NEIGHBOURS)]
    known = points.Towns([*towns, *(place for _commune, place in NEIGHBOURS)])
    found: dict[str, tuple[float, float]] = points.Locator(
        communes, known, seats or {}
    ).locate()
    return found.get(row["code"])


BONNEVILLE = commune("74042", "Bonneville")


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (BONNEVILLE, town("Bonneville", 46.08, 6.4)),
        (
            commune("74250", "Saint-Nicolas-la-Chapelle"),
            town("St Nicolas La Chapelle", 46.08, 6.4),
        ),
        (BONNEVILLE, town("Bonna", 46.08, 6.4, alternatenames=["Bonneville"])),
    ],
)
def test_the_town_of_the_same_name_in_the_region(
    points: ModuleType, row: dict[str, Any], place: dict[str, Any]
) -> None:
    assert located(points, row, place) == (46.08, 6.4)


def test_the_town_of_the_seat_of_a_merged_commune(points: ModuleType) -> None:
    seat = town("Thorens-Glières", 46.0, 6.25)
    row = commune("74282", "Fillière")
    assert located(points, row, seat, seats={"74282": "Thorens-Glières"}) == (
        46.0,
        6.25,
    )


def test_among_homonyms_the_one_near_the_rest_of_the_epci(points: ModuleType) -> None:
    far, near = town("Bonneville", 45.2, 4.1), town("Bonneville", 46.08, 6.4)
    assert located(points, BONNEVILLE, far, near) == (46.08, 6.4)


@pytest.mark.parametrize(
    "place",
    [
        town("Bonneville", 45.2, 4.1),
        town("Bonneville", 46.08, 6.4, admin1code="28"),
        town("Bonneville", 46.08, 6.4, population=9000),
    ],
    ids=["far from the EPCI", "in another region", "too large"],
)
def test_a_town_that_cannot_be_the_commune_is_not_taken(
    points: ModuleType, place: dict[str, Any]
) -> None:
    assert located(points, BONNEVILLE, place) is None
