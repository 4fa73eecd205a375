"""Autocomplete for forms, as JSON, for logged-in people."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts import suggesting

LONGEST = 100
SHORTEST = 2


@require_safe
def suggestions(request: HttpRequest, kind: str) -> JsonResponse:
    """Return what ``q`` matches: places (of ``pays``), partners or similar actions."""
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
