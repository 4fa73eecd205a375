"""Links from an entry to filtered lists and their downloads."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy

from cooperation.presenters.types import Download

FORMATS = {
    "CSV": ("csv", "text/csv"),
    "XLSX": (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "GeoJSON": ("geojson", "application/geo+json"),
}
# Subscriptions by kind of entry.
FEEDS = {
    "action": {
        "RSS": ("rss", "application/rss+xml"),
        "Atom": ("atom", "application/atom+xml"),
    },
    "agreement": {
        "RSS": ("rss", "application/rss+xml"),
        "Atom": ("atom", "application/atom+xml"),
        "iCal": ("ics", "text/calendar"),
    },
}
# What a page of an authority or country offers to follow: label, route, media type.
ENTRY_FEEDS = (
    (gettext_lazy("Suivre les actions (Atom)"), "action_atom", "application/atom+xml"),
    (
        gettext_lazy("Suivre les accords (Atom)"),
        "agreement_atom",
        "application/atom+xml",
    ),
    (gettext_lazy("Anniversaires (calendrier)"), "agreement_ics", "text/calendar"),
)


def get_list_url(route: str, **choices: Any) -> str:
    """Return the URL of a list filtered by ``choices``, parameters of the list."""
    return build_query_url(route, urlencode(choices, doseq=True))


def list_downloads(kind: str, **choices: Any) -> list[Download]:
    """Return the machine formats of a list; ``kind`` is that of its routes."""
    return build_downloads(kind, FORMATS, urlencode(choices, doseq=True))


def list_feeds(**choices: Any) -> list[Download]:
    """Return the feeds of what a page of an authority or country is about."""
    return [
        Download(str(label), get_list_url(route, **choices), mime)
        for label, route, mime in ENTRY_FEEDS
    ]


def build_downloads(
    kind: str, formats: Mapping[str, tuple[str, str]], query: str
) -> list[Download]:
    """Return the links to a selection, given as a querystring, in some formats."""
    return [
        Download(label, build_query_url(f"{kind}_{suffix}", query), mime)
        for label, (suffix, mime) in formats.items()
    ]


def build_query_url(route: str, query: str) -> str:
    """Return the URL of a page of the site with a querystring, which may be empty."""
    return f"{get_path(route, get_language())}?{query}".rstrip("?")


@cache
def get_path(route: str, _language: str | None) -> str:
    """Return the path of a page without arguments; each language has its own."""
    return reverse(f"cooperation:{route}")
