"""Autocomplete of places and partners, and similar actions, for forms."""

from collections import Counter
from typing import NotRequired, TypedDict

from django.db.models import F, Q, QuerySet

from accounts.people.authorities import search_authorities
from cooperation.models import Action, Collectivity, Partner, Place
from cooperation.models.expressions import build_name_condition
from cooperation.text import normalize

MAX_SUGGESTIONS = 8
# Shorter words are in most titles.
SHORTEST_WORD, MOST_WORDS = 4, 8


class Suggestion(TypedDict):
    value: str
    label: str
    country: NotRequired[str]
    url: NotRequired[str]


def search_places(text: str) -> QuerySet[Place]:
    """Return the places whose name matches a text, the largest first."""
    rows = Place.objects.filter(build_name_condition(text))
    rows = rows.select_related("country").defer("country__outline", "alternate_names")
    return rows.order_by(F("population").desc(nulls_last=True), "name_key", "pk")


def search_partners(text: str) -> QuerySet[Partner]:
    """Return the published partners whose name or acronym matches a text."""
    condition = build_name_condition(text) | Q(acronym__iexact=text.strip())
    rows: QuerySet[Partner] = Partner.objects.published().filter(condition)
    rows = rows.select_related("country").defer("country__outline")
    return rows.order_by("name_key", "pk")


def suggest_places(text: str, country: str = "") -> list[Suggestion]:
    largest = search_places(text)
    if country:
        largest = largest.filter(country=country.upper())
    return [
        {
            "value": place.name,
            "label": ", ".join(filter(None, [place.admin_area, place.country.name])),
            "country": place.country_id,
        }
        for place in largest[:MAX_SUGGESTIONS]
    ]


def suggest_authorities(text: str) -> list[Suggestion]:
    """Return current authorities; one whose name others have is named by its code."""
    found = search_authorities(text)[:MAX_SUGGESTIONS]
    names = Collectivity.objects.filter(name_key__in=[row.name_key for row in found])
    shared = Counter(names.values_list("name_key", flat=True))
    return [
        {
            "value": row.name
            if shared[row.name_key] == 1
            else row.insee_code or row.siren or row.slug,
            "label": ", ".join(
                map(str, filter(None, [row.get_kind_display(), row.department]))
            ),
        }
        for row in found
    ]


def suggest_partners(text: str) -> list[Suggestion]:
    return [
        {
            "value": partner.name,
            "label": ", ".join(
                map(str, filter(None, [partner.get_kind_display(), partner.country]))
            ),
            "country": partner.country_id or "",
        }
        for partner in search_partners(text)[:MAX_SUGGESTIONS]
    ]


def suggest_similar_actions(
    title: str, excluded_reference: str = ""
) -> list[Suggestion]:
    """Return published actions that share most words of ``title``.

    ``excluded_reference`` is the reference of the entry being edited.
    """
    words = [word for word in normalize(title).split() if len(word) >= SHORTEST_WORD]
    shared = Q()
    for word in words[:MOST_WORDS]:
        shared |= build_name_condition(word, "title_key")
    if not shared:
        return []
    rows = (
        Action.objects.published().filter(shared).exclude(reference=excluded_reference)
    )
    found = rows.select_related("lead").only("title", "title_key", "slug", "lead__name")
    ranked = sorted(
        found.order_by("pk")[:200],
        key=lambda action: -sum(word in action.title_key for word in words),
    )
    wanted = max(1, (len(words) + 1) // 2)
    return [
        {
            "value": action.title,
            "label": action.lead.name,
            "url": action.get_absolute_url(),
        }
        for action in ranked[:MAX_SUGGESTIONS]
        if sum(word in action.title_key for word in words) >= wanted
    ]
