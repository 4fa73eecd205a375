"""Provenance of an entry, and what is uncertain in it."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from cooperation.models.common import Sourced
from cooperation.presenters.types import SourceNote


def build_source_note(entry: Sourced) -> SourceNote:
    site = urlsplit(entry.source_url).netloc.removeprefix("www.")
    return SourceNote(
        label=entry.source_name or site or _("non précisée"),
        url=entry.source_url,
        is_known=bool(entry.source_name or entry.source_url or entry.uncertainty),
        uncertainties=entry.uncertainty.splitlines(),
    )
