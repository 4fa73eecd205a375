"""The map of a list: where its entries lead, each point named and a link."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.maps.links import (
    get_kind_labels,
    list_agreement_rows,
    list_link_rows,
)
from cooperation.maps.names import MapName, place_names, render_names
from cooperation.maps.svg import KIND_DASHES, MapFrame, MapLink
from cooperation.models import Action, Agreement, Country
from cooperation.models.common import LARGE_FIELDS, list_large_fields
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.still_maps import build_still_map, get_known_point
from cooperation.presenters.types import MapKey, StillMap

WIDTH, RATIO = 720, 2.2
# What is drawn at most, and written beside its point where there is room.
MAX_LINKS, MAX_NAMES = 300, 30
POINT_RADIUS = 7


class MapPoint(NamedTuple):
    """A point that leads somewhere, in degrees."""

    text: str
    url: str
    lat: float
    lng: float
    is_abroad: bool = True


def build_list_map(
    name: Any,
    *,
    actions: QuerySet[Action] | None = None,
    agreements: QuerySet[Agreement] | None = None,
    countries: Iterable[str] = (),
) -> StillMap | None:
    """Return the map of a list: where its actions and its agreements lead.

    ``countries`` are tinted. Authorities and countries lead to their pages, other
    places to what is known of them.
    """
    rows = [
        *([] if actions is None else list_link_rows(actions)),
        *([] if agreements is None else iter_agreement_rows(agreements)),
    ]
    codes = {row["country_code"] for row in rows} | set(countries)
    named = Country.objects.only("iso2", "name_fr", "name_en").in_bulk(list(codes))
    links = dict.fromkeys(map(build_link, rows))
    points = Counter(chain.from_iterable(iter_points(row, named) for row in rows))
    return build_still_map(
        [*links][:MAX_LINKS],
        str(name),
        "",
        countries,
        width=WIDTH,
        ratio=RATIO,
        over=lambda frame: render_points(points, frame),
        legend=build_legend(links),
        note=describe_cut(len(links)),
    )


def iter_agreement_rows(agreements: QuerySet[Agreement]) -> Iterator[dict[str, Any]]:
    """Return each signatory and each place of some agreements."""
    light = agreements.defer(
        *LARGE_FIELDS["Agreement"],
        *list_large_fields("collectivity", "Collectivity"),
        *list_large_fields("country", "Country"),
        *list_large_fields("place", "Place"),
    )
    return list_agreement_rows(light)


def build_link(row: Mapping[str, Any]) -> MapLink:
    here = get_known_point(row["here_lat"], row["here_lng"])
    return MapLink(here, (row["there_lat"], row["there_lng"]), row["kind"])


def iter_points(
    row: Mapping[str, Any], countries: Mapping[str, Country]
) -> Iterator[MapPoint]:
    """Yield both ends of a link; an authority without a point has none."""
    if row["here"] and row["here_lat"] is not None:
        url = reverse("cooperation:collectivity_detail", args=[row["here"]])
        yield MapPoint(row["here_name"], url, row["here_lat"], row["here_lng"], False)
    country, place = countries[row["country_code"]], row["there_name"] or ""
    # What is known of its country alone stands at the middle of it.
    if place and not row["approximate"]:
        url = get_list_url("search", q=f'"{place}" {country.name}')
        text = f"{place}, {country.name}"
    else:
        url, text = country.get_absolute_url(), country.name
    yield MapPoint(text, url, row["there_lat"], row["there_lng"])


def render_points(points: Counter[MapPoint], frame: MapFrame) -> SafeString:
    """Return a link at each point, beside the most frequent ones abroad their name."""
    shown = [one for one, _n in points.most_common() if frame.shows(one.lat, one.lng)]
    abroad = [one for one in shown if one.is_abroad][:MAX_NAMES]
    names = (MapName(one.text.split(",")[0], one.lat, one.lng) for one in abroad)
    placed = place_names(names, frame)
    rows = (
        (one.url, one.text, one.text, *frame.project(one.lat, one.lng))
        for one in sorted(shown)
    )
    drawn = format_html_join(
        "",
        '<a href="{}" aria-label="{}"><title>{}</title>'
        f'<circle class="still-link" cx="{{}}" cy="{{}}" r="{POINT_RADIUS}"/></a>',
        rows,
    )
    return format_html("{}{}", render_names(placed), drawn)


def build_legend(links: Iterable[MapLink]) -> list[MapKey]:
    """Return the kinds that are drawn, in their own order."""
    kinds = {link.kind for link in links}
    return [
        MapKey(kind, label, KIND_DASHES.get(kind, "none"))
        for kind, label in get_kind_labels().items()
        if kind in kinds
    ]


def describe_cut(number: int) -> str:
    if number <= MAX_LINKS:
        return ""
    cut = {"shown": MAX_LINKS, "n": number}
    return _("%(shown)s liens sur %(n)s sont dessinés : filtrez la liste.") % cut
