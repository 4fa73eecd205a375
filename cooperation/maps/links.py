"""The links of the map, each from an authority to a place.

A link stands for the actions of one authority at one place under one kind of
agreement. Above ``GROUP_ABOVE`` rows they are grouped by grid cell at both ends, so
that the response and the drawing stay small.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    FloatField,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Floor
from django.utils.translation import gettext as _

from cooperation.enums import AgreementKind, Publication
from cooperation.maps.link_years import build_span_expressions
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
GROUP_ABOVE = 20_000
NO_AGREEMENT = "sans_accord"
LINK_KINDS = [*AgreementKind.values, NO_AGREEMENT]
LEAD, CO_LEADS = "action__lead", "action__co_leads"

# Columns that tell two links, or two groups of links, apart.
CELL_KEYS = ("kind", "cell_here_lat", "cell_here_lng", "cell_lat", "cell_lng")
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


@dataclass(frozen=True)
class GridCell:
    """A square of the grid on which points are grouped; ``size`` is in degrees."""

    size: float

    @classmethod
    def for_zoom(cls, zoom: int) -> "GridCell":
        """Return cells about 40 pixels wide at ``zoom`` (256-pixel world tiles)."""
        return cls(360 / 2 ** (min(max(zoom, 0), 12) + 2.7))

    def build_cell_middle(self, field: str) -> Any:
        """Return the expression of the middle of the cell of ``field``."""
        size = Value(self.size, output_field=FloatField())
        return Floor(F(field) / size) * size + size / Value(2.0)


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


def build_links(
    actions: QuerySet[Action], zoom: int, *, with_years: bool = False
) -> JsonObject:
    """Return the links of ``actions`` as columns, and the actions by country.

    ``here`` and ``there`` list the ends (coordinates in thousandths of a degree);
    ``links`` has three columns of indexes (into ``here``, ``there``, ``kinds``) and
    ``n``, the number of actions. An authority without a point has ``here`` -1.

    With years, ``spans`` tells how many actions of a link, by its index, went on from
    when to when; links that are grouped have none.
    """
    rows = get_drawable_locations(actions)
    grouped = rows.count() > GROUP_ABOVE
    return {
        "total": actions.order_by().count(),
        "grouped": grouped,
        "kinds": LINK_KINDS,
        "countries": count_actions_by_country(rows),
        **read_link_columns(rows, zoom if grouped else None, with_years=with_years),
    }


def read_link_columns(rows: Any, zoom: int | None, *, with_years: bool) -> JsonObject:
    """Return the links of locations, grouped by the cells of a zoom, if any."""
    if zoom is not None:
        cells = group_by_cell(rows, GridCell.for_zoom(zoom)).order_by(*CELL_KEYS)
        return build_link_columns(cells.iterator(chunk_size=5_000))
    if not with_years:
        links = group_by_link(rows).order_by(*LINK_KEYS)
        return build_link_columns(links.iterator(chunk_size=5_000))
    dated = rows.annotate(**build_span_expressions("action__"))
    spans = group_by_link(dated, LEAD, *SPAN_KEYS).order_by(*LINK_KEYS, *SPAN_KEYS)
    return build_dated_columns(spans.iterator(chunk_size=5_000))


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


def group_by_cell(rows: Any, cell: GridCell) -> Any:
    """Return one row per cell of the authority, cell of the place and kind."""
    return (
        rows.annotate(
            cell_here_lat=cell.build_cell_middle("here_lat"),
            cell_here_lng=cell.build_cell_middle("here_lng"),
            cell_lat=cell.build_cell_middle("there_lat"),
            cell_lng=cell.build_cell_middle("there_lng"),
        )
        .values(*CELL_KEYS)
        .annotate(n=Count("action", distinct=True))
    )


def count_actions_by_country(rows: Any) -> dict[str, int]:
    counted = rows.values_list("country_id").annotate(n=Count("action", distinct=True))
    return dict(counted)


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


def build_link_columns(rows: Any) -> JsonObject:
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


def build_dated_columns(rows: Any) -> JsonObject:
    """Return the columns of links given once for each of their spans of years."""
    merged: list[JsonObject] = []
    spans: dict[str, list[int]] = {"link": [], "from": [], "to": [], "n": []}
    for _key, same in groupby(rows, key=itemgetter(*LINK_KEYS)):
        parts = list(same)
        for part in parts:
            if part["span_from"] is not None:
                spans["link"].append(len(merged))
                spans["from"].append(part["span_from"])
                spans["to"].append(part["span_to"])
                spans["n"].append(part["n"])
        merged.append(parts[0] | {"n": sum(part["n"] for part in parts)})
    return build_link_columns(merged) | {"spans": spans}


def get_authority_end(row: JsonObject) -> tuple[Any, ...]:
    if "cell_lat" in row:
        return (row["cell_here_lat"], row["cell_here_lng"], "", "")
    return (row["here_lat"], row["here_lng"], row["here"], row["here_name"])


def get_place_end(row: JsonObject) -> tuple[Any, ...]:
    if "cell_lat" in row:
        return (row["cell_lat"], row["cell_lng"], "", "", 0)
    name, country = row["there_name"], row["country_code"]
    return (row["there_lat"], row["there_lng"], name, country, int(row["approximate"]))
