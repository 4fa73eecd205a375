"""Provenance of an entry, and what is uncertain in it."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from cooperation.models.common import Sourced


def source_of(sheet: Sourced) -> dict[str, Any]:
    """Return the context of the component ``source_note``."""
    site = urlsplit(sheet.source_url).netloc.removeprefix("www.")
    return {
        "label": sheet.source_name or site or _("non précisée"),
        "url": sheet.source_url,
        "is_known": bool(sheet.source_name or sheet.source_url or sheet.uncertainty),
        "uncertainties": sheet.uncertainty.splitlines(),
    }
