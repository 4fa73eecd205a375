"""A map of the world by number: each country the darker, the more there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.maps.names import MapName, place_names, render_names
from cooperation.maps.svg import (
    BORDER,
    INK,
    LAND,
    SEA,
    MapFrame,
    build_path_data,
    build_world_frame,
    list_country_corners,
    wrap_panels,
)
from cooperation.maps.svg import MapPanel as Panel
from cooperation.maps.topojson import load_country_rings

MAP_WIDTH = 720
# The first number of each shade; the last one has no end.
STEPS = (1, 2, 5, 10, 20)
SHADES = ("#cfe6dc", "#9ccbbb", "#5fa894", "#23806f", "#0b5a50")
# Countries that are drawn smaller than this many pixels get a disc.
SMALLEST, DISC = 5, 3.5
MAX_NAMES, NAMED_COUNTRIES = 14, 5
# The key: place and size of its squares.
KEY_LEFT, KEY_BOTTOM, KEY_STEP, KEY_SIZE = 14, 18, 18, 12


@dataclass(frozen=True)
class CountryNumber:
    """A country (ISO code) with its name, its number and its point."""

    code: str
    label: str
    number: int
    lat: float | None = None
    lng: float | None = None

    @property
    def text(self) -> str:
        return f"{self.label} {self.number}"


@dataclass(frozen=True)
class WorldMap:
    """The numbers of countries to draw, the largest first."""

    title: str
    countries: Sequence[CountryNumber]
    left_out: str = ""

    def render(self, width: int | None = None) -> SafeString:
        """Return the map as an SVG document; it takes the width of its page."""
        frame = build_world_frame(width or MAP_WIDTH)
        content = format_html(
            '<rect class="still-sea" width="{}" height="{}" fill="{}"/>{}{}{}{}',
            frame.width,
            frame.height,
            SEA,
            self.render_land(frame),
            render_discs(self.countries, frame),
            render_names(place_names(list_names(self.countries), frame)),
            render_key(frame),
        )
        return wrap_panels([[Panel(content, frame)]], title=self.alternative)

    @property
    def alternative(self) -> str:
        """What the map says, for who does not see it."""
        named = [country.text for country in self.countries[:NAMED_COUNTRIES]]
        if len(self.countries) > NAMED_COUNTRIES:
            named.append("…")
        words = {"title": self.title, "rows": ", ".join(named)}
        return _("%(title)s : %(rows)s") % words

    def render_land(self, frame: MapFrame) -> SafeString:
        """Return the outlines: the countries without a number in one path."""
        paths = draw_countries(frame.width)
        numbers = {country.code: country for country in self.countries}
        others = "".join(path for code, path in paths.items() if code not in numbers)
        rows = (
            (level := get_level(country.number), SHADES[level], paths[code], country)
            for code, country in numbers.items()
            if code in paths
        )
        return format_html(
            '<g stroke="{}" stroke-width="0.5" stroke-linejoin="round">'
            '<path class="still-land" fill="{}" d="{}"/>{}</g>',
            BORDER,
            LAND,
            others,
            format_html_join(
                "",
                '<path class="world-{}" fill="{}" d="{}"><title>{}</title></path>',
                ((level, fill, path, row.text) for level, fill, path, row in rows),
            ),
        )


@cache
def draw_countries(width: int) -> dict[str, str]:
    """Return the outline of each country on a map of the world, as path data."""
    frame = build_world_frame(width)
    return {
        code: path
        for code, rings in load_country_rings().items()
        if (path := "".join(build_path_data(ring, frame) for ring in rings))
    }


def get_level(number: int) -> int:
    """Return the shade of a number."""
    return sum(number >= step for step in STEPS) - 1


def list_names(countries: Sequence[CountryNumber]) -> list[MapName]:
    """Return the names of the first countries, at their points."""
    return [
        MapName(country.text, country.lat, country.lng)
        for country in countries[:MAX_NAMES]
        if country.lat is not None and country.lng is not None
    ]


def render_discs(countries: Iterable[CountryNumber], frame: MapFrame) -> SafeString:
    """Return discs for the countries that are too small to be seen."""
    rows = (
        (
            level := get_level(country.number),
            *frame.project(country.lat, country.lng),
            DISC,
            SHADES[level],
            country.text,
        )
        for country in countries
        if country.lat is not None
        and country.lng is not None
        and is_small(country.code, frame)
    )
    return format_html(
        '<g stroke="{}" stroke-width="0.8">{}</g>',
        INK,
        format_html_join(
            "",
            '<circle class="world-{}" cx="{}" cy="{}" r="{}" fill="{}">'
            "<title>{}</title></circle>",
            rows,
        ),
    )


@cache
def is_small(code: str, frame: MapFrame) -> bool:
    corners = list_country_corners([code])
    if not corners:
        return True
    (south, west), (north, east) = corners
    tall = (north - south) * frame.scale * frame.latitude_stretch
    return max(tall, (east - west) * frame.scale) < SMALLEST


def render_key(frame: MapFrame) -> SafeString:
    """Return the shades with the numbers that they stand for."""
    top = frame.height - KEY_BOTTOM - KEY_STEP * (len(STEPS) - 1)
    ends = [after - 1 for _step, after in pairwise(STEPS)]
    spans = [
        str(first) if first == last else f"{first}–{last}"
        for first, last in zip(STEPS, ends, strict=False)
    ]
    texts = [*spans, _("%(n)s et plus") % {"n": STEPS[-1]}]
    rows = (
        (
            *(level, KEY_LEFT, top + KEY_STEP * level, KEY_SIZE, KEY_SIZE),
            *(SHADES[level], KEY_LEFT + KEY_SIZE + 7, top + KEY_STEP * level + 11),
            text,
        )
        for level, text in enumerate(texts)
    )
    return format_html(
        '<g class="world-key" font-size="13" fill="{}">{}</g>',
        INK,
        format_html_join(
            "",
            '<rect class="world-{}" x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
            '<text x="{}" y="{}">{}</text>',
            rows,
        ),
    )
