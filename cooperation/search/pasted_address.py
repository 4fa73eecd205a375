"""Addresses of the map and of lists, as people paste them."""

import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils.translation import gettext as _

from cooperation.search.filters import (
    ActionFilterSet,
    AgreementFilterSet,
    EntryFilterSet,
)

ACTIONS, AGREEMENTS, MAP = "actions", "accords", "carte"
PAGE = re.compile(rf"^(?:/[a-z]{{2}})?/({ACTIONS}|{AGREEMENTS}|{MAP})/?$")
POSITION = re.compile(r"carte=(\d{1,2}(?:\.\d+)?)/(-?\d{1,3}(?:\.\d+)?)/(-?[\d.]{1,8})")
MAX_ZOOM, MAX_LAT, MAX_LNG = 19, 85, 180


class MapPosition(NamedTuple):
    """What the interactive map shows, as its address says it."""

    zoom: float
    lat: float
    lng: float


@dataclass(frozen=True)
class PastedAddress:
    """A selection of actions or of agreements, and a position of the map, if any.

    ``problems`` say what is not understood; without any, ``text`` says the same again.
    """

    page: str
    selection: EntryFilterSet
    position: MapPosition | None = None
    problems: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The address as it is stored: without host, language and page number."""
        query = self.selection.querystring()
        start = f"/{self.page}/" + (f"?{query}" if query else "")
        if self.position is None:
            return start
        return f"{start}#carte={'/'.join(f'{part:g}' for part in self.position)}"


def parse_address(text: str) -> PastedAddress:
    """Return what a pasted address selects and shows; never raises."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        parts = urlsplit("")
    known = PAGE.match(parts.path)
    if not known:
        return PastedAddress(ACTIONS, ActionFilterSet(), problems=(get_hint(),))
    page = known[1]
    kind = AgreementFilterSet if page == AGREEMENTS else ActionFilterSet
    selection = kind(QueryDict(parts.query))
    return PastedAddress(
        page,
        selection,
        parse_position(parts.fragment),
        tuple(selection.problems),
    )


def get_hint() -> str:
    return _(
        "Collez l’adresse de la carte, de la liste des actions ou de celle des "
        "accords de ce site, par exemple https://…/actions/?pays=ne."
    )


def parse_position(fragment: str) -> MapPosition | None:
    """Return the position in the part of an address after the #; None without one."""
    found = POSITION.search(fragment)
    try:
        zoom, lat, lng = map(float, found.groups()) if found else (99.0, 0.0, 0.0)
    except ValueError:
        return None
    is_on_map = zoom <= MAX_ZOOM and abs(lat) <= MAX_LAT and abs(lng) <= MAX_LNG
    return MapPosition(zoom, lat, lng) if is_on_map else None
