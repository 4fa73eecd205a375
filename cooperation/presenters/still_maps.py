"""The small static map on the page of an entry."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.maps.links import (
    NO_AGREEMENT,
    get_drawable_locations,
)
from cooperation.maps.names import MapName, place_names, render_names
from cooperation.maps.svg import (
    NOTHING,
    MapFrame,
    MapLink,
    build_frame,
    list_country_corners,
    list_link_points,
    render_panel,
    wrap_panels,
)
from cooperation.models import (
    Action,
    Agreement,
    Country,
    Location,
    Place,
)
from cooperation.presenters.cards import get_public_agreement
from cooperation.presenters.types import MapKey, StillMap

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


def build_named_map(
    actions: Iterable[Action], agreements: Iterable[Agreement], name: str, url: str
) -> StillMap | None:
    """Return the map of where an authority acts and has signed, with the names there.

    Actions come from ``for_cards()``, agreements from ``with_signatories()``.
    """
    links = [*iter_named_links(actions, agreements)]
    names = {link.there: MapName(place, *link.there) for link, place in links}
    drawn = dict.fromkeys(link for link, _place in links)
    return build_still_map(drawn, name, url, names=names.values())


def iter_named_links(
    actions: Iterable[Action], agreements: Iterable[Agreement]
) -> Iterator[tuple[MapLink, str]]:
    for agreement in agreements:
        first = agreement.collectivity
        here = get_known_point(first.lat, first.lng)
        owners = (agreement.place, agreement.country)
        if there := get_first_point(*owners):
            yield MapLink(here, there, agreement.kind), get_first_name(*owners)
    for action in actions:
        here = get_known_point(action.lead.lat, action.lead.lng)
        for row in action.locations.all():
            owners = (row.place, row.country)
            if there := get_first_point(row, *owners):
                link = MapLink(here, there, get_link_kind(action))
                yield link, row.label or get_first_name(*owners)


def get_first_name(*owners: Place | Country | None) -> str:
    return next((owner.name for owner in owners if owner), "")


def get_link_kind(action: Action) -> str:
    agreement = get_public_agreement(action)
    return agreement.kind if agreement else NO_AGREEMENT


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


def get_first_point(
    *owners: Location | Place | Country | None,
) -> tuple[float, float] | None:
    known = [get_known_point(owner.lat, owner.lng) for owner in owners if owner]
    return next((point for point in known if point), None)


def build_still_map(
    links: Iterable[MapLink],
    name: str,
    url: str,
    countries: Iterable[str] = (),
    *,
    names: Iterable[MapName] = (),
    width: int = MAP_WIDTH,
    ratio: float = 1.5,
    over: Callable[[MapFrame], SafeString] | None = None,
    legend: Sequence[MapKey] = (),
    note: str = "",
) -> StillMap | None:
    """Return the context of the component ``still_map``; None if no point is known.

    ``countries`` are tinted, and shown even without points. ``url`` is that of the
    interactive map with the same selection, if there is one. ``over`` draws links and
    names in the frame, in place of ``names``.
    """
    drawn, codes = list(links), sorted(set(countries))
    points = list_link_points(drawn) or list_country_corners(codes)
    if not points:
        return None
    title = _("Carte : %(name)s") % {"name": name}
    frame = build_frame(points, width, ratio)
    if over:
        above = over(frame)
    else:
        placed = place_names(names, frame)
        above = render_names(placed) if placed else NOTHING
    panel = render_panel(drawn, frame=frame, countries=codes, over=above)
    svg = wrap_panels([[panel]], title=title, role="group" if over else "img")
    return StillMap(svg, url, legend, note)
