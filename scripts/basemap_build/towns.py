"""Names of towns for the ground of the maps, each from the zoom that has room."""

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path

from babel import Locale

from basemap_build.shapes import Point, project

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "fixtures/reference"
FRENCH_NAMES = Path(__file__).parent / "french_names.csv"
FIRST_ZOOM, LAST_ZOOM, ZOOM_STEP = 4.0, 10.5, 0.5
# What a name takes at least, in pixels; a capital counts as a larger town.
WIDTH, HEIGHT = 96, 30
NEAR_ZOOM, NEAR_WIDTH = 10.0, 60
CAPITAL_WEIGHT = 4
# Inhabitants that a town needs to be named from a zoom on, the nearest zoom first: once
# all that have room are named, only larger ones are added.
LEAST = (
    *((10.0, 4_000), (7.5, 0), (6.5, 20_000), (6.0, 80_000), (5.5, 150_000)),
    *((5.0, 250_000), (4.5, 500_000), (4.0, 800_000)),
)


@dataclass(frozen=True)
class Name:
    """A name of the ground; ``zoom`` is the least one that shows it."""

    fr: str
    en: str
    point: Point
    zoom: float
    style: str


@dataclass(frozen=True)
class Town:
    fr: str
    en: str
    point: Point
    weight: int


def read_rows(name: str) -> list[dict[str, str]]:
    path = REFERENCE / name
    opened = gzip.open if name.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_french_names() -> dict[tuple[str, str], str]:
    """Return French names by country and English name; CLDR has some hundred."""
    cities = Locale("fr").time_zones
    known = {
        ("", key.rpartition("/")[2].replace("_", " ")): zone["city"]
        for key, zone in cities.items()
        if "city" in zone
    }
    with FRENCH_NAMES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return known | {(row["country"], row["en"]): row["fr"] for row in rows}


def list_towns() -> list[Town]:
    """Return the towns of the reference data, the largest first.

    Communes that stand at an approximate point are left out.
    """
    capitals = {(row["iso2"], row["capital"]) for row in read_rows("countries.csv")}
    french = read_french_names()
    towns = [
        Town(row["name"], "", locate(row), int(row["population"] or 0))
        for row in read_rows("communes.csv.gz")
        if row["lat"] and not int(row["approximate"])
    ]
    for row in read_rows("places.csv.gz"):
        country, en = row["country"], row["name"]
        if country == "FR":
            continue
        is_capital = (country, en) in capitals
        fr = french.get((country, en)) or (is_capital and french.get(("", en))) or en
        weight = int(row["population"] or 0) * (CAPITAL_WEIGHT if is_capital else 1)
        towns.append(Town(fr, en if en != fr else "", locate(row), weight))
    return sorted(towns, key=lambda town: -town.weight)


def locate(row: dict[str, str]) -> Point:
    return project(float(row["lng"]), float(row["lat"]))


class Room:
    """The places that names have taken at one zoom."""

    def __init__(self, zoom: float) -> None:
        self.scale = 2.0**zoom
        self.width = NEAR_WIDTH if zoom >= NEAR_ZOOM else WIDTH
        self.least = next(least for start, least in LEAST if zoom >= start)
        self.taken: dict[tuple[int, int], list[Point]] = {}

    def accepts(self, town: Town) -> bool:
        x, y = self.measure(town.point)
        column, row = int(x // WIDTH), int(y // HEIGHT)
        return town.weight >= self.least and not any(
            abs(x - other[0]) < self.width and abs(y - other[1]) < HEIGHT
            for near_column in (column - 1, column, column + 1)
            for near_row in (row - 1, row, row + 1)
            for other in self.taken.get((near_column, near_row), ())
        )

    def take(self, point: Point) -> None:
        x, y = self.measure(point)
        self.taken.setdefault((int(x // WIDTH), int(y // HEIGHT)), []).append((x, y))

    def measure(self, point: Point) -> Point:
        return point[0] * self.scale, point[1] * self.scale


def list_town_names() -> list[Name]:
    """Return the names of towns; those that never have room are left out."""
    steps = int((LAST_ZOOM - FIRST_ZOOM) / ZOOM_STEP) + 1
    rooms = {
        FIRST_ZOOM + n * ZOOM_STEP: Room(FIRST_ZOOM + n * ZOOM_STEP)
        for n in range(steps)
    }
    names = []
    for town in list_towns():
        zoom = next((zoom for zoom, room in rooms.items() if room.accepts(town)), None)
        if zoom is None:
            continue
        for other, room in rooms.items():
            if other >= zoom:
                room.take(town.point)
        names.append(Name(town.fr, town.en, town.point, zoom, "town"))
    return names
