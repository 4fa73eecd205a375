"""Arcs that the map highlights while the pointer is over a row of a list."""

import json
from typing import Any

from cooperation.maps.links import NO_AGREEMENT
from cooperation.models import Action, Location
from cooperation.presenters.card_rows import ActionRow, LocationRow

LatLng = tuple[float, float]


def build_action_arcs(action: Action | ActionRow) -> str:
    """Return the arcs of an action as JSON: [[here], [there], kind] for each place.

    The action comes from ``card_rows``. An authority without a point has no arc.
    """
    here = get_rounded_point(action.lead)
    agreement = action.agreement
    is_public = agreement is not None and agreement.is_published()
    kind = agreement.kind if agreement and is_public else NO_AGREEMENT
    ends = [get_location_point(location) for location in action.locations.all()]
    arcs = [(here, there, kind) for there in dict.fromkeys(ends) if here and there]
    return serialize_arcs(arcs)


def serialize_arcs(arcs: list[tuple[LatLng, LatLng, str]]) -> str:
    """Return arcs as JSON for ``data-arcs``; empty if there are none."""
    return json.dumps(arcs, separators=(",", ":")) if arcs else ""


def get_location_point(location: Location | LocationRow) -> LatLng | None:
    """Return the most precise known point of a location."""
    owners: list[Any] = [location, location.place, location.country]
    return next((at for owner in owners if (at := get_rounded_point(owner))), None)


def get_rounded_point(thing: Any) -> LatLng | None:
    """Return (latitude, longitude) in degrees, rounded to 3 decimals, or None."""
    if thing is None or thing.lat is None:
        return None
    return round(thing.lat, 3), round(thing.lng, 3)
