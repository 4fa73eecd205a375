"""The longest way from an authority to a place, found on the index of entries."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cooperation.maps.placed_entries import get_authority_points
from cooperation.models.expressions import EARTH_KM
from cooperation.search.entry_sets import EntrySet
from cooperation.search.facet_index import LAST, UNKNOWN, FacetIndex, decode_country
from cooperation.search.facets import build_facet_masks
from cooperation.search.filters import EntryFilterSet

Degrees = NDArray[np.float64]
# What rounding may make of the cosine of the angle between two points.
NEARLY = 1e-9


class Way(NamedTuple):
    """A way from an authority to a place, of the entry at a position.

    ``row`` is the key of the location (actions), or that of the agreement; ``place``
    the key of the place, if there is one.
    """

    km: float
    here: int
    row: int
    place: int | None


class DistanceLimits(NamedTuple):
    """What ends of ways are kept: authorities (keys) and countries, None for all."""

    authorities: set[int] | None
    countries: set[str] | None


def find_longest_way(selection: EntryFilterSet, limits: DistanceLimits) -> Way | None:
    """Return the longest way of the selected entries; places known exactly count."""
    masks = build_facet_masks(selection)
    index, among = masks.facet_index, masks.excluding()
    if len(among) < index.size or limits != DistanceLimits(None, None):
        return measure_longest(index, among, limits)
    if "longest way" not in index.derived:
        index.derived["longest way"] = measure_longest(index, among, limits)
    found: Way | None = index.derived["longest way"]
    return found


def measure_longest(
    index: FacetIndex, among: EntrySet, limits: DistanceLimits
) -> Way | None:
    points, column = index.points, index.facets["collectivite"]
    rows = np.flatnonzero(is_kept(index, among, limits.countries))
    codes = column.codes[column.places_of(points.owners[rows])]
    rows = np.repeat(rows, column.lengths[points.owners[rows]])
    authorities = get_authority_points(index)
    keys = np.array(column.values, dtype=np.int64)
    places = np.searchsorted(authorities.keys, keys)
    known = ~np.isnan(authorities.lat[places])
    if limits.authorities is not None:
        known &= np.isin(keys, list(limits.authorities))
    rows, codes = rows[known[codes]], codes[known[codes]]
    if not len(rows):
        return None
    here = build_unit_vectors(authorities.lat[places], authorities.lng[places])
    cosines = np.zeros(len(rows))
    for own, theirs in zip(here, get_point_vectors(index), strict=True):
        cosines += own[codes] * theirs[rows]
    far = np.flatnonzero(cosines <= cosines.min() + NEARLY)
    ends = (authorities.lat[places][codes[far]], authorities.lng[places][codes[far]])
    kilometres = compute_km(*ends, points.lat[rows[far]], points.lng[rows[far]])
    ways = iter_ways(index, kilometres, rows[far], keys[codes[far]])
    return min(ways, key=lambda way: (-way.km, way.row, way.place or LAST, way.here))


def is_kept(
    index: FacetIndex, among: EntrySet, countries: set[str] | None
) -> NDArray[np.bool_]:
    """Return which points are places known exactly, of the entries and countries."""
    points = index.points
    kept: NDArray[np.bool_] = (points.is_exact > 0) & ~np.isnan(points.lat)
    if len(among) < index.size:
        kept &= among.mask[points.owners]
    if countries is not None:
        numbers, places = np.unique(points.countries, return_inverse=True)
        is_wanted = [
            number != UNKNOWN and decode_country(number) in countries
            for number in numbers.tolist()
        ]
        kept &= np.array(is_wanted, dtype=np.bool_)[places]
    return kept


def get_point_vectors(index: FacetIndex) -> list[Degrees]:
    if "point vectors" not in index.derived:
        points = index.points
        index.derived["point vectors"] = build_unit_vectors(points.lat, points.lng)
    found: list[Degrees] = index.derived["point vectors"]
    return found


def build_unit_vectors(lat: Degrees, lng: Degrees) -> list[Degrees]:
    """Return the three coordinates of points on a sphere of radius 1."""
    north, east = np.radians(lat), np.radians(lng)
    flat = np.cos(north)
    return [flat * np.cos(east), flat * np.sin(east), np.sin(north)]


def compute_km(
    lat: Degrees, lng: Degrees, other_lat: Degrees, other_lng: Degrees
) -> Degrees:
    """Return distances by the formula of ``build_distance_km``."""
    half_north = np.sin(np.radians(other_lat - lat) / 2)
    half_east = np.sin(np.radians(other_lng - lng) / 2)
    along = np.cos(np.radians(lat)) * np.cos(np.radians(other_lat))
    chord = np.minimum(half_north**2 + along * half_east**2, 1)
    kilometres: Degrees = 2 * EARTH_KM * np.arcsin(np.sqrt(chord))
    return kilometres


def iter_ways(
    index: FacetIndex,
    kilometres: Degrees,
    rows: NDArray[np.int64],
    keys: NDArray[np.int64],
) -> Iterator[Way]:
    points = index.points
    is_of_actions = "start_year" in index.numbers
    of_rows = points.rows if is_of_actions else index.keys[points.owners]
    columns = (kilometres, keys, of_rows[rows], points.places[rows])
    for km, here, row, place in zip(*(one.tolist() for one in columns), strict=True):
        yield Way(km, here, row, place if place != UNKNOWN else None)
