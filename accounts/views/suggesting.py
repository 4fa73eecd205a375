"""Suggestions for forms, as JSON; for people who are logged in."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts import suggesting

LONGEST = 100
SHORTEST = 2


@require_safe
def suggestions(request: HttpRequest, kind: str) -> JsonResponse:
    """Give what ``q`` may mean: places (of ``pays``), partners, or sheets alike."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = []
    if len(text) >= SHORTEST:
        if kind == "lieux":
            found = suggesting.places(text, request.GET.get("pays", "")[:2])
        elif kind == "partenaires":
            found = suggesting.partners(text)
        elif kind == "actions":
            found = suggesting.alike(text, request.GET.get("sauf", "")[:10])
    return JsonResponse({"suggestions": found})
