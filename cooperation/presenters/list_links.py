"""Links from an entry to filtered lists and their downloads."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

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


def get_list_url(route: str, **choices: Any) -> str:
    """Return the URL of a list filtered by ``choices``, parameters of the list."""
    return f"{reverse(f'cooperation:{route}')}?{urlencode(choices, doseq=True)}"


def list_downloads(kind: str, **choices: Any) -> list[dict[str, str]]:
    """Return the machine formats of a list; ``kind`` is "action" or "agreement"."""
    return [
        {
            "label": label,
            "url": get_list_url(f"{kind}_{suffix}", **choices),
            "type": mime,
        }
        for label, (suffix, mime) in FORMATS.items()
    ]
