"""Shapes on the map: TopoJSON read, projected, cut to squares, written as steps."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

Point = tuple[float, float]
Line = list[Point]
# The width of the world in units, as Leaflet has it at zoom 0.
WORLD = 256.0
HALF_TURN, MAX_LATITUDE = 180.0, 85.0
# Fills and lines reach over the edge of their square, so that no seam shows.
OVERLAP = 0.004


@dataclass(frozen=True)
class Square:
    """A square of the map: the world is ``2 ** z`` squares wide."""

    z: int
    x: int
    y: int
    grid: int

    @property
    def size(self) -> float:
        return WORLD / float(2**self.z)

    @property
    def key(self) -> str:
        return f"{self.z}-{self.x}-{self.y}"

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """Return west, north, east and south in units, with the overlap."""
        left, top, over = self.x * self.size, self.y * self.size, OVERLAP * self.size
        return left - over, top - over, left + self.size + over, top + self.size + over

    def place(self, point: Point) -> tuple[int, int]:
        """Return a point as a place of the grid."""
        step = self.size / self.grid
        left, top = self.x * self.size, self.y * self.size
        return round((point[0] - left) / step), round((point[1] - top) / step)

    def contains(self, point: Point) -> bool:
        column, row = int(point[0] / self.size), int(point[1] / self.size)
        return (column, row) == (self.x, self.y)

    def encode(self, line: Line, least: int) -> list[int]:
        """Return a line as its first place and the steps to the others.

        Empty where fewer than ``least`` different places are left.
        """
        places = [self.place(point) for point in line]
        kept = [one for n, one in enumerate(places) if not n or one != places[n - 1]]
        if len(kept) < least:
            return []
        steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(kept)]
        return [number for pair in [kept[0], *steps] for number in pair]


def project(lng: float, lat: float) -> Point:
    """Return a point in units."""
    sine = math.sin(math.radians(max(-MAX_LATITUDE, min(MAX_LATITUDE, lat))))
    down = 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return (lng / 360 + 0.5) * WORLD, down * WORLD


def decode_arcs(topology: dict[str, Any]) -> list[Line]:
    """Return the arcs in degrees: TopoJSON may store integer steps on a grid."""
    if "transform" not in topology:
        return [[(lng, lat) for lng, lat in arc] for arc in topology["arcs"]]
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


def list_lines(shape: dict[str, Any]) -> list[list[int]]:
    arcs = shape.get("arcs", [])
    return [arcs] if shape["type"] == "LineString" else arcs


def join_arcs(numbers: list[int], arcs: list[Line]) -> Line:
    """Return one ring from its arcs; a negative number is an arc run backwards."""
    ring: Line = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def unwrap_ring(ring: Line) -> Line:
    """Let a ring that crosses the 180th meridian run on beyond it."""
    turn, before, points = 0.0, ring[0][0] if ring else 0.0, []
    for lng, lat in ring:
        if abs(lng - before) > HALF_TURN:
            turn += 2 * HALF_TURN if lng < before else -2 * HALF_TURN
        before = lng
        points.append((lng + turn, lat))
    return points


def turn_east(ring: Line) -> Line:
    """Return a ring that runs on beyond -180 degrees as one beyond 180."""
    if ring and min(ring)[0] < -HALF_TURN:
        return [(lng + 2 * HALF_TURN, lat) for lng, lat in ring]
    return ring


def get_bounds(line: Iterable[Point]) -> tuple[float, float, float, float]:
    """Return the least x and y, then the greatest."""
    xs, ys = zip(*line, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def list_edges(square: Square) -> list[tuple[int, float, bool]]:
    """Return the edges of a square: axis, limit, whether what is kept lies above."""
    west, north, east, south = square.sides
    return [(0, west, True), (1, north, True), (0, east, False), (1, south, False)]


def cross(a: Point, b: Point, axis: int, limit: float) -> Point:
    """Return where the line from a to b meets a limit."""
    share = (limit - a[axis]) / (b[axis] - a[axis])
    other = a[1 - axis] + share * (b[1 - axis] - a[1 - axis])
    return (limit, other) if axis == 0 else (other, limit)


def clip_ring(ring: Line, square: Square) -> Line:
    """Return the part of a ring within a square (Sutherland and Hodgman)."""
    for axis, limit, above in list_edges(square):
        kept: Line = []
        for a, b in pairwise([*ring[-1:], *ring]):
            a_in = (a[axis] >= limit) == above
            b_in = (b[axis] >= limit) == above
            if a_in != b_in:
                kept.append(cross(a, b, axis, limit))
            if b_in:
                kept.append(b)
        ring = kept
    return ring


def clip_line(line: Line, square: Square) -> list[Line]:
    """Return the parts of a line within a square."""
    parts = [line]
    for axis, limit, above in list_edges(square):
        parts = [
            kept for part in parts for kept in split_line(part, axis, limit, above)
        ]
    return parts


def split_line(line: Line, axis: int, limit: float, above: bool) -> list[Line]:
    """Return the parts of a line on one side of a limit."""
    parts: list[Line] = []
    current: Line = [line[0]] if (line[0][axis] >= limit) == above else []
    for a, b in pairwise(line):
        a_in, b_in = (a[axis] >= limit) == above, (b[axis] >= limit) == above
        if a_in != b_in:
            current.append(cross(a, b, axis, limit))
        if b_in:
            current.append(b)
        elif a_in:
            parts.append(current)
            current = []
    return [*parts, current] if len(current) > 1 else parts


class SquareIndex:
    """Shapes by the squares that their bounds touch."""

    def __init__(self, z: int) -> None:
        self.size, self.last = WORLD / 2**z, 2**z - 1
        self.shapes: dict[tuple[int, int], list[tuple[str, Line]]] = {}

    def add(self, key: str, line: Line) -> None:
        """File a projected line under a key."""
        left, top, right, bottom = get_bounds(line)
        over = OVERLAP * self.size
        for x in self.list_numbers(left - over, right + over):
            for y in self.list_numbers(top - over, bottom + over):
                self.shapes.setdefault((x, y), []).append((key, line))

    def list_numbers(self, least: float, most: float) -> range:
        first = max(0, int(least // self.size))
        return range(first, min(self.last, int(most // self.size)) + 1)


def encode_rings(
    shapes: Iterable[tuple[str, Line]], square: Square
) -> list[tuple[str, list[int]]]:
    """Return the rings within a square as steps, each with its key."""
    clipped = ((key, clip_ring(ring, square)) for key, ring in shapes)
    encoded = ((key, square.encode(ring, 3)) for key, ring in clipped if ring)
    return [(key, steps) for key, steps in encoded if steps]


def encode_lines(shapes: Iterable[tuple[str, Line]], square: Square) -> list[list[int]]:
    parts = [part for _key, line in shapes for part in clip_line(line, square)]
    return [steps for part in parts if (steps := square.encode(part, 2))]


def project_line(line: Line) -> Line:
    return [project(lng, lat) for lng, lat in line]
