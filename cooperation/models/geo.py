"""Expressions for the position of a row on the map, as exact as it is known."""

from typing import NamedTuple

from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import (
    ASin,
    Coalesce,
    Cos,
    Least,
    Power,
    Radians,
    Sin,
    Sqrt,
)

# Mean radius of the Earth (IUGG).
EARTH_KM = 6371.0


class BoundingBox(NamedTuple):
    """A part of the map, in degrees; across the 180th meridian, ``west`` > ``east``."""

    west: float
    south: float
    east: float
    north: float


def build_position_annotations(*owners: str) -> dict[str, Coalesce | F]:
    """Return the annotations ``at_lat`` and ``at_lng``: the first point that is known.

    ``owners`` are what may have a point, the most exact first: "" for the row itself,
    else the name of a relation.
    """
    return {
        f"at_{axis}": coalesce_fields(
            [f"{owner}__{axis}".lstrip("_") for owner in owners]
        )
        for axis in ("lat", "lng")
    }


def coalesce_fields(fields: list[str]) -> Coalesce | F:
    return Coalesce(*fields) if len(fields) > 1 else F(fields[0])


def build_box_condition(box: BoundingBox) -> Q:
    """Return the condition that ``at_lat`` and ``at_lng`` lie in ``box``."""
    east_of, west_of = Q(at_lng__gte=box.west), Q(at_lng__lte=box.east)
    across = east_of | west_of if box.west > box.east else east_of & west_of
    return Q(at_lat__range=(box.south, box.north)) & across


def build_distance_km(
    lat: Combinable, lng: Combinable, other_lat: Combinable, other_lng: Combinable
) -> Combinable:
    """Return the great-circle distance between two points, in kilometres.

    By the haversine formula, which is exact enough for near points too.
    """
    half_north = Sin(Radians(other_lat - lat) / 2.0)
    half_east = Sin(Radians(other_lng - lng) / 2.0)
    along = Cos(Radians(lat)) * Cos(Radians(other_lat))
    chord = Power(half_north, 2) + along * Power(half_east, 2)
    # Rounding may give slightly more than 1 for antipodes, where asin is undefined.
    return 2.0 * EARTH_KM * ASin(Sqrt(Least(chord, 1.0)))
