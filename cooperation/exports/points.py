"""The places of a selection of actions as columns of integers, for a map.

Few points are sent one by one, many are grouped by cell: the answer stays under 100 kB
whatever the size of the directory. Titles are not sent: the lists have them.
"""

import numpy as np

from cooperation.maps.grid import GridCell
from cooperation.maps.links import LINK_KINDS, UNITS_PER_DEGREE
from cooperation.maps.placed_entries import (
    PlacedEntries,
    count_by_code,
    number_by_appearance,
    round_degrees,
)
from cooperation.maps.topojson import JsonObject
from cooperation.models.expressions import BoundingBox
from cooperation.search.filters import ActionFilterSet

GROUP_ABOVE = 5_000
WORLD_ZOOM = 2


def build_map_points(
    selection: ActionFilterSet, zoom: int, box: BoundingBox | None
) -> JsonObject:
    """Return the points of the selected actions in ``box``, or cells of them where
    there are many.

    Coordinates are in thousandths of a degree. ``total`` counts the actions and
    ``placed`` their points. Points: ``action`` is the same number for points of one
    action, ``kind`` an index into ``kinds``, ``approximate`` 1 where only the country
    is known. Cells: ``n`` is the number of actions in each, ``zoom`` sets their size.
    """
    placed = PlacedEntries.select(selection, box)
    grouped = len(placed) > GROUP_ABOVE
    columns = (
        build_cell_columns(placed, GridCell.for_zoom(zoom))
        if grouped
        else build_point_columns(placed)
    )
    return {
        "total": placed.total,
        "placed": len(placed),
        "grouped": grouped,
        "degree": UNITS_PER_DEGREE,
        **columns,
    }


def build_point_columns(placed: PlacedEntries) -> JsonObject:
    order = np.argsort(placed.index.points.rows[placed.rows])
    numbers, _first = number_by_appearance(placed.owners[order])
    columns = {
        "lat": round_degrees(placed.lat[order], UNITS_PER_DEGREE),
        "lng": round_degrees(placed.lng[order], UNITS_PER_DEGREE),
        "action": numbers.tolist(),
        "kind": placed.kinds[order].tolist(),
        "approximate": placed.approximate[order].tolist(),
    }
    return {"kinds": LINK_KINDS, "points": columns}


def build_cell_columns(placed: PlacedEntries, cell: GridCell) -> JsonObject:
    codes, counts = count_by_code(placed.owners, cell.encode(placed.lat, placed.lng))
    lat, lng = cell.decode(codes)
    order = np.lexsort((lng, lat, -counts))
    columns = {
        "lat": round_degrees(lat[order], UNITS_PER_DEGREE),
        "lng": round_degrees(lng[order], UNITS_PER_DEGREE),
        "n": counts[order].tolist(),
    }
    return {"cells": columns}
