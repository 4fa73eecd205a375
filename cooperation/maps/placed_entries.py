"""The places of a selection of entries, as columns of their index.

What a map draws is counted here in numpy; ``links`` has the same in SQL for a few
actions, and for texts.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cooperation.maps.grid import Degrees, Numbers
from cooperation.maps.links import LINK_KINDS, NO_AGREEMENT
from cooperation.models import Collectivity
from cooperation.models.expressions import BoundingBox
from cooperation.search.facet_index import FacetIndex, PointColumns, decode_country
from cooperation.search.facets import build_facet_masks
from cooperation.search.filters import EntryFilterSet

# Up to so many codes are counted in a table of all, beyond they are sorted.
MOST_CODES = 4_000_000


@dataclass(frozen=True)
class PlacedEntries:
    """The rows of ``index.points`` that a map draws; ``total`` counts the entries."""

    index: FacetIndex
    rows: Numbers
    total: int

    @classmethod
    def select(
        cls, selection: EntryFilterSet, box: BoundingBox | None = None
    ) -> "PlacedEntries":
        """Return the places of the selected entries that have a point, in ``box``."""
        masks = build_facet_masks(selection)
        index, among = masks.facet_index, masks.excluding()
        points = index.points
        is_drawn = ~np.isnan(points.lat)
        if box:
            is_drawn &= is_within(points, box)
        if len(among) < index.size:
            is_drawn &= among.mask[points.owners]
        return cls(index, np.flatnonzero(is_drawn), len(among))

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def owners(self) -> Numbers:
        """The position of the entry of each place."""
        found: Numbers = self.index.points.owners[self.rows].astype(np.int64)
        return found

    @cached_property
    def lat(self) -> Degrees:
        return self.index.points.lat[self.rows]

    @cached_property
    def lng(self) -> Degrees:
        return self.index.points.lng[self.rows]

    @cached_property
    def kinds(self) -> Numbers:
        """The place in ``LINK_KINDS`` of the kind of agreement of each entry."""
        return get_link_kinds(self.index)[self.owners]

    @property
    def approximate(self) -> Numbers:
        """1 where only the country is known."""
        is_exact = self.index.points.is_exact[self.rows]
        return np.where(is_exact == 0, 1, 0)

    def count_by_country(self) -> dict[str, int]:
        """Return how many entries are in each country."""
        countries, codes = np.unique(
            self.index.points.countries[self.rows], return_inverse=True
        )
        found, counts = count_by_code(self.owners, codes)
        keys = [decode_country(number) for number in countries[found].tolist()]
        return dict(zip(keys, counts.tolist(), strict=True))


def is_within(points: PointColumns, box: BoundingBox) -> NDArray[np.bool_]:
    east_of, west_of = points.lng >= box.west, points.lng <= box.east
    across = east_of | west_of if box.west > box.east else east_of & west_of
    inside: NDArray[np.bool_] = (points.lat >= box.south) & (points.lat <= box.north)
    return inside & across


def count_by_code(owners: Numbers, codes: Numbers) -> tuple[Numbers, Numbers]:
    """Return the codes that occur, sorted, and how many owners have each.

    ``codes`` are numbers from 0 on, one for each of ``owners``, which are sorted.
    """
    own = codes[is_first_of_owner(owners, codes)]
    if len(own) and own.max() < MOST_CODES:
        counts = np.bincount(own)
        found = np.flatnonzero(counts)
        return found, counts[found]
    return np.unique(own, return_counts=True)


def is_first_of_owner(owners: Numbers, codes: Numbers) -> NDArray[np.bool_]:
    """Return whether no earlier place of the same owner has the same code.

    ``owners`` are sorted.
    """
    is_first = np.ones(len(owners), dtype=np.bool_)
    places, step = np.arange(1, len(owners)), 1
    while len(places):
        places = places[owners[places] == owners[places - step]]
        is_first[places[codes[places] == codes[places - step]]] = False
        step += 1
        places = places[places >= step]
    return is_first


def get_link_kinds(index: FacetIndex) -> Numbers:
    """Return the place in ``LINK_KINDS`` of each entry's kind of agreement."""
    if "link kinds" not in index.derived:
        column = index.facets["type"]
        kinds = np.full(index.size, LINK_KINDS.index(NO_AGREEMENT), dtype=np.int64)
        of_values = np.array(
            [LINK_KINDS.index(value) for value in column.values] or [0], dtype=np.int64
        )
        kinds[column.owners] = of_values[column.codes]
        index.derived["link kinds"] = kinds
    found: Numbers = index.derived["link kinds"]
    return found


@dataclass(frozen=True)
class AuthorityPoints:
    """The points of the authorities of an index; NaN where there is none.

    ``keys`` are sorted; ``of_leads`` the place among them of the lead of each entry.
    """

    keys: Numbers
    lat: Degrees
    lng: Degrees
    of_leads: Numbers


def get_authority_points(index: FacetIndex) -> AuthorityPoints:
    """Return the points of all authorities that lead or join an entry."""
    if "authority points" not in index.derived:
        index.derived["authority points"] = read_authority_points(index)
    found: AuthorityPoints = index.derived["authority points"]
    return found


def read_authority_points(index: FacetIndex) -> AuthorityPoints:
    keys = np.array(sorted(index.facets["collectivite"].values), dtype=np.int64)
    rows = Collectivity.objects.filter(pk__in=keys.tolist(), lat__isnull=False)
    lat = np.full(len(keys), np.nan)
    lng = np.full(len(keys), np.nan)
    for key, north, east in rows.order_by().values_list("pk", "lat", "lng"):
        at = np.searchsorted(keys, key)
        lat[at], lng[at] = north, east
    of_leads = np.searchsorted(keys, index.numbers["lead"])
    return AuthorityPoints(keys, lat, lng, of_leads)


def number_by_appearance(codes: Numbers) -> tuple[Numbers, Numbers]:
    """Return each code's number in the order of appearance, and where each appears."""
    _codes, first, places = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(first)
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.arange(len(order))
    return numbers[places], first[order]


def round_degrees(degrees: Degrees, units: int) -> list[Any]:
    """Return coordinates in whole units, as Python rounds them."""
    rounded: list[Any] = np.rint(degrees * units).astype(np.int64).tolist()
    return rounded
