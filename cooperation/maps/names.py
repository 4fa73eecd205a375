"""Names on a map drawn by the server: placed so that none covers another."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cooperation.maps.svg import INK, LAND, MapFrame

FONT_SIZE = 13
# Width of a sign of the face, in parts of its size; distance of a name from its point.
SIGN_WIDTH, GAP = 0.56, 8
POINT_SIZE, CORNER = 5, 5


class MapName(NamedTuple):
    """A name at a point (lat, lng), in degrees."""

    text: str
    lat: float
    lng: float


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


class PlacedName(NamedTuple):
    text: str
    box: Box


def place_names(names: Iterable[MapName], frame: MapFrame) -> list[PlacedName]:
    """Return the names that have room, the first ones first; the others are left out.

    A name stands right of its point, else left, above, below, at a corner or between.
    """
    wanted = list(names)
    taken = list_point_boxes(wanted, frame)
    edges = Box(4, 4, frame.width - 4, frame.height - 4)
    placed: list[PlacedName] = []
    for name in wanted:
        for box in iter_candidate_boxes(name, frame):
            is_inside = (
                edges.left <= box.left
                and edges.top <= box.top
                and box.right <= edges.right
                and box.bottom <= edges.bottom
            )
            if is_inside and not any(box.overlaps(other) for other in taken):
                placed.append(PlacedName(name.text, box))
                taken.append(box)
                break
    return placed


def list_point_boxes(names: Iterable[MapName], frame: MapFrame) -> list[Box]:
    """Return what the points of names cover themselves."""
    return [
        Box(x - POINT_SIZE, y - POINT_SIZE, x + POINT_SIZE, y + POINT_SIZE)
        for x, y in (frame.project(name.lat, name.lng) for name in names)
    ]


def iter_candidate_boxes(name: MapName, frame: MapFrame) -> Iterator[Box]:
    x, y = frame.project(name.lat, name.lng)
    wide, tall = len(name.text) * FONT_SIZE * SIGN_WIDTH, FONT_SIZE * 1.1
    corners = (
        (x + GAP, y - tall / 2),
        (x - GAP - wide, y - tall / 2),
        (x - wide / 2, y - GAP - tall),
        (x - wide / 2, y + GAP),
        (x + CORNER, y - CORNER - tall),
        (x + CORNER, y + CORNER),
        (x - CORNER - wide, y - CORNER - tall),
        (x - CORNER - wide, y + CORNER),
        *product((x - wide / 4, x - wide * 3 / 4), (y + GAP, y - GAP - tall)),
    )
    for left, top in corners:
        yield Box(left, top, left + wide, top + tall)


def render_names(placed: Sequence[PlacedName]) -> SafeString:
    """Return the names as SVG, each with a rim of the colour of the land."""
    rows = (
        (
            round((name.box.left + name.box.right) / 2, 1),
            round(name.box.bottom - FONT_SIZE * 0.28, 1),
            name.text,
        )
        for name in placed
    )
    return format_html(
        '<g class="still-names" font-size="{}" font-weight="600" text-anchor="middle"'
        ' fill="{}" stroke="{}" stroke-width="3" stroke-linejoin="round"'
        ' paint-order="stroke">{}</g>',
        FONT_SIZE,
        INK,
        LAND,
        format_html_join("", '<text x="{}" y="{}">{}</text>', rows),
    )
