"""The small static map on the page of an entry."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.cartography import (
    Link,
    frame_around,
    picture,
    points_of,
    points_of_countries,
)
from cooperation.mapping import located
from cooperation.models import Action, Agreement, Country

WIDTH = 420
MOST_LINKS = 300

Still = dict[str, Any]


def links_of(
    actions: QuerySet[Action], *, country: Country | None = None
) -> list[Link]:
    """Return the distinct links of some actions, all or to one country; one query."""
    columns = ("here_lat", "here_lng", "there_lat", "there_lng", "kind")
    places = located(actions)
    kept = places.filter(country=country) if country else places
    rows = kept.values_list(*columns).distinct()[:MOST_LINKS]
    return [
        Link(point(here_lat, here_lng), (there_lat, there_lng), kind)
        for here_lat, here_lng, there_lat, there_lng, kind in rows
    ]


def point(lat: float | None, lng: float | None) -> tuple[float, float] | None:
    return None if lat is None or lng is None else (lat, lng)


def link_of(agreement: Agreement) -> list[Link]:
    """Return the link of an agreement, empty if no end point is known.

    The authority, the place and the country must be fetched.
    """
    here = point(agreement.collectivity.lat, agreement.collectivity.lng)
    owners = (agreement.place, agreement.country)
    known = [point(owner.lat, owner.lng) for owner in owners if owner]
    there = next((spot for spot in known if spot), None)
    return [Link(here, there, agreement.kind)] if there else []


def still_map(
    links: Iterable[Link], name: str, url: str, countries: Iterable[str] = ()
) -> Still | None:
    """Return the context of the component ``still_map``; None if no point is known.

    ``countries`` are tinted, and shown even without points. ``url`` is that of the
    interactive map with the same selection.
    """
    drawn, codes = list(links), sorted(set(countries))
    points = points_of(drawn) or points_of_countries(codes)
    if not points:
        return None
    title = _("Carte : %(name)s") % {"name": name}
    frame = frame_around(points, WIDTH)
    svg: SafeString = picture(drawn, title=title, frame=frame, countries=codes)
    return {"svg": svg, "url": url}
