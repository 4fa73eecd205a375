"""The map of a snapshot: as a picture, as data of the live map, as rows."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.cartography import (
    Link,
    frame_around,
    picture,
    points_of,
    world_frame,
)
from cooperation.mapping import KINDS, in_columns, kind_labels
from cooperation.reading.still_maps import MOST_LINKS, point
from surveys.reporting.frozen import Frozen
from surveys.reporting.words import local, said

WIDTH = 900


def drawn(frozen: Frozen, title: str) -> SafeString:
    """Return the links as SVG, with a legend of the kinds that occur."""
    links = [link_of(row) for row in frozen.links()][:MOST_LINKS]
    points = points_of(links)
    frame = frame_around(points, WIDTH, ratio=1.7) if points else world_frame(WIDTH)
    used = {link.kind for link in links}
    legend = [
        (kind, capfirst(label)) for kind, label in kind_labels().items() if kind in used
    ]
    notes = [_("Contours : Natural Earth.")]
    return picture(links, title=title, frame=frame, legend=legend, notes=notes)


def link_of(row: dict[str, Any]) -> Link:
    here_lat, here_lng, there_lat, there_lng = row["points"]
    return Link(point(here_lat, here_lng), (there_lat, there_lng), row["link_kind"])


def in_words(frozen: Frozen) -> str:
    """Return the text alternative of the map."""
    links = frozen.links()
    countries = {code for row in links for code in row["countries"]}
    return _(
        "Carte : %(links)s liens entre %(here)s collectivités françaises et "
        "%(countries)s pays. Le tableau des pays dit la même chose."
    ) % {
        "links": len(links),
        "here": len({row["here"] for row in links}),
        "countries": len(countries),
    }


def columns(frozen: Frozen) -> dict[str, Any]:
    """Return the links in the format that the live map loads."""
    rows = [as_read(frozen, row) for row in frozen.links()]
    counted: dict[str, int] = {}
    for row in rows:
        code = row["country_code"]
        counted[code] = counted.get(code, 0) + row["n"]
    actions = frozen.lists.get("actions", {}).get("rows", [])
    return {
        "total": len(actions),
        "grouped": False,
        "kinds": KINDS,
        "countries": counted,
        **in_columns(rows),
    }


def as_read(frozen: Frozen, row: dict[str, Any]) -> dict[str, Any]:
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
        "country_name": frozen.term("countries", code),
        "approximate": row["is_approximate"],
        "kind": row["link_kind"],
        "n": row["n"],
    }


def twin(frozen: Frozen) -> list[dict[str, Any]]:
    """Return the links as rows of the table beside the map."""
    return [
        {
            "here": row["title"],
            "url": local(row["url"]),
            "there": row["there"],
            "country": frozen.cell(row, "countries"),
            "kind": capfirst(frozen.term("link_kind", row["link_kind"])),
            "n": row["n"],
        }
        for row in frozen.links()
    ]


def title_of(one: dict[str, Any]) -> str:
    return said(one["title"])
