"""Build ``static/geo/world.topo.json``, the outlines that every map is drawn on.

Source: Natural Earth 1:50m (public domain), from the npm package ``world-atlas``,
simplified by the npm package ``mapshaper``; names and label points from
``fixtures/reference/countries.csv``. Needs Node.js; run it by hand when one of the
two packages or the list of countries changes:

    python scripts/build_basemap.py
"""

import csv
import json
import subprocess
import tempfile
from itertools import accumulate
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COUNTRIES = ROOT / "fixtures/reference/countries.csv"
TARGET = ROOT / "static/geo/world.topo.json"
WORLD_ATLAS, MAPSHAPER = "world-atlas@2.0.2", "mapshaper@0.7.70"
KEPT_DETAIL, GRID = "16%", "16000"
ANTARCTICA = "010"
HALF_TURN = 180
Ring = list[tuple[float, float]]
WITHOUT_CODE = {"Kosovo": "XK"}


def run_command(*command: str, folder: Path) -> None:
    """Run a command in ``folder``; raises ``CalledProcessError`` when it fails."""
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def fetch_simplified_world(folder: Path) -> dict[str, Any]:
    """Return the world as a TopoJSON topology, fetched and simplified in ``folder``."""
    run_command("npm", "install", "--silent", WORLD_ATLAS, MAPSHAPER, folder=folder)
    source = folder / "node_modules/world-atlas/countries-50m.json"
    unfolded = unfold_countries(json.loads(source.read_text()))
    (folder / "countries.json").write_text(json.dumps(unfolded))
    simplify = ["-simplify", "weighted", KEPT_DETAIL, "keep-shapes", "-clean"]
    output = ["-o", "world.json", "format=topojson", f"quantization={GRID}"]
    run_command("npx", "mapshaper", "countries.json", *simplify, *output, folder=folder)
    topology: dict[str, Any] = json.loads((folder / "world.json").read_text())
    return topology


def unfold_countries(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the countries as GeoJSON, those across the 180th meridian in one piece.

    The source closes their rings across the whole map, which no simplification
    survives; here they run on beyond 180 degrees.
    """
    arcs = decode_arcs(topology)
    features = [
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
    return {"type": "FeatureCollection", "features": features}


def decode_arcs(topology: dict[str, Any]) -> list[Ring]:
    """Return the arcs in degrees: TopoJSON stores integer steps on a grid."""
    (step_x, step_y), (west, south) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for steps in topology["arcs"]:
        points = accumulate(steps, lambda at, step: [at[0] + step[0], at[1] + step[1]])
        arcs.append([(x * step_x + west, y * step_y + south) for x, y in points])
    return arcs


def list_polygons(shape: dict[str, Any]) -> list[list[list[int]]]:
    """Return the polygons of a shape, each a list of rings of arc numbers."""
    arcs = shape.get("arcs", [])
    return [arcs] if shape["type"] == "Polygon" else arcs


def join_arcs(numbers: list[int], arcs: list[Ring]) -> Ring:
    """Return one ring from its arcs; a negative number is an arc run backwards."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def unwrap_ring(ring: Ring) -> Ring:
    """Let a ring that crosses the 180th meridian run on beyond it."""
    turn, before, points = 0, ring[0][0] if ring else 0.0, []
    for lng, lat in ring:
        if abs(lng - before) > HALF_TURN:
            turn += 2 * HALF_TURN if lng < before else -2 * HALF_TURN
        before = lng
        points.append((lng + turn, lat))
    return points


def read_countries_by_number() -> dict[str, dict[str, str]]:
    """Return the rows of the list of countries by ISO 3166-1 numeric code."""
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        return {row["iso_num"].zfill(3): row for row in csv.DictReader(file)}


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


def main() -> None:
    """Write the file."""
    with tempfile.TemporaryDirectory() as folder:
        topology = fetch_simplified_world(Path(folder))
    rows = read_countries_by_number()
    (layer,) = topology["objects"].values()
    shapes = [
        describe_country(shape, rows.get(shape["properties"]["number"]))
        for shape in layer["geometries"]
    ]
    topology["objects"] = {
        "countries": {"type": "GeometryCollection", "geometries": shapes}
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(topology, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
