"""Search of points for the map widgets of forms; for logged-in users."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from cooperation.reading.points import point_of, points_named

LONGEST, SHORTEST = 300, 2
LONGEST_KEY = 12


@require_safe
def points(request: HttpRequest) -> JsonResponse:
    """Send the points that match ``q``, or the point of the place ``lieu`` (a key)."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    key = request.GET.get("lieu", "")
    if key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY:
        found = point_of(int(key))
    else:
        found = points_named(text) if len(text) >= SHORTEST else []
    return JsonResponse({"points": found})
