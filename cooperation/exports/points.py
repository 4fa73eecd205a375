"""The places of a selection of actions as columns of integers, for a map.

Few points are sent one by one, many are grouped by cell: the answer stays under 100 kB
whatever the size of the directory. Titles are not sent: the lists have them.
"""

from django.db.models import Count, F, QuerySet

from cooperation.maps.links import (
    LINK_KINDS,
    UNITS_PER_DEGREE,
    GridCell,
    get_drawable_locations,
)
from cooperation.maps.topojson import JsonObject
from cooperation.models import Action, Location
from cooperation.models.expressions import BoundingBox, build_box_condition

GROUP_ABOVE = 5_000
WORLD_ZOOM = 2


def build_map_points(
    actions: QuerySet[Action], zoom: int, box: BoundingBox | None
) -> JsonObject:
    """Return the points of ``actions`` in ``box``, or cells of them where there are
    many.

    Coordinates are in thousandths of a degree. ``total`` counts the actions and
    ``placed`` their points. Points: ``action`` is the same number for points of one
    action, ``kind`` an index into ``kinds``, ``approximate`` 1 where only the country
    is known. Cells: ``n`` is the number of actions in each, ``zoom`` sets their size.
    """
    rows = get_drawable_locations(actions)
    if box:
        there = {"at_lat": F("there_lat"), "at_lng": F("there_lng")}
        rows = rows.alias(**there).filter(build_box_condition(box))
    placed = rows.count()
    grouped = placed > GROUP_ABOVE
    columns = (
        build_cell_columns(rows, GridCell.for_zoom(zoom))
        if grouped
        else build_point_columns(rows)
    )
    return {
        "total": actions.order_by().count(),
        "placed": placed,
        "grouped": grouped,
        "degree": UNITS_PER_DEGREE,
        **columns,
    }


def build_point_columns(rows: QuerySet[Location]) -> JsonObject:
    numbers: dict[int, int] = {}
    columns: dict[str, list[int]] = {
        name: [] for name in ("lat", "lng", "action", "kind", "approximate")
    }
    facts = ("there_lat", "there_lng", "action", "kind", "approximate")
    for lat, lng, action, kind, approximate in rows.order_by("pk").values_list(*facts):
        columns["lat"].append(round(lat * UNITS_PER_DEGREE))
        columns["lng"].append(round(lng * UNITS_PER_DEGREE))
        columns["action"].append(numbers.setdefault(action, len(numbers)))
        columns["kind"].append(LINK_KINDS.index(kind))
        columns["approximate"].append(int(approximate))
    return {"kinds": LINK_KINDS, "points": columns}


def build_cell_columns(rows: QuerySet[Location], cell: GridCell) -> JsonObject:
    grouped = (
        rows.values(
            in_lat=cell.build_cell_middle("there_lat"),
            in_lng=cell.build_cell_middle("there_lng"),
        )
        .annotate(n=Count("action", distinct=True))
        .order_by("-n", "in_lat", "in_lng")
    )
    columns: dict[str, list[int]] = {"lat": [], "lng": [], "n": []}
    for row in grouped:
        columns["lat"].append(round(row["in_lat"] * UNITS_PER_DEGREE))
        columns["lng"].append(round(row["in_lng"] * UNITS_PER_DEGREE))
        columns["n"].append(row["n"])
    return {"cells": columns}
