"""The map of a snapshot: as a picture, as data of the live map, as rows."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.maps.links import LINK_KINDS, build_link_columns, get_kind_labels
from cooperation.maps.svg import (
    MapLink,
    build_frame,
    build_world_frame,
    list_link_points,
    render_map_svg,
)
from cooperation.presenters.still_maps import MAX_LINKS, get_known_point
from cooperation.stats.queries import RowData
from surveys.reports.snapshot_reader import SnapshotReader
from surveys.reports.translations import localize_url

SVG_WIDTH = 900


def render_links_svg(frozen: SnapshotReader, title: str) -> SafeString:
    """Return the links as SVG, with a legend of the kinds that occur."""
    links = [build_map_link(row) for row in frozen.list_links()][:MAX_LINKS]
    points = list_link_points(links)
    frame = (
        build_frame(points, SVG_WIDTH, ratio=1.7)
        if points
        else build_world_frame(SVG_WIDTH)
    )
    used = {link.kind for link in links}
    legend = [
        (kind, capfirst(label))
        for kind, label in get_kind_labels().items()
        if kind in used
    ]
    notes = [_("Contours : Natural Earth.")]
    return render_map_svg(links, title=title, frame=frame, legend=legend, notes=notes)


def build_map_link(row: RowData) -> MapLink:
    here_lat, here_lng, there_lat, there_lng = row["points"]
    return MapLink(
        get_known_point(here_lat, here_lng), (there_lat, there_lng), row["link_kind"]
    )


def describe_map(frozen: SnapshotReader) -> str:
    """Return the text alternative of the map."""
    links = frozen.list_links()
    countries = {code for row in links for code in row["countries"]}
    return _(
        "Carte : %(links)s liens entre %(here)s collectivités françaises et "
        "%(countries)s pays. Le tableau des pays dit la même chose."
    ) % {
        "links": len(links),
        "here": len({row["here"] for row in links}),
        "countries": len(countries),
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
