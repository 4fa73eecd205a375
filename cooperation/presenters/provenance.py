"""Provenance of an entry, and what is uncertain in it."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from cooperation.models.common import Sourced, is_on_test_site
from cooperation.presenters.types import SourceNote


def build_source_note(entry: Sourced) -> SourceNote:
    """Return the source; one on a test site proves nothing, and is not linked to."""
    url = "" if is_on_test_site(entry.source_url) else entry.source_url
    site = urlsplit(url).netloc.removeprefix("www.")
    return SourceNote(
        label=entry.source_name or site or _("non précisée"),
        url=url,
        is_known=bool(entry.source_name or entry.source_url or entry.uncertainty),
        uncertainties=entry.uncertainty.splitlines(),
    )
