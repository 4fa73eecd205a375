"""Outlines of the countries, read from the TopoJSON file of the browser's map."""

import json
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

WORLD_TOPOJSON = "geo/world.topo.json"
Ring = list[tuple[float, float]]
# An object of GeoJSON or TopoJSON, or of the JSON that maps of the site read.
JsonObject = dict[str, Any]


@cache
def load_country_rings() -> dict[str, list[Ring]]:
    """Return the rings of (longitude, latitude) of each country, by ISO code.

    A territory without a code has its number in the file as key ("#12").
    """
    path = finders.find(WORLD_TOPOJSON)
    topology = json.loads(Path(str(path)).read_text(encoding="utf-8"))
    arcs = decode_arcs(topology)
    shapes = topology["objects"]["countries"]["geometries"]
    return {
        shape.get("id", f"#{number}"): build_rings(shape, arcs)
        for number, shape in enumerate(shapes)
    }


def decode_arcs(topology: JsonObject) -> list[Ring]:
    """Return the arcs in degrees: TopoJSON stores integer deltas on a grid."""
    (step_x, step_y), (west, south) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for steps in topology["arcs"]:
        points = accumulate(steps, lambda at, step: [at[0] + step[0], at[1] + step[1]])
        arcs.append([(x * step_x + west, y * step_y + south) for x, y in points])
    return arcs


def get_polygons(shape: JsonObject) -> list[list[list[int]]]:
    """Return the polygons of a shape, each a list of rings of arc numbers."""
    arcs = shape.get("arcs", [])
    return [arcs] if shape["type"] == "Polygon" else arcs


def build_rings(shape: JsonObject, arcs: list[Ring]) -> list[Ring]:
    return [
        join_arcs(ring, arcs) for polygon in get_polygons(shape) for ring in polygon
    ]


def join_arcs(numbers: list[int], arcs: list[Ring]) -> Ring:
    """Return one ring from its arcs; a negative number is a reversed arc."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring
