"""The links that the map draws, counted on the index of actions.

Above ``GROUP_ABOVE`` places they are grouped by grid cell at both ends, so that the
response and the drawing stay small.
"""

from typing import Any

import numpy as np

from cooperation.maps.grid import GridCell, Numbers
from cooperation.maps.link_years import build_span_expressions
from cooperation.maps.links import (
    LEAD,
    LINK_KEYS,
    LINK_KINDS,
    SPAN_KEYS,
    UNITS_PER_DEGREE,
    build_dated_columns,
    build_link_columns,
    get_drawable_locations,
    group_by_link,
)
from cooperation.maps.placed_actions import (
    MOST_CODES,
    PlacedActions,
    get_authority_points,
    number_by_appearance,
    round_degrees,
)
from cooperation.maps.topojson import JsonObject
from cooperation.search.filters import ActionFilterSet

GROUP_ABOVE = 20_000
# Places in LINK_KINDS, sorted by what they are called in the database.
BY_NAME = np.argsort(np.array(LINK_KINDS))


def build_links(
    selection: ActionFilterSet, zoom: int, *, with_years: bool = False
) -> JsonObject:
    """Return the links of the selected actions as columns, and the actions by country.

    ``here`` and ``there`` list the ends (coordinates in thousandths of a degree);
    ``links`` has three columns of indexes (into ``here``, ``there``, ``kinds``) and
    ``n``, the number of actions. An authority without a point has ``here`` -1.

    With years, ``spans`` tells how many actions of a link, by its index, went on from
    when to when; links that are grouped have none.
    """
    placed = PlacedActions.select(selection)
    grouped = len(placed) > GROUP_ABOVE
    columns = (
        build_cell_link_columns(placed, GridCell.for_zoom(zoom))
        if grouped
        else build_named_columns(selection, with_years=with_years)
    )
    return {
        "total": placed.total,
        "grouped": grouped,
        "kinds": LINK_KINDS,
        "countries": placed.count_by_country(),
        **columns,
    }


def build_named_columns(selection: ActionFilterSet, *, with_years: bool) -> JsonObject:
    """Return a link for each authority, place and kind, with their names."""
    rows = get_drawable_locations(selection.qs)
    if not with_years:
        return build_link_columns(group_by_link(rows).order_by(*LINK_KEYS))
    dated = rows.annotate(**build_span_expressions("action__"))
    spans = group_by_link(dated, LEAD, *SPAN_KEYS).order_by(*LINK_KEYS, *SPAN_KEYS)
    return build_dated_columns(spans)


def build_cell_link_columns(placed: PlacedActions, cell: GridCell) -> JsonObject:
    """Return the links between cells of authorities and cells of places, by kind."""
    here, of_owners = encode_leads(placed, cell)
    there, of_places = compress_codes(cell.encode(placed.lat, placed.lng), cell.number)
    kinds = np.argsort(BY_NAME)[placed.kinds]
    ends = kinds * len(here) + of_owners
    found, counts = placed.count_by_code(ends * len(there) + of_places)
    found_ends, there_places = np.divmod(found, len(there))
    found_kinds, here_places = np.divmod(found_ends, len(here))
    here_numbers, here_columns = number_cells(here[here_places], cell)
    there_numbers, there_columns = number_cells(there[there_places], cell)
    return {
        "here": here_columns | fill_columns(here_columns, slug="", name=""),
        "there": there_columns
        | fill_columns(there_columns, name="", country="", approximate=0),
        "links": {
            "here": here_numbers,
            "there": there_numbers,
            "kind": BY_NAME[found_kinds].tolist(),
            "n": counts.tolist(),
        },
    }


def encode_leads(placed: PlacedActions, cell: GridCell) -> tuple[Numbers, Numbers]:
    """Return the cells of authorities, and the place among them of each row's lead.

    An authority without a point is in the cell after the last.
    """
    points = get_authority_points(placed.index)
    is_known = ~np.isnan(points.lat)
    codes = np.full(len(points.keys), cell.number, dtype=np.int64)
    codes[is_known] = cell.encode(points.lat[is_known], points.lng[is_known])
    cells, places = np.unique(codes, return_inverse=True)
    return cells, places[points.of_leads[placed.owners]]


def compress_codes(codes: Numbers, number: int) -> tuple[Numbers, Numbers]:
    """Return the codes that occur, sorted, and the place among them of each.

    All are below ``number``.
    """
    if number > MOST_CODES:
        return np.unique(codes, return_inverse=True)
    found = np.flatnonzero(np.bincount(codes))
    places = np.zeros(number, dtype=np.int64)
    places[found] = np.arange(len(found))
    return found, places[codes]


def number_cells(
    codes: Numbers, cell: GridCell
) -> tuple[list[int], dict[str, list[int]]]:
    """Return the number of each cell by appearance, -1 of none, and their middles."""
    numbers = np.full(len(codes), -1, dtype=np.int64)
    is_cell = codes < cell.number
    numbers[is_cell], first = number_by_appearance(codes[is_cell])
    lat, lng = cell.decode(codes[is_cell][first])
    columns = {
        "lat": round_degrees(lat, UNITS_PER_DEGREE),
        "lng": round_degrees(lng, UNITS_PER_DEGREE),
    }
    return numbers.tolist(), columns


def fill_columns(beside: dict[str, list[int]], **values: Any) -> dict[str, list[Any]]:
    """Return columns of one value each, as long as those that they stand beside."""
    return {name: [value] * len(beside["lat"]) for name, value in values.items()}
