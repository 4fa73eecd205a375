"""Names of lakes and departments for the ground of the maps."""

import csv
import gzip
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from basemap_build.shapes import project
from basemap_build.towns import REFERENCE, Name

DEPARTMENTS = REFERENCE / "department_outlines.json.gz"
LAKE_NAMES = Path(__file__).parent / "lakes.csv"
DEPARTMENT_ZOOM = 7.5
# The zoom from which lakes of so many km² are named.
LAKE_ZOOMS = ((20_000, 4), (4_000, 5), (400, 7), (100, 8.5), (0, 9.5))


def read_departments() -> dict[str, Any]:
    departments: dict[str, Any] = json.loads(gzip.decompress(DEPARTMENTS.read_bytes()))
    return departments


def list_lake_names(lakes: list[dict[str, Any]]) -> list[Name]:
    """Return the names of lakes, the larger ones from a smaller zoom on."""
    with LAKE_NAMES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = []
    for row in rows:
        point = project(float(row["lng"]), float(row["lat"]))
        area = max(
            (lake["properties"]["area"] for lake in lakes if surrounds(lake, row)),
            default=0,
        )
        if not area:
            print(f"no lake at {row['fr']}")
            continue
        zoom = next(zoom for least, zoom in LAKE_ZOOMS if area >= least)
        en = row["en"] if row["en"] != row["fr"] else ""
        names.append(Name(row["fr"], en, point, zoom, "lake"))
    return names


def surrounds(lake: dict[str, Any], row: dict[str, str]) -> bool:
    """Return whether a lake surrounds a point: a line from it crosses it oddly."""
    x, y = float(row["lng"]), float(row["lat"])
    ring = lake["geometry"]["coordinates"][0]
    crossed = (
        x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 > y) != (y2 > y)
    )
    return bool(sum(crossed) % 2)


def list_department_names() -> list[Name]:
    names = []
    for one in read_departments().values():
        ring = max(one["rings"], key=len)
        lngs, lats = zip(*ring, strict=True)
        middle = project((min(lngs) + max(lngs)) / 2, (min(lats) + max(lats)) / 2)
        names.append(
            Name(one["name"].upper(), "", middle, DEPARTMENT_ZOOM, "department")
        )
    return names
