"""The links that the map draws, counted on the indexes of entries.

Above ``GROUP_ABOVE`` places they are grouped by grid cell at both ends, so that the
response and the drawing stay small.
"""

from collections import Counter
from typing import Any

import numpy as np

from cooperation.maps.agreement_links import AgreementLinks
from cooperation.maps.grid import GridCell, Numbers
from cooperation.maps.link_years import build_span_expressions
from cooperation.maps.links import (
    LEAD,
    LINK_KEYS,
    LINK_KINDS,
    SPAN_KEYS,
    UNITS_PER_DEGREE,
    build_link_columns,
    build_span_columns,
    get_drawable_locations,
    group_by_link,
    merge_links,
)
from cooperation.maps.placed_entries import (
    MOST_CODES,
    AuthorityPoints,
    PlacedEntries,
    count_by_code,
    get_authority_points,
    number_by_appearance,
    round_degrees,
)
from cooperation.maps.topojson import JsonObject
from cooperation.search.entry_filters import MapEntries
from cooperation.search.filters import ActionFilterSet

GROUP_ABOVE = 20_000
# Places in LINK_KINDS, sorted by what they are called in the database.
BY_NAME = np.argsort(np.array(LINK_KINDS))


def build_links(
    selection: ActionFilterSet, zoom: int, *, with_years: bool = False
) -> JsonObject:
    """Return the links of the selected entries as columns, and the entries by country.

    ``here`` and ``there`` list the ends (coordinates in thousandths of a degree);
    ``links`` has three columns of indexes (into ``here``, ``there``, ``kinds``) and
    ``n``, the number of entries. An authority without a point has ``here`` -1.
    ``lead`` counts the entries of which the authority is the first: at a place, they
    are each of its entries once.

    With years, ``spans`` tells how many entries of a link, by its index, went on from
    when to when; links that are grouped have none.
    """
    entries = MapEntries(selection)
    actions = PlacedEntries.select(entries.actions)
    agreements = PlacedEntries.select(entries.agreements)
    links = AgreementLinks.of_places(agreements)
    grouped = len(actions) + len(links) > GROUP_ABOVE
    columns = (
        build_cell_link_columns(actions, links, GridCell.for_zoom(zoom))
        if grouped
        else build_named_columns(entries, links, with_years=with_years)
    )
    countries = Counter(actions.count_by_country())
    countries.update(agreements.count_by_country())
    return {
        "total": actions.total + agreements.total,
        "actions": actions.total,
        "agreements": agreements.total,
        "grouped": grouped,
        "kinds": LINK_KINDS,
        "countries": countries,
        **columns,
    }


def build_named_columns(
    entries: MapEntries, links: AgreementLinks, *, with_years: bool
) -> JsonObject:
    """Return a link for each authority, place and kind, with their names."""
    rows = get_drawable_locations(entries.actions.qs)
    spans = SPAN_KEYS if with_years else ()
    if with_years:
        rows = rows.annotate(**build_span_expressions("action__"))
    actions = group_by_link(rows, LEAD, *spans).order_by(*LINK_KEYS, *spans)
    merged = merge_links([*actions, *links])
    columns = build_link_columns(merged)
    columns["links"]["lead"] = [link["lead"] for link in merged]
    return columns | ({"spans": build_span_columns(merged)} if with_years else {})


def build_cell_link_columns(
    actions: PlacedEntries, links: AgreementLinks, cell: GridCell
) -> JsonObject:
    """Return the links between cells of authorities and cells of places, by kind."""
    here, of_authorities = encode_authorities(actions, links, cell)
    places = [cell.encode(actions.lat, actions.lng), encode_places(links, cell)]
    there, of_places = compress_codes(np.concatenate(places), cell.number)
    kinds = np.concatenate([actions.kinds, links.placed.kinds[links.points]])
    owners = np.concatenate([actions.owners, links.owners + actions.index.size])
    ends = np.argsort(BY_NAME)[kinds] * len(here) + of_authorities
    codes = ends * len(there) + of_places
    found, counts = count_by_code(owners, codes)
    is_lead = np.ones(len(codes), dtype=np.bool_)
    is_lead[len(actions) :] = links.are_of_leads
    leads, lead_counts = count_by_code(owners[is_lead], codes[is_lead])
    of_leads = np.zeros(len(found), dtype=np.int64)
    of_leads[np.searchsorted(found, leads)] = lead_counts
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
            "lead": of_leads.tolist(),
        },
    }


def encode_places(links: AgreementLinks, cell: GridCell) -> Numbers:
    return cell.encode(links.placed.lat, links.placed.lng)[links.points]


def encode_authorities(
    actions: PlacedEntries, links: AgreementLinks, cell: GridCell
) -> tuple[Numbers, Numbers]:
    """Return the cells of authorities, and the place among them of that of each row.

    The rows of actions come first, with their leads, then the signatories of links.
    """
    leads, signatories = (
        get_authority_points(index) for index in (actions.index, links.index)
    )
    codes = [encode_points(points, cell) for points in (leads, signatories)]
    cells, places = np.unique(np.concatenate(codes), return_inverse=True)
    of_leads, of_signatories = np.split(places, [len(leads.keys)])
    values = np.array(links.index.facets["collectivite"].values, dtype=np.int64)
    numbers = np.searchsorted(signatories.keys, values)
    return cells, np.concatenate(
        [
            of_leads[leads.of_leads[actions.owners]],
            of_signatories[numbers[links.codes]],
        ]
    )


def encode_points(points: AuthorityPoints, cell: GridCell) -> Numbers:
    """Return the cell of each authority; the one after the last without a point."""
    is_known = ~np.isnan(points.lat)
    codes = np.full(len(points.keys), cell.number, dtype=np.int64)
    codes[is_known] = cell.encode(points.lat[is_known], points.lng[is_known])
    return codes


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
