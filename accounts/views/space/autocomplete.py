"""Autocomplete for forms, as JSON, for logged-in people."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts.proposals import autocomplete

MAX_QUERY_LENGTH = 100
MIN_QUERY_LENGTH = 2


@require_safe
def get_suggestions(request: HttpRequest, kind: str) -> JsonResponse:
    """Return what ``q`` matches: places (of ``pays``), partners or similar actions."""
    text = request.GET.get("q", "").strip()[:MAX_QUERY_LENGTH]
    found = []
    if len(text) >= MIN_QUERY_LENGTH:
        if kind == "lieux":
            found = autocomplete.suggest_places(text, request.GET.get("pays", "")[:2])
        elif kind == "collectivites":
            found = autocomplete.suggest_authorities(text)
        elif kind == "partenaires":
            found = autocomplete.suggest_partners(text)
        elif kind == "actions":
            found = autocomplete.suggest_similar_actions(
                text, request.GET.get("sauf", "")[:10]
            )
    return JsonResponse({"suggestions": found})
