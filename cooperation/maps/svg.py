"""Static SVG maps: beside an entry, for download and for print.

Colours are presentation attributes, so that the file stands alone; on the pages of the
site the style sheet (``map-still.css``) replaces them by the design tokens, light or
dark. The projection is plate carrée, scaled by the cosine of the middle latitude so
that shapes near the subject keep their proportions.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple, TypeVar

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cooperation.maps.topojson import Ring, load_country_rings

Item = TypeVar("Item")

NOTHING = SafeString("")
MARGIN = 0.18
# Between two maps in one picture, and of an arc, in pixels.
GUTTER, LINE_WIDTH = 10, 1.8
# Degrees of longitude: less than the first is too near, more than the second the world.
MIN_SPAN, MAX_SPAN = 12.0, 200.0
CROP_MARGIN, CROP_RATIO = 12.0, 2.1
WORLD_BOUNDS = (-180.0, -58.0, 180.0, 84.0)
SEA, LAND, BORDER = "#ebf1ed", "#ffffff", "#c3d0ca"
HIGHLIGHT, INK = "#cfe6dc", "#12302d"
KIND_COLOURS = {
    "cooperation_decentralisee": "#146596",
    "jumelage": "#9a4d10",
    "pacte_amitie": "#6a1b70",
    "autre": "#4a544d",
    "sans_accord": "#0b5a50",
}
# Kinds are told apart without colour too.
KIND_DASHES = {"jumelage": "7 3", "pacte_amitie": "2 3", "autre": "1 4"}


class MapLink(NamedTuple):
    """An arc from an authority, None without a known point, to a place: (lat, lng)."""

    here: tuple[float, float] | None
    there: tuple[float, float]
    kind: str


@dataclass(frozen=True)
class MapFrame:
    """The part of the world that a map shows, in degrees, and its width in pixels."""

    west: float
    south: float
    east: float
    north: float
    width: int

    @property
    def latitude_stretch(self) -> float:
        """Ratio of the drawn length of a degree of latitude to one of longitude."""
        return 1 / math.cos(math.radians((self.north + self.south) / 2))

    @property
    def scale(self) -> float:
        return self.width / (self.east - self.west)

    @property
    def height(self) -> int:
        return round((self.north - self.south) * self.scale * self.latitude_stretch)

    def project(self, lat: float, lng: float) -> tuple[float, float]:
        """Return the pixel of a point.

        Points are wrapped around the antimeridian: the nearer way is drawn.
        """
        lng += 360 * round(((self.west + self.east) / 2 - lng) / 360)
        x = (lng - self.west) * self.scale
        y = (self.north - lat) * self.scale * self.latitude_stretch
        return round(x, 1), round(y, 1)

    def shows(self, lat: float, lng: float) -> bool:
        return self.west < lng < self.east and self.south < lat < self.north

    def intersects(self, ring: Ring) -> bool:
        """Return whether the bounding box of a ring touches the frame."""
        lngs, lats = [point[0] for point in ring], [point[1] for point in ring]
        beside = max(lngs) < self.west or min(lngs) > self.east
        return not (beside or max(lats) < self.south or min(lats) > self.north)


class MapPanel(NamedTuple):
    """What a map shows, as the content of an SVG, in its frame."""

    content: SafeString
    frame: MapFrame


def build_frame(
    points: Sequence[tuple[float, float]],
    width: int,
    ratio: float = 1.5,
    min_span: float = MIN_SPAN,
    margin: float = MARGIN,
) -> MapFrame:
    """Return the frame that shows ``points`` (lat, lng) with a margin on each side.

    ``ratio`` is width to height; the whole world is shown above ``MAX_SPAN`` degrees.
    """
    lats, lngs = [point[0] for point in points], [point[1] for point in points]
    middle_lat, middle_lng = (min(lats) + max(lats)) / 2, (min(lngs) + max(lngs)) / 2
    latitude_stretch = 1 / math.cos(math.radians(middle_lat))
    tall = max(max(lats) - min(lats), min_span / latitude_stretch) * (1 + 2 * margin)
    wide = max(max(lngs) - min(lngs), min_span) * (1 + 2 * margin)
    wide = min(max(wide, tall * latitude_stretch * ratio), 360.0)
    if wide > MAX_SPAN:
        return build_world_frame(width)
    tall = max(tall, wide / ratio / latitude_stretch)
    return MapFrame(
        west=middle_lng - wide / 2,
        south=middle_lat - tall / 2,
        east=middle_lng + wide / 2,
        north=middle_lat + tall / 2,
        width=width,
    )


def build_world_frame(width: int) -> MapFrame:
    return MapFrame(*WORLD_BOUNDS, width)


def crop_frame(points: Sequence[tuple[float, float]], width: int) -> MapFrame:
    """Return the part of the world that shows ``points`` (lat, lng), with a margin.

    It is at least ``CROP_RATIO`` times as wide as high, to leave room for text.
    """
    west, south, east, north = WORLD_BOUNDS
    lats, lngs = [point[0] for point in points], [point[1] for point in points]
    frame = MapFrame(
        west=max(west, min(lngs) - CROP_MARGIN),
        south=max(south, min(lats) - CROP_MARGIN),
        east=min(east, max(lngs) + CROP_MARGIN),
        north=min(north, max(lats) + CROP_MARGIN),
        width=width,
    )
    lacking = (CROP_RATIO * frame.height / width - 1) * (frame.east - frame.west) / 2
    if lacking <= 0:
        return frame
    sides = max(west, frame.west - lacking), min(east, frame.east + lacking)
    return replace(frame, west=sides[0], east=sides[1])


def list_link_points(links: Iterable[MapLink]) -> list[tuple[float, float]]:
    ends = [(link.here, link.there) for link in links]
    return [point for here, there in ends for point in (here, there) if point]


def list_country_corners(codes: Iterable[str]) -> list[tuple[float, float]]:
    """Return the corners (lat, lng) of the largest part of some countries.

    ``codes`` are ISO 3166 alpha-2.
    """
    corners = []
    for code in codes:
        ring = max(load_country_rings().get(code, [[]]), key=len)
        if ring:
            lngs, lats = [point[0] for point in ring], [point[1] for point in ring]
            corners += [(min(lats), min(lngs)), (max(lats), max(lngs))]
    return corners


def render_map_svg(
    links: Sequence[MapLink],
    *,
    title: str,
    frame: MapFrame,
    countries: Iterable[str] = (),
    notes: Sequence[str] = (),
    legend: Sequence[tuple[str, str]] = (),
) -> SafeString:
    """Return a map of ``links`` as an SVG document; ``title`` is its accessible name.

    ``countries`` (ISO codes) are tinted; ``legend`` lists (kind, label) pairs, drawn
    under the map with ``notes``.
    """
    panel = render_panel(links, frame=frame, countries=countries)
    return wrap_panels([[panel]], title=title, notes=notes, legend=legend)


def render_panel(
    links: Sequence[MapLink],
    *,
    frame: MapFrame,
    countries: Iterable[str] = (),
    ground: SafeString = NOTHING,
    over: SafeString = NOTHING,
    line: float = LINE_WIDTH,
    arcs: Sequence[MapLink] | None = None,
) -> MapPanel:
    """Return what a map shows in its frame, with ``over`` above all.

    ``ground`` takes the place of the countries; ``line`` is the width of the arcs: less
    where there are many. Without ``arcs``, every link has one.
    """
    content = format_html(
        '<rect class="still-sea" width="{}" height="{}" fill="{}"/>{}{}{}{}',
        frame.width,
        frame.height,
        SEA,
        ground or render_land(frame, set(countries)),
        render_arcs(links if arcs is None else arcs, frame, line),
        render_ends(links, frame),
        over,
    )
    return MapPanel(content, frame)


def wrap_panels(
    rows: Sequence[Sequence[MapPanel]],
    *,
    title: str,
    notes: Sequence[str] = (),
    legend: Sequence[tuple[str, str]] = (),
    legend_columns: int = 1,
    role: str = "img",
) -> SafeString:
    """Return rows of panels as one SVG document; ``role`` "group" if it has links."""
    placed, width, top = [], 0, 0
    for row in rows:
        left = 0
        for panel in row:
            placed.append((left, top, *panel))
            left += panel.frame.width + GUTTER
        width = max(width, left - GUTTER)
        top += max(panel.frame.height for panel in row) + GUTTER
    height = top - GUTTER
    lines = math.ceil(len(legend) / legend_columns)
    foot = 20 * lines + 18 * len(notes) + (16 if legend or notes else 0)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="still" role="{}" '
        'viewBox="0 0 {} {}" font-family="sans-serif"><title>{}</title>{}{}</svg>',
        role,
        width,
        height + foot,
        title,
        render_placed_panels(placed) if foot or len(placed) > 1 else placed[0][2],
        render_legend_and_notes(height, legend, notes, width // legend_columns, lines),
    )


def render_placed_panels(
    placed: Iterable[tuple[int, int, SafeString, MapFrame]],
) -> SafeString:
    return format_html_join(
        "",
        '<svg x="{}" y="{}" width="{}" height="{}">{}</svg>',
        (
            (left, top, frame.width, frame.height, content)
            for left, top, content, frame in placed
        ),
    )


def render_land(frame: MapFrame, chosen: set[str]) -> SafeString:
    """Return the countries in the frame: all in one path, the chosen in another."""
    drawn: dict[bool, list[str]] = {False: [], True: []}
    for code, rings in load_country_rings().items():
        paths = [
            build_path_data(ring, frame) for ring in rings if frame.intersects(ring)
        ]
        drawn[code in chosen].extend(paths)
    rows = [
        ("still-chosen" if is_chosen else "still-land", fill, "".join(outlines))
        for is_chosen, fill in ((False, LAND), (True, HIGHLIGHT))
        if (outlines := drawn[is_chosen])
    ]
    return format_html(
        '<g stroke="{}" stroke-width="0.6" stroke-linejoin="round">{}</g>',
        BORDER,
        format_html_join("", '<path class="{}" fill="{}" d="{}"/>', rows),
    )


def build_path_data(ring: Ring, frame: MapFrame) -> str:
    """Return a ring as SVG path data in whole pixels.

    Points less than two pixels from the previous one are left out.
    """
    pixels: list[tuple[int, int]] = []
    for lng, lat in ring:
        x = round((lng - frame.west) * frame.scale)
        y = round((frame.north - lat) * frame.scale * frame.latitude_stretch)
        if not pixels or abs(x - pixels[-1][0]) + abs(y - pixels[-1][1]) >= 2:
            pixels.append((x, y))
    if len(pixels) < 3:
        return ""
    steps = [
        f"{x - before_x} {y - before_y}"
        for (before_x, before_y), (x, y) in pairwise(pixels)
    ]
    return f"M{pixels[0][0]} {pixels[0][1]}l{' '.join(steps)}z"


def render_arcs(
    links: Sequence[MapLink], frame: MapFrame, line: float = LINE_WIDTH
) -> SafeString:
    rows = []
    for link in dict.fromkeys(links):
        if link.here is None:
            continue
        (x1, y1), (x2, y2) = frame.project(*link.here), frame.project(*link.there)
        bend_x = (x1 + x2) / 2 + (y2 - y1) * 0.18
        bend_y = (y1 + y2) / 2 - (x2 - x1) * 0.18
        way = f"M{x1:g},{y1:g}Q{bend_x:.1f},{bend_y:.1f} {x2:g},{y2:g}"
        rows.append(
            (
                link.kind,
                KIND_COLOURS[link.kind],
                KIND_DASHES.get(link.kind, "none"),
                way,
            )
        )
    return format_html(
        '<g fill="none" stroke-width="{}">{}</g>',
        line,
        format_html_join(
            "",
            '<path class="still-{}" stroke="{}" stroke-dasharray="{}" d="{}"/>',
            rows,
        ),
    )


def render_ends(links: Sequence[MapLink], frame: MapFrame) -> SafeString:
    """Return squares for the authorities and discs for the places."""
    squares = {frame.project(*link.here) for link in links if link.here}
    discs = {
        (link.kind, *frame.project(*link.there), KIND_COLOURS[link.kind])
        for link in links
    }
    return format_html(
        '<g stroke="{}" stroke-width="1.2">{}{}</g>',
        LAND,
        format_html_join(
            "",
            '<circle class="still-{}-end" cx="{}" cy="{}" r="4.5" fill="{}"/>',
            sorted(discs),
        ),
        format_html_join(
            "",
            '<rect class="still-here" x="{}" y="{}" width="8" height="8" fill="{}"/>',
            ((round(x - 4, 1), round(y - 4, 1), INK) for x, y in sorted(squares)),
        ),
    )


def render_legend_and_notes(
    height: int,
    legend: Sequence[tuple[str, str]],
    notes: Sequence[str],
    column: int,
    lines: int,
) -> SafeString:
    """Return the legend and the notes under a map of ``height`` pixels.

    The legend fills ``lines``, in columns of a width.
    """
    top = height + 18
    places = ((column * (n // lines), n % lines) for n in range(len(legend)))
    keys = format_html_join(
        "",
        '<path stroke="{}" stroke-width="2.5" stroke-dasharray="{}" d="M{} {}h26"/>'
        '<text x="{}" y="{}" font-size="13" fill="{}">{}</text>',
        (
            (
                *(KIND_COLOURS[kind], KIND_DASHES.get(kind, "none"), x + 12, y),
                *(x + 48, y + 4, INK, label),
            )
            for (x, line), (kind, label) in zip(places, legend, strict=True)
            for y in [top + 20 * line]
        ),
    )
    below = top + 20 * lines + 4
    texts = format_html_join(
        "",
        '<text x="12" y="{}" font-size="12" fill="{}">{}</text>',
        ((y, INK, note) for y, note in enumerate_from(below, 18, notes)),
    )
    return format_html("{}{}", keys, texts)


def enumerate_from(
    start: int, step: int, things: Sequence[Item]
) -> Iterable[tuple[int, Item]]:
    """Yield each item with the vertical position at which it is written."""
    return ((start + step * number, thing) for number, thing in enumerate(things))
