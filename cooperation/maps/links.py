"""The links of the map, each from an authority to a place.

A link stands for the actions of one authority at one place under one kind of
agreement. What a map draws of many: ``drawn_links``.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cooperation.enums import AgreementKind, Publication
from cooperation.maps.topojson import JsonObject
from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    Location,
    Place,
)
from cooperation.models.expressions import BoundingBox
from cooperation.text import is_english

UNITS_PER_DEGREE = 1_000
NO_AGREEMENT = "sans_accord"
LINK_KINDS = [*AgreementKind.values, NO_AGREEMENT]
LEAD, CO_LEADS = "action__lead", "action__co_leads"

# Columns that tell two links apart.
SPAN_KEYS = ("span_from", "span_to")
LINK_KEYS = (
    *("there_lat", "there_lng", "kind", "here"),
    *("there_name", "country_code", "approximate"),
)

THERE = {
    "there_lat": Coalesce("lat", "place__lat", "country__lat"),
    "there_lng": Coalesce("lng", "place__lng", "country__lng"),
}
LINK_KIND = Case(
    When(
        action__agreement__publication=Publication.PUBLISHED,
        then=F("action__agreement__kind"),
    ),
    default=Value(NO_AGREEMENT),
    output_field=TextField(),
)
ONLY_COUNTRY_KNOWN = Case(
    When(lat__isnull=True, place__lat__isnull=True, then=Value(True)),
    default=Value(False),
    output_field=BooleanField(),
)


def get_drawable_locations(actions: QuerySet[Action], of: str = LEAD) -> Any:
    """Return the locations of ``actions`` that have a point, with both ends.

    ``of`` is the path to the authority: the one that leads, or those that join.
    """
    here = {"here_lat": F(f"{of}__lat"), "here_lng": F(f"{of}__lng")}
    return (
        Location.objects.filter(action__in=actions.order_by().values("pk"))
        .annotate(kind=LINK_KIND, approximate=ONLY_COUNTRY_KNOWN, **here, **THERE)
        .filter(there_lat__isnull=False)
        .order_by()
    )


def group_by_link(rows: Any, of: str = LEAD, *others: str) -> Any:
    """Return one row per authority, place and kind, and per value of ``others``."""
    return rows.values(
        *others,
        "kind",
        "approximate",
        "there_lat",
        "there_lng",
        "here_lat",
        "here_lng",
        here=F(f"{of}__slug"),
        here_name=F(f"{of}__name"),
        there_name=Coalesce("place__name", "label", output_field=TextField()),
        country_code=F("country_id"),
        country_name=F("country__name_en" if is_english() else "country__name_fr"),
    ).annotate(n=Count("action", distinct=True))


def list_link_rows(actions: QuerySet[Action]) -> Any:
    rows = group_by_link(get_drawable_locations(actions))
    names = ("here_name", "here", "country_code", "there_name", "kind")
    return rows.order_by(*names, "there_lat", "there_lng", "approximate")


def list_co_lead_rows(actions: QuerySet[Action]) -> Any:
    """Return the links of the authorities that join actions of others."""
    rows = group_by_link(get_drawable_locations(actions, CO_LEADS), CO_LEADS)
    return rows.filter(here__isnull=False)


def list_agreement_rows(agreements: QuerySet[Agreement]) -> Iterator[JsonObject]:
    """Yield a link for each signatory and place of agreements, without any action.

    Where no place has a point, the link leads to the country.
    """
    rows = agreements.select_related("collectivity", "place", "country")
    for row in rows.prefetch_related("places__country", "other_signatories"):
        signatories = [row.collectivity, *row.other_signatories.all()]
        ends = [(row.place, row.country)]
        ends += [(place, place.country) for place in row.places.all()]
        for place, country in ends:
            for here in signatories:
                if country and (end := build_link_end(place, country)):
                    yield build_agreement_row(here, row.kind) | end


def build_agreement_row(here: Collectivity, kind: str) -> JsonObject:
    return {
        "kind": kind,
        "here": here.slug,
        "here_name": here.name,
        "here_lat": here.lat,
        "here_lng": here.lng,
        "n": 0,
    }


def build_link_end(place: Place | None, country: Country) -> JsonObject | None:
    """Return the end of a link at a place, else at its country; None without point."""
    point = place if place and place.lat is not None else country
    if point.lat is None:
        return None
    return {
        "there_name": place.name if place else "",
        "country_code": country.pk,
        "there_lat": point.lat,
        "there_lng": point.lng,
        "approximate": point is country,
    }


def get_kind_labels() -> dict[str, str]:
    labels = {kind.value: str(kind.label) for kind in AgreementKind}
    return labels | {NO_AGREEMENT: _("sans accord connu")}


def simplify_outline(outline: JsonObject, decimals: int) -> JsonObject:
    """Return a GeoJSON outline rounded to some decimals of a degree.

    Repeated points are left out.
    """

    def thinned(part: Any) -> Any:
        if isinstance(part[0][0], (int, float)):
            points = [
                (round(lng, decimals), round(lat, decimals)) for lng, lat, *_ in part
            ]
            return [point for point, _ in groupby(points)]
        return [thinned(below) for below in part]

    return outline | {"coordinates": thinned(outline["coordinates"])}


def overlaps_box(outline: JsonObject, box: BoundingBox) -> bool:
    """Return whether the rectangle around a GeoJSON outline meets ``box``."""

    def list_points(part: Any) -> Iterator[Any]:
        if isinstance(part[0], (int, float)):
            yield part
        else:
            for below in part:
                yield from list_points(below)

    lngs, lats, *_ = zip(*list_points(outline["coordinates"]), strict=False)
    return bool(
        min(lngs) <= box.east
        and max(lngs) >= box.west
        and min(lats) <= box.north
        and max(lats) >= box.south
    )


class LinkEnds:
    """The distinct ends of links on one side, numbered in order of appearance."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[Any, ...], int] = {}

    def number(self, *end: Any) -> int:
        """Return the index of an end; -1 for one without a point."""
        if end[0] is None:
            return -1
        lat, lng = round(end[0] * UNITS_PER_DEGREE), round(end[1] * UNITS_PER_DEGREE)
        return self.numbers.setdefault((lat, lng, *end[2:]), len(self.numbers))

    def columns(self, *names: str) -> dict[str, list[Any]]:
        ends = zip(*self.numbers, strict=True) if self.numbers else [[] for _ in names]
        return {name: list(values) for name, values in zip(names, ends, strict=True)}


def build_link_columns(rows: Iterable[JsonObject]) -> JsonObject:
    here, there = LinkEnds(), LinkEnds()
    columns: dict[str, list[int]] = {"here": [], "there": [], "kind": [], "n": []}
    for row in rows:
        columns["here"].append(here.number(*get_authority_end(row)))
        columns["there"].append(there.number(*get_place_end(row)))
        columns["kind"].append(LINK_KINDS.index(row["kind"]))
        columns["n"].append(row["n"])
    return {
        "here": here.columns("lat", "lng", "slug", "name"),
        "there": there.columns("lat", "lng", "name", "country", "approximate"),
        "links": columns,
    }


def merge_links(rows: Iterable[JsonObject]) -> list[JsonObject]:
    """Return each link once, with the sums of its numbers and its ``parts``.

    ``lead`` is the number of entries of which its authority is the first.
    """
    found: dict[tuple[Any, ...], list[JsonObject]] = {}
    for row in rows:
        found.setdefault(itemgetter(*LINK_KEYS)(row), []).append(
            {"lead": row["n"], **row}
        )
    return [
        parts[0]
        | {name: sum(part[name] for part in parts) for name in ("n", "lead")}
        | {"parts": parts}
        for parts in found.values()
    ]


def build_span_columns(links: Iterable[JsonObject]) -> dict[str, list[int]]:
    """Return the spans of years of merged links, by the index of the link."""
    names = {"from": "span_from", "to": "span_to", "n": "n", "lead": "lead"}
    spans: dict[str, list[int]] = {"link": [], **{name: [] for name in names}}
    for number, link in enumerate(links):
        for part in link["parts"]:
            if part["span_from"] is not None:
                spans["link"].append(number)
                for name, column in names.items():
                    spans[name].append(part[column])
    return spans


def get_authority_end(row: JsonObject) -> tuple[Any, ...]:
    return (row["here_lat"], row["here_lng"], row["here"], row["here_name"])


def get_place_end(row: JsonObject) -> tuple[Any, ...]:
    name, country = row["there_name"], row["country_code"]
    return (row["there_lat"], row["there_lng"], name, country, int(row["approximate"]))
