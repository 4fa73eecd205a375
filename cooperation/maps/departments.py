"""Departments on maps drawn by the server: outlines and names, as a territory's ground.

Those of metropolitan France; see ``fixtures/README.md``.
"""

import gzip
import json
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cooperation.maps.names import FONT_SIZE, Box
from cooperation.maps.svg import BORDER, HIGHLIGHT, LAND, MapFrame, build_path_data
from cooperation.maps.topojson import Ring

OUTLINES_FILE = "reference/department_outlines.json.gz"
# Of a name in capitals, in parts of the size; steps around the middle, in pixels.
CAPITAL_WIDTH, QUIET = 0.85, "#45605b"
STEPS = range(-108, 109, 12)


class DepartmentOutline(NamedTuple):
    """A department as drawn; its longest ring is its main part."""

    name: str
    rings: list[Ring]


@cache
def load_departments() -> dict[str, DepartmentOutline]:
    """Return the departments by code, with rings of (longitude, latitude)."""
    content = (Path(settings.FIXTURES_ROOT) / OUTLINES_FILE).read_bytes()
    return {
        code: DepartmentOutline(
            one["name"],
            [[(lng, lat) for lng, lat in ring] for ring in one["rings"]],
        )
        for code, one in json.loads(gzip.decompress(content)).items()
    }


def list_departments_in_frame(frame: MapFrame) -> list[str]:
    return [
        code
        for code, one in load_departments().items()
        if any(map(frame.intersects, one.rings))
    ]


def render_departments(frame: MapFrame, chosen: Collection[str]) -> SafeString:
    """Return the departments in a frame, those of the territory tinted above others.

    Empty where there are none.
    """
    known = load_departments()
    drawn = [
        (
            *(("still-chosen", HIGHLIGHT) if code in chosen else ("still-land", LAND)),
            "".join(build_path_data(ring, frame) for ring in known[code].rings),
        )
        for code in sorted(list_departments_in_frame(frame), key=chosen.__contains__)
    ]
    if not drawn:
        return SafeString("")
    return format_html(
        '<g stroke="{}" stroke-width="1" stroke-linejoin="round">{}</g>',
        BORDER,
        format_html_join("", '<path class="{}" fill="{}" d="{}"/>', drawn),
    )


def render_department_names(
    codes: Sequence[str], frame: MapFrame, taken: Sequence[Box]
) -> SafeString:
    """Return the names of departments in capitals, beside what is ``taken``."""
    found = []
    for code in codes:
        department = load_departments().get(code)
        boxes = iter_middle_boxes(department, frame) if department else ()
        box = next((one for one in boxes if not any(map(one.overlaps, taken))), None)
        if department and box:
            found.append((*get_baseline(box), department.name.upper()))
    return format_html(
        '<g class="still-areas" font-size="{}" letter-spacing="1.5" fill="{}"'
        ' text-anchor="middle">{}</g>',
        FONT_SIZE,
        QUIET,
        format_html_join("", '<text x="{}" y="{}">{}</text>', found),
    )


def iter_middle_boxes(department: DepartmentOutline, frame: MapFrame) -> Iterator[Box]:
    """Yield where a name may stand, the middle of its department first."""
    ring = max(department.rings, key=len)
    south, west, north, east = get_bounds(ring)
    x, y = frame.project((south + north) / 2, (west + east) / 2)
    outline = [frame.project(lat, lng) for lng, lat in ring]
    wide = len(department.name) * FONT_SIZE * CAPITAL_WIDTH / 2
    for right, down in sorted(
        product(STEPS, STEPS), key=lambda step: math.hypot(*step)
    ):
        left, line = x + right - wide, y + down
        box = Box(left, line - FONT_SIZE, left + 2 * wide, line + FONT_SIZE * 0.3)
        if all(contains(outline, *corner) for corner in list_corners(box)):
            yield box


def get_bounds(ring: Ring) -> tuple[float, float, float, float]:
    """Return south, west, north and east of a ring."""
    lngs, lats = zip(*ring, strict=True)
    return min(lats), min(lngs), max(lats), max(lngs)


def list_department_corners(codes: Iterable[str]) -> list[tuple[float, float]]:
    """Return corners (lat, lng) of what some departments take of a map."""
    known = load_departments()
    bounds = [
        get_bounds(ring)
        for code in codes
        if code in known
        for ring in known[code].rings
    ]
    return [corner for one in bounds for corner in (one[:2], one[2:])]


def list_corners(box: Box) -> list[tuple[float, float]]:
    return list(product((box.left, box.right), (box.top, box.bottom)))


def contains(outline: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    """Return whether a point is within an outline: a line from it crosses it oddly."""
    sides = zip(outline, [*outline[1:], outline[0]], strict=True)
    crossed = (
        x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in sides
        if (y1 > y) != (y2 > y)
    )
    return sum(crossed) % 2 == 1


def get_baseline(box: Box) -> tuple[float, float]:
    return round((box.left + box.right) / 2, 1), round(box.bottom - FONT_SIZE * 0.3, 1)
