"""The places of a selection of actions as columns of integers, for a map.

Few points are sent one by one, many are grouped by cell: the answer stays under 100 kB
whatever the size of the directory. Titles are not sent: the lists have them.
"""

from typing import Any

from django.db.models import Count, F, QuerySet

from cooperation.mapping import DEGREE, KINDS, Cell, located
from cooperation.models import Action, Location
from cooperation.models.positions import Box, inside

GROUP_ABOVE = 5_000
WORLD = 2


def points(actions: QuerySet[Action], zoom: int, box: Box | None) -> dict[str, Any]:
    """Return the points of ``actions`` in ``box``, or cells of them where there are
    many.

    Coordinates are in thousandths of a degree. ``total`` counts the actions and
    ``placed`` their points. Points: ``action`` is the same number for points of one
    action, ``kind`` an index into ``kinds``, ``approximate`` 1 where only the country
    is known. Cells: ``n`` is the number of actions in each, ``zoom`` sets their size.
    """
    rows = located(actions)
    if box:
        there = {"at_lat": F("there_lat"), "at_lng": F("there_lng")}
        rows = rows.alias(**there).filter(inside(box))
    placed = rows.count()
    grouped = placed > GROUP_ABOVE
    columns = cells(rows, Cell.for_zoom(zoom)) if grouped else one_by_one(rows)
    return {
        "total": actions.order_by().count(),
        "placed": placed,
        "grouped": grouped,
        "degree": DEGREE,
        **columns,
    }


def one_by_one(rows: QuerySet[Location]) -> dict[str, Any]:
    numbers: dict[int, int] = {}
    columns: dict[str, list[int]] = {
        name: [] for name in ("lat", "lng", "action", "kind", "approximate")
    }
    facts = ("there_lat", "there_lng", "action", "kind", "approximate")
    for lat, lng, action, kind, approximate in rows.order_by("pk").values_list(*facts):
        columns["lat"].append(round(lat * DEGREE))
        columns["lng"].append(round(lng * DEGREE))
        columns["action"].append(numbers.setdefault(action, len(numbers)))
        columns["kind"].append(KINDS.index(kind))
        columns["approximate"].append(int(approximate))
    return {"kinds": KINDS, "points": columns}


def cells(rows: QuerySet[Location], cell: Cell) -> dict[str, Any]:
    grouped = (
        rows.values(in_lat=cell.snapped("there_lat"), in_lng=cell.snapped("there_lng"))
        .annotate(n=Count("action", distinct=True))
        .order_by("-n", "in_lat", "in_lng")
    )
    columns: dict[str, list[int]] = {"lat": [], "lng": [], "n": []}
    for row in grouped:
        columns["lat"].append(round(row["in_lat"] * DEGREE))
        columns["lng"].append(round(row["in_lng"] * DEGREE))
        columns["n"].append(row["n"])
    return {"cells": columns}
