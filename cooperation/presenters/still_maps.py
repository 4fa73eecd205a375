"""The small static map on the page of an entry."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cooperation.maps.links import get_drawable_locations
from cooperation.maps.svg import (
    MapLink,
    build_frame,
    list_country_corners,
    list_link_points,
    render_map_svg,
)
from cooperation.models import Action, Agreement, Country, Place
from cooperation.presenters.types import StillMap

MAP_WIDTH = 420
MAX_LINKS = 300


def list_action_links(
    actions: QuerySet[Action], *, country: Country | None = None
) -> list[MapLink]:
    """Return the distinct links of some actions, all or to one country; one query."""
    columns = ("here_lat", "here_lng", "there_lat", "there_lng", "kind")
    places = get_drawable_locations(actions)
    locations = places.filter(country=country) if country else places
    rows = locations.values_list(*columns).distinct().order_by(*columns)[:MAX_LINKS]
    return [
        MapLink(get_known_point(here_lat, here_lng), (there_lat, there_lng), kind)
        for here_lat, here_lng, there_lat, there_lng, kind in rows
    ]


def get_known_point(lat: float | None, lng: float | None) -> tuple[float, float] | None:
    return None if lat is None or lng is None else (lat, lng)


def list_agreement_links(agreement: Agreement) -> list[MapLink]:
    """Return the links of an agreement to its places whose point is known.

    The authority, the places and the countries must be fetched.
    """
    here = get_known_point(agreement.collectivity.lat, agreement.collectivity.lng)
    places = [
        (agreement.place, agreement.country),
        *((place, place.country) for place in agreement.places.all()),
    ]
    points = dict.fromkeys(get_first_point(*owners) for owners in places)
    return [MapLink(here, there, agreement.kind) for there in points if there]


def get_first_point(*owners: Place | Country | None) -> tuple[float, float] | None:
    known = [get_known_point(owner.lat, owner.lng) for owner in owners if owner]
    return next((point for point in known if point), None)


def build_still_map(
    links: Iterable[MapLink], name: str, url: str, countries: Iterable[str] = ()
) -> StillMap | None:
    """Return the context of the component ``still_map``; None if no point is known.

    ``countries`` are tinted, and shown even without points. ``url`` is that of the
    interactive map with the same selection.
    """
    drawn, codes = list(links), sorted(set(countries))
    points = list_link_points(drawn) or list_country_corners(codes)
    if not points:
        return None
    title = _("Carte : %(name)s") % {"name": name}
    frame = build_frame(points, MAP_WIDTH)
    svg = render_map_svg(drawn, title=title, frame=frame, countries=codes)
    return StillMap(svg, url)
