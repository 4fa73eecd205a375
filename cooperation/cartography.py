"""Maps as still pictures (SVG): beside a sheet, for download, for print.

Presentation attributes only, no style sheet: the picture obeys the site's content
security policy wherever it is shown. The projection is plate carrée, squeezed by the
cosine of the middle latitude so that shapes near the subject look right.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cooperation.topology import Ring, world

FRANCE = (46.6, 2.5)
MARGIN = 0.18
SMALLEST_SPAN = 12.0
EDGE = (-180.0, -58.0, 180.0, 84.0)


@dataclass(frozen=True)
class Palette:
    """The colours of a picture; the same tokens as the style sheet."""

    sea: str
    land: str
    border: str
    chosen: str
    ink: str
    kinds: dict[str, str]


LIGHT = Palette(
    sea="#ebf1ed",
    land="#ffffff",
    border="#c3d0ca",
    chosen="#dcece6",
    ink="#12302d",
    kinds={
        "cooperation_decentralisee": "#146596",
        "jumelage": "#9a4d10",
        "pacte_amitie": "#6a1b70",
        "autre": "#4a544d",
        "sans_accord": "#0b5a50",
    },
)
DARK = Palette(
    sea="#0a1414",
    land="#1a2e2d",
    border="#2c4441",
    chosen="#1d3d39",
    ink="#e9f1ed",
    kinds={
        "cooperation_decentralisee": "#52aef2",
        "jumelage": "#f2954d",
        "pacte_amitie": "#f5b8fb",
        "autre": "#b3bdb5",
        "sans_accord": "#74d3c0",
    },
)
PALETTES = {"clair": LIGHT, "sombre": DARK}


class Link(NamedTuple):
    """An arc to draw: from here (perhaps unknown) to there, in degrees."""

    here: tuple[float, float] | None
    there: tuple[float, float]
    kind: str


@dataclass(frozen=True)
class Frame:
    """The part of the world that a picture shows, and its size in pixels."""

    west: float
    south: float
    east: float
    north: float
    width: int

    @property
    def squeeze(self) -> float:
        """How much longer a degree of latitude is drawn than one of longitude."""
        return 1 / math.cos(math.radians((self.north + self.south) / 2))

    @property
    def scale(self) -> float:
        """Pixels per degree of longitude."""
        return self.width / (self.east - self.west)

    @property
    def height(self) -> int:
        """Height in pixels."""
        return round((self.north - self.south) * self.scale * self.squeeze)

    def project(self, lat: float, lng: float) -> tuple[float, float]:
        """Give the pixel of a point."""
        x = (lng - self.west) * self.scale
        y = (self.north - lat) * self.scale * self.squeeze
        return round(x, 1), round(y, 1)

    def holds(self, ring: Ring) -> bool:
        """Say whether a ring touches the frame."""
        lngs, lats = [point[0] for point in ring], [point[1] for point in ring]
        beside = max(lngs) < self.west or min(lngs) > self.east
        return not (beside or max(lats) < self.south or min(lats) > self.north)


def frame_around(
    points: Sequence[tuple[float, float]], width: int, ratio: float = 1.6
) -> Frame:
    """Give the frame that shows ``points`` (lat, lng) with some air around them."""
    lats, lngs = [point[0] for point in points], [point[1] for point in points]
    middle_lat, middle_lng = (min(lats) + max(lats)) / 2, (min(lngs) + max(lngs)) / 2
    squeeze = 1 / math.cos(math.radians(middle_lat))
    tall = max(max(lats) - min(lats), SMALLEST_SPAN / squeeze) * (1 + 2 * MARGIN)
    wide = max(max(lngs) - min(lngs), SMALLEST_SPAN) * (1 + 2 * MARGIN)
    wide = max(wide, tall * squeeze * ratio)
    tall = max(tall, wide / ratio / squeeze)
    return Frame(
        west=max(middle_lng - wide / 2, EDGE[0] - 10),
        south=middle_lat - tall / 2,
        east=min(middle_lng + wide / 2, EDGE[2] + 10),
        north=middle_lat + tall / 2,
        width=width,
    )


WORLD_FRAME_EDGES = EDGE


def world_frame(width: int) -> Frame:
    """Give the frame of the whole inhabited world."""
    west, south, east, north = WORLD_FRAME_EDGES
    return Frame(west, south, east, north, width)


def picture(
    links: Sequence[Link],
    *,
    title: str,
    frame: Frame,
    palette: Palette = LIGHT,
    countries: Iterable[str] = (),
    legend: Sequence[tuple[str, str]] = (),
) -> SafeString:
    """Give a map of ``links`` as an SVG document, with ``title`` read aloud.

    ``countries`` (ISO codes) are tinted; ``legend`` lists (kind, label) pairs.
    """
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {w} {h}" '
        'width="{w}" height="{h}" font-family="sans-serif"><title>{title}</title>'
        '<rect width="{w}" height="{h}" fill="{sea}"/>{land}{arcs}{ends}{legend}</svg>',
        w=frame.width,
        h=frame.height,
        title=title,
        sea=palette.sea,
        land=land(frame, palette, set(countries)),
        arcs=arcs(links, frame, palette),
        ends=ends(links, frame, palette),
        legend=legend_box(legend, frame, palette),
    )


def land(frame: Frame, palette: Palette, chosen: set[str]) -> SafeString:
    """Give the countries in the frame."""
    paths = []
    for code, rings in world().items():
        outline = "".join(path_of(ring, frame) for ring in rings if frame.holds(ring))
        if outline:
            fill = palette.chosen if code in chosen else palette.land
            paths.append((fill, outline))
    return format_html(
        '<g stroke="{}" stroke-width="0.6" stroke-linejoin="round">{}</g>',
        palette.border,
        format_html_join("", '<path fill="{}" d="{}"/>', paths),
    )


def path_of(ring: Ring, frame: Frame) -> str:
    """Give a ring as SVG path data, leaving out points that fall together."""
    pixels: list[tuple[float, float]] = []
    for lng, lat in ring:
        pixel = frame.project(lat, lng)
        if not pixels or math.dist(pixel, pixels[-1]) >= 1:
            pixels.append(pixel)
    if len(pixels) < 3:
        return ""
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in pixels) + "Z"


def arcs(links: Sequence[Link], frame: Frame, palette: Palette) -> SafeString:
    """Give the arcs, each bent to the left of its way."""
    rows = []
    for link in links:
        if link.here is None:
            continue
        (x1, y1), (x2, y2) = frame.project(*link.here), frame.project(*link.there)
        bend_x = (x1 + x2) / 2 + (y2 - y1) * 0.18
        bend_y = (y1 + y2) / 2 - (x2 - x1) * 0.18
        way = f"M{x1:g},{y1:g}Q{bend_x:.1f},{bend_y:.1f} {x2:g},{y2:g}"
        rows.append((palette.kinds[link.kind], way))
    return format_html(
        '<g fill="none" stroke-width="1.6" stroke-opacity="0.75">{}</g>',
        format_html_join("", '<path stroke="{}" d="{}"/>', rows),
    )


def ends(links: Sequence[Link], frame: Frame, palette: Palette) -> SafeString:
    """Give squares for the authorities here and discs for the places there."""
    squares = {frame.project(*link.here) for link in links if link.here}
    discs = {(*frame.project(*link.there), palette.kinds[link.kind]) for link in links}
    return format_html(
        '<g stroke="{}" stroke-width="1.2">{}{}</g>',
        palette.land,
        format_html_join(
            "",
            '<circle cx="{}" cy="{}" r="4.5" fill="{}"/>',
            sorted(discs),
        ),
        format_html_join(
            "",
            '<rect x="{}" y="{}" width="8" height="8" fill="{}"/>',
            (
                (round(x - 4, 1), round(y - 4, 1), palette.ink)
                for x, y in sorted(squares)
            ),
        ),
    )


def legend_box(
    legend: Sequence[tuple[str, str]], frame: Frame, palette: Palette
) -> SafeString:
    """Give the legend, bottom left, or nothing."""
    if not legend:
        return mark_safe("")
    top = frame.height - 22 * len(legend) - 6
    rows = (
        (
            top + 22 * number,
            palette.kinds[kind],
            top + 22 * number + 4,
            palette.ink,
            label,
        )
        for number, (kind, label) in enumerate(legend)
    )
    return format_html_join(
        "",
        '<circle cx="16" cy="{}" r="6" fill="{}"/>'
        '<text x="30" y="{}" font-size="13" fill="{}">{}</text>',
        rows,
    )
