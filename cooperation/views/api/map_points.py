"""Search of points for the map widgets of forms; for logged-in users."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from cooperation.maps.point_lookup import (
    find_place_point,
    find_points,
    find_points_in_country,
)

LONGEST, SHORTEST = 300, 2
MAX_KEY_LENGTH = 12


@require_safe
def search_points(request: HttpRequest) -> JsonResponse:
    """Send the points that match ``q``, or the point of the place ``lieu`` (a key).

    With ``pays`` it is the one place of that country, else the country itself.
    """
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    key, country = request.GET.get("lieu", ""), request.GET.get("pays", "")
    if key.isascii() and key.isdigit() and len(key) <= MAX_KEY_LENGTH:
        found = find_place_point(int(key))
    elif country.isascii() and country.isalpha():
        found = find_points_in_country(country.upper()[:2], text)
    else:
        found = find_points(text) if len(text) >= SHORTEST else []
    return JsonResponse({"points": found})
