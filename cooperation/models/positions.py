"""Where a row is on the map, as exactly as it is known."""

from typing import NamedTuple

from django.db.models import F, Q
from django.db.models.functions import Coalesce


class Box(NamedTuple):
    """A part of the map, in degrees; ``west`` is over ``east`` across the 180th."""

    west: float
    south: float
    east: float
    north: float


def position(*owners: str) -> dict[str, Coalesce | F]:
    """Give the annotations ``at_lat`` and ``at_lng``: the first point that is known.

    ``owners`` are what may have a point, the most exact first: "" for the row itself,
    else the name of a relation.
    """
    return {
        f"at_{axis}": first_known([f"{owner}__{axis}".lstrip("_") for owner in owners])
        for axis in ("lat", "lng")
    }


def first_known(fields: list[str]) -> Coalesce | F:
    """Give the first of ``fields`` that is not null."""
    return Coalesce(*fields) if len(fields) > 1 else F(fields[0])


def inside(box: Box) -> Q:
    """Give the condition that a position lies in ``box``."""
    east_of, west_of = Q(at_lng__gte=box.west), Q(at_lng__lte=box.east)
    across = east_of | west_of if box.west > box.east else east_of & west_of
    return Q(at_lat__range=(box.south, box.north)) & across
