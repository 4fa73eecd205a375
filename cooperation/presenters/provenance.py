"""Provenance of an entry, and what is uncertain in it."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from cooperation.models.common import Sourced


def build_source_note(entry: Sourced) -> dict[str, Any]:
    """Return the context of the component ``source_note``."""
    site = urlsplit(entry.source_url).netloc.removeprefix("www.")
    return {
        "label": entry.source_name or site or _("non précisée"),
        "url": entry.source_url,
        "is_known": bool(entry.source_name or entry.source_url or entry.uncertainty),
        "uncertainties": entry.uncertainty.splitlines(),
    }
