"""The map of a snapshot: as a picture, as data of the live map, as rows."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.maps.departments import (
    list_department_corners,
    render_department_names,
    render_departments,
)
from cooperation.maps.links import LINK_KINDS, build_link_columns, get_kind_labels
from cooperation.maps.names import MapName, list_point_boxes, place_names, render_names
from cooperation.maps.svg import (
    LINE_WIDTH,
    MARGIN,
    MIN_SPAN,
    MapFrame,
    MapLink,
    MapPanel,
    build_frame,
    build_world_frame,
    crop_frame,
    list_link_points,
    render_panel,
    wrap_panels,
)
from cooperation.presenters.still_maps import MAX_LINKS, get_known_point
from cooperation.stats.queries import RowData
from surveys.reports.snapshot_reader import SnapshotReader
from surveys.reports.translations import localize_url

# Pixels: the territory beside what is near or the whole, and a row of its own.
TERRITORY_WIDTH, BESIDE_WIDTH, ROW_WIDTH, PANEL_HEIGHT = 540, 350, 900, 400
# Degrees of longitude: less is too near for outlines of countries to help; more than
# the second asks for a map of the world, beside that of what is near.
TERRITORY_SPAN, WIDE_SPAN = 0.7, 75.0
NEAR_DEGREES = 22.0
# Around whole departments, in parts of them.
EDGE = 0.04
MAX_NAMED_COUNTRIES = 4
# Links above which arcs are drawn thinner, and none over the territory that they leave.
MANY_LINKS = 40
THIN_LINE, FAINT_LINE = 0.9, 0.7
LEGEND_COLUMNS = 4

Point = tuple[float, float]


class MapPart(NamedTuple):
    """A part of a map as a picture of its own; ``is_wide`` if it takes a row alone."""

    svg: SafeString
    is_wide: bool


@dataclass(frozen=True)
class TerritoryMap:
    """The links of a report, seen from the territory and in the world.

    ``whole`` is all in one picture, for print; ``panels`` the same one by one.
    """

    whole: SafeString
    panels: list[MapPart]
    legend: list[tuple[str, str]]


def draw_territory_map(frozen: SnapshotReader, title: str) -> TerritoryMap:
    """Draw the links of a snapshot; every map of a report is drawn here.

    The base map is that of ``cooperation/maps/svg.py``.
    """
    rows = frozen.list_links()[:MAX_LINKS]
    drawing = LinkDrawing(frozen, rows)
    panels = drawing.draw_rows()
    legend = list_legend(drawing.links)
    return TerritoryMap(
        whole=wrap_panels(
            panels,
            title=title,
            legend=legend,
            notes=[get_outlines_source()],
            legend_columns=LEGEND_COLUMNS,
        ),
        panels=[
            MapPart(wrap_panels([[one]], title=title), one.frame.width == ROW_WIDTH)
            for row in panels
            for one in row
        ],
        legend=legend,
    )


def get_outlines_source() -> str:
    return _("Contours : Natural Earth ; IGN, Admin Express 2018.")


class LinkDrawing:
    """The links of a report, drawn at several scales."""

    def __init__(self, frozen: SnapshotReader, rows: list[RowData]) -> None:
        self.frozen, self.rows = frozen, rows
        self.links = [build_map_link(row) for row in rows]
        self.line = THIN_LINE if len(rows) > MANY_LINKS else LINE_WIDTH
        self.here = [link.here for link in self.links if link.here]
        self.countries = count_links_by_country(rows)
        self.named: set[str] = set()

    def draw_rows(self) -> list[list[MapPanel]]:
        """Return the panels: the territory, what is near, the world."""
        points = list_link_points(self.links)
        if not points:
            return [[self.draw_countries(build_world_frame(ROW_WIDTH))]]
        has_territory = len(set(self.here)) > 1
        if get_span(points) <= WIDE_SPAN:
            width = BESIDE_WIDTH if has_territory else ROW_WIDTH
            whole = self.draw_countries(build_panel_frame(points, width))
            territory = [self.draw_territory(TERRITORY_WIDTH)] if has_territory else []
            return [[*territory, whole]]
        rows = [self.draw_near(points)] if has_territory else []
        return [*rows, [self.draw_countries(crop_frame(points, ROW_WIDTH))]]

    def draw_near(self, points: list[Point]) -> list[MapPanel]:
        """Return the territory, and beside it what is near, if anything is."""
        near = self.list_near_points(points)
        if not near:
            return [self.draw_territory(ROW_WIDTH)]
        around = self.draw_countries(build_panel_frame(near, BESIDE_WIDTH))
        return [self.draw_territory(TERRITORY_WIDTH), around]

    def list_near_points(self, points: list[Point]) -> list[Point]:
        """Return the ends about the territory, if there are some beside its own."""
        if not self.here:
            return []
        lat, lng = get_middle(self.here)
        near = [
            point
            for point in points
            if max(abs(point[0] - lat), abs(point[1] - lng) / 1.5) < NEAR_DEGREES
        ]
        return near if set(near) - set(self.here) else []

    def draw_territory(self, width: int) -> MapPanel:
        """Return the authorities with their names, the most active first."""
        codes = self.list_departments()
        corners = list_department_corners(codes)
        margin = EDGE if corners else MARGIN
        frame = build_panel_frame(
            [*self.here, *corners], width, TERRITORY_SPAN, margin=margin
        )
        counted = Counter(row["title"] for row in self.rows)
        points = {
            row["title"]: link.here
            for row, link in zip(self.rows, self.links, strict=True)
        }
        names = [
            MapName(title, *point)
            for title, _n in counted.most_common()
            if (point := points[title])
        ]
        placed = place_names(names, frame)
        taken = [*list_point_boxes(names, frame), *(name.box for name in placed)]
        areas = render_department_names(codes, frame, taken)
        return render_panel(
            self.links,
            frame=frame,
            ground=render_departments(frame, codes),
            over=areas + render_names(placed),
            line=FAINT_LINE,
            arcs=[
                link
                for link in self.links
                if len(self.links) <= MANY_LINKS or frame.shows(*link.there)
            ],
        )

    def list_departments(self) -> list[str]:
        """Return the departments that the report was made for."""
        selection = self.frozen.data.get("selection", "")
        return QueryDict(selection).getlist("departement")

    def draw_countries(self, frame: MapFrame) -> MapPanel:
        """Return links and countries in a frame, with the names that have room.

        A country that another panel named is not named again.
        """
        names = [
            MapName(label, *get_middle(ends))
            for code in self.countries
            if (ends := self.list_ends(code))
            and (label := self.get_country_name(code)) not in self.named
            and frame.shows(*get_middle(ends))
        ]
        placed = place_names(names, frame)
        self.named |= {name.text for name in placed}
        return render_panel(
            self.links,
            frame=frame,
            countries=self.countries,
            over=render_names(placed),
            line=self.line,
        )

    def get_country_name(self, code: str) -> str:
        return capfirst(self.frozen.get_term_label("countries", code))

    def list_ends(self, country: str) -> list[Point]:
        return [
            link.there
            for row, link in zip(self.rows, self.links, strict=True)
            if country in row["countries"] and link.there[0] is not None
        ]


def build_panel_frame(
    points: list[Point],
    width: int,
    min_span: float = MIN_SPAN,
    margin: float = MARGIN,
) -> MapFrame:
    return build_frame(points, width, width / PANEL_HEIGHT, min_span, margin)


def get_span(points: list[Point]) -> float:
    lngs = [point[1] for point in points]
    return max(lngs) - min(lngs)


def get_middle(points: list[Point]) -> Point:
    lats, lngs = zip(*points, strict=True)
    return sum(lats) / len(lats), sum(lngs) / len(lngs)


def list_legend(links: list[MapLink]) -> list[tuple[str, str]]:
    """Return the kinds that occur, as (kind, label)."""
    used = {link.kind for link in links}
    return [
        (kind, capfirst(label))
        for kind, label in get_kind_labels().items()
        if kind in used
    ]


def count_links_by_country(rows: list[RowData]) -> dict[str, int]:
    """Return the number of links by country, the most first."""
    counted = Counter(code for row in rows for code in row["countries"])
    return dict(counted.most_common())


def build_map_link(row: RowData) -> MapLink:
    here_lat, here_lng, there_lat, there_lng = row["points"]
    return MapLink(
        get_known_point(here_lat, here_lng), (there_lat, there_lng), row["link_kind"]
    )


def describe_map(frozen: SnapshotReader) -> str:
    """Return the text alternative of the map: what it counts, and where mostly."""
    links = frozen.list_links()
    counted = count_links_by_country(links)
    words = _(
        "Carte des liens : %(links)s. Collectivités françaises : %(here)s. "
        "Pays : %(countries)s (%(most)s). Le tableau des liens dit la même chose."
    )
    most = [
        f"{capfirst(frozen.get_term_label('countries', code))} {number}"
        for code, number in list(counted.items())[:MAX_NAMED_COUNTRIES]
    ]
    if len(counted) > MAX_NAMED_COUNTRIES:
        most.append("…")
    return words % {
        "links": len(links),
        "here": len({row["here"] for row in links}),
        "countries": len(counted),
        "most": ", ".join(most),
    }


def build_live_map_data(frozen: SnapshotReader) -> RowData:
    """Return the links in the format that the live map loads."""
    rows = [build_live_map_row(frozen, row) for row in frozen.list_links()]
    counted: dict[str, int] = {}
    for row in rows:
        code = row["country_code"]
        counted[code] = counted.get(code, 0) + row["n"]
    actions = frozen.lists.get("actions", {}).get("rows", [])
    return {
        "total": len(actions),
        "grouped": False,
        "kinds": LINK_KINDS,
        "countries": counted,
        **build_link_columns(rows),
    }


def build_live_map_row(frozen: SnapshotReader, row: RowData) -> RowData:
    here_lat, here_lng, there_lat, there_lng = row["points"]
    (code,) = row["countries"]
    return {
        "here_lat": here_lat,
        "here_lng": here_lng,
        "there_lat": there_lat,
        "there_lng": there_lng,
        "here": row["here"],
        "here_name": row["title"],
        "there_name": row["there"],
        "country_code": code,
        "country_name": frozen.get_term_label("countries", code),
        "approximate": row["is_approximate"],
        "kind": row["link_kind"],
        "n": row["n"],
    }


@dataclass(frozen=True)
class MapRow:
    """A link as a row of the table beside the map."""

    here: str
    url: str
    there: str
    country: str
    kind: str
    n: int


def build_map_table(frozen: SnapshotReader) -> list[MapRow]:
    return [
        MapRow(
            here=row["title"],
            url=localize_url(row["url"]),
            there=row["there"],
            country=frozen.format_cell(row, "countries"),
            kind=capfirst(frozen.get_term_label("link_kind", row["link_kind"])),
            n=row["n"],
        )
        for row in frozen.list_links()
    ]
