"""Expressions and conditions that the QuerySets of several models share."""

from functools import reduce
from math import cos, degrees, radians
from operator import or_
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
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

from cooperation.text import get_name_variant, normalize

MAX_WORDS = 12
# Of kinds of authorities, which no other word begins with.
ACRONYMS = {"cc", "ca", "cu"}


def build_name_condition(text: str, column: str = "name_key") -> Q:
    """Return the condition that each word of ``text`` begins a word of ``column``.

    As typed, or as the references write it ("st", "communauté de communes").
    ``column`` holds normalized names; true for every row where the text has no word.
    """
    key = normalize(text)
    variant = get_name_variant(key)
    conditions = [build_words_condition(key.split(), column)]
    if variant != key:
        words = [f"{one} " if one in ACRONYMS else one for one in variant.split()]
        conditions.append(build_words_condition(words, column))
    return reduce(or_, conditions)


def build_words_condition(words: list[str], column: str) -> Q:
    condition = Q()
    for word in words[:MAX_WORDS]:
        first = Q(**{f"{column}__startswith": word})
        condition &= first | Q(**{f"{column}__contains": f" {word}"})
    return condition


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


def build_circle_condition(lat: float, lng: float, km: float) -> Q:
    """Return the condition that ``lat`` and ``lng`` lie in the square around a circle.

    An index or a plain comparison answers it, before any distance is computed.
    """
    north = degrees(km / EARTH_KM)
    east = north / max(cos(radians(lat)), 0.01)
    return Q(lat__range=(lat - north, lat + north)) & Q(
        lng__range=(lng - east, lng + east)
    )


def get_published_rows(model: str) -> QuerySet[Any]:
    manager: Any = apps.get_model("cooperation", model).objects
    rows: QuerySet[Any] = manager.published()
    return rows


def build_cooperating_condition() -> Q:
    """Return the condition: leads, co-leads or signed something published."""
    links = {
        "Action": ("lead", "co_leads"),
        "Agreement": ("collectivity", "other_signatories"),
    }
    condition = Q()
    for model, fields in links.items():
        for field in fields:
            rows = get_published_rows(model).filter(**{field: OuterRef("pk")})
            condition |= Q(Exists(rows))
    return condition


def build_published_count(model: str, *links: str) -> Combinable:
    """Return an expression: how many published rows of a model lead to the outer row.

    By subqueries: joins would multiply rows by each other. ``links`` are alternative
    fields of that model; a row is counted once. Each is counted by its own index, less
    what an earlier one has counted: an "or" between them would read the whole table
    for each outer row.
    """
    total: Combinable = build_link_count(model, links[0])
    for place, link in enumerate(links[1:], start=1):
        total = total + build_link_count(model, link, *links[:place])
    return total


def build_link_count(model: str, link: str, *earlier: str) -> Coalesce:
    """Return an expression: the number of rows by ``link`` but by no ``earlier``."""
    published = get_published_rows(model).order_by()
    rows = published.filter(**{link: OuterRef("pk")})
    for field in earlier:
        also = {field: OuterRef(OuterRef("pk"))}
        rows = rows.filter(~Exists(published.filter(pk=OuterRef("pk"), **also)))
    numbers = rows.annotate(one=Value(1)).values("one")
    number = numbers.annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
