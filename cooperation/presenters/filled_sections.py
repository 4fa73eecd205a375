"""Which sections of the site have something to show; the menu offers only those.

A higher app registers its own in ``ready()``. What is known is kept as long as the
kept pages are: until the public data changed, and for a day.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.utils import timezone

from cooperation.db import has_written
from cooperation.models import (
    Action,
    Agreement,
    Event,
    FundingCall,
    FundingWindow,
    GlossaryTerm,
    GuidedStory,
    Offer,
    Resource,
)
from cooperation.web.etags import get_public_version

RowSource = Callable[[], QuerySet[Any]]

SECTION_SOURCES: dict[str, RowSource] = {
    "actions": lambda: Action.objects.published(),
    "accords": lambda: Agreement.objects.published(),
    "financements": lambda: FundingWindow.objects.all(),
    "ressources": lambda: Resource.objects.published(),
    "agenda": lambda: Event.objects.published().upcoming(timezone.localdate()),
    "appels": lambda: FundingCall.objects.published(),
    "offres": lambda: Offer.objects.published().upcoming(timezone.localdate()),
    "recits": lambda: GuidedStory.objects.published(),
    "glossaire": lambda: GlossaryTerm.objects.all(),
}


def register_section(code: str, rows: RowSource) -> None:
    """Register a section by the code of its menu entry and the rows that it shows."""
    SECTION_SOURCES[code] = rows


class FilledSections:
    """The codes of the sections that are not empty, read again when data changed."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.cached: tuple[tuple[str, str], frozenset[str]] | None = None

    def get(self, version: str) -> frozenset[str]:
        if has_written():
            return read_filled_sections()
        moment = (version, timezone.localdate().isoformat())
        with self.lock:
            if self.cached is None or self.cached[0] != moment:
                self.cached = (moment, read_filled_sections())
            return self.cached[1]


FILLED_SECTIONS = FilledSections()


def list_filled_sections(version: str | None = None) -> frozenset[str]:
    """Return the codes of the sections that show at least one row.

    ``version`` is that of the public data, if the caller knows it: then this takes no
    query as long as nothing changed, else one.
    """
    return FILLED_SECTIONS.get(get_public_version() if version is None else version)


def read_filled_sections() -> frozenset[str]:
    """Return what ``list_filled_sections`` does, in one query."""
    first, *others = (
        read().order_by().values_list(Value(code, CharField()))[:1]
        for code, read in SECTION_SOURCES.items()
    )
    return frozenset(code for (code,) in first.union(*others, all=True))
