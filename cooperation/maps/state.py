"""What the map shows beside its selection, as its address says it after the #.

"carte=4/14.01/0.75&sans=autre&choix=pays:NE&annees=1990-2005": the names are those of
``static/js/map/address.js``, and parameters of the pictures of the map.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from cooperation.maps.choices import parse_choice
from cooperation.maps.links import LINK_KINDS

VIEW, HIDDEN, SHADED, CHOICE, YEARS = "carte", "sans", "teintes", "choix", "annees"
POSITION = re.compile(
    r"(\d{1,2}(?:\.\d+)?)/(-?\d{1,3}(?:\.\d+)?)/(-?\d{1,3}(?:\.\d+)?)"
)
SPAN = re.compile(r"(\d{4})-(\d{4})", re.ASCII)
MAX_ZOOM, MAX_LAT, MAX_LNG = 19, 90, 360


class MapPosition(NamedTuple):
    zoom: float
    lat: float
    lng: float


@dataclass
class MapState:
    """``years`` are the first and the last; ``problems`` say what is not understood."""

    position: MapPosition | None = None
    hidden: tuple[str, ...] = ()
    choice: str = ""
    years: tuple[int, int] | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The part of the address that says the same; empty for the usual map."""
        values = {
            VIEW: "/".join(f"{part:g}" for part in self.position or ()),
            HIDDEN: ",".join(self.hidden),
            CHOICE: self.choice,
            YEARS: "-".join(map(str, self.years or ())),
        }
        return "&".join(f"{name}={value}" for name, value in values.items() if value)

    def narrow(self, query: QueryDict) -> None:
        """Narrow a selection to what is chosen, and to what went on in the years."""
        if choice := parse_choice(self.choice):
            query.setlist(choice.param, list(choice.values))
        if self.years:
            first, last = self.years
            query["annee_min"] = str(max(first, read_year(query, "annee_min", first)))
            query["annee_max"] = str(min(last, read_year(query, "annee_max", last)))


def read_year(query: QueryDict, name: str, usual: int) -> int:
    text = query.get(name, "")
    return int(text) if re.fullmatch(r"\d{1,4}", text, re.ASCII) else usual


def pop_map_state(query: QueryDict) -> MapState:
    """Take what the map shows out of a query: the rest is the selection."""
    names = (VIEW, HIDDEN, SHADED, CHOICE, YEARS)
    asked = {name: str((query.pop(name, None) or [""])[-1]) for name in names}
    state = MapState(choice=asked[CHOICE])
    if state.choice and parse_choice(state.choice) is None:
        state.choice = ""
        state.problems.append(_("« choix » ne désigne rien sur la carte."))
    state.position = read_position(asked[VIEW])
    if asked[VIEW] and state.position is None:
        state.problems.append(
            _("La position est un zoom, une latitude et une longitude : 5/14.5/1.2.")
        )
    kinds = [kind for kind in asked[HIDDEN].split(",") if kind]
    state.hidden = tuple(kind for kind in kinds if kind in LINK_KINDS)
    if len(kinds) > len(state.hidden):
        state.problems.append(_("« sans » liste des natures de liens à cacher."))
    state.years = read_span(asked[YEARS])
    if asked[YEARS] and state.years is None:
        state.problems.append(_("Donnez deux années dans l’ordre : 1990-2005."))
    return state


def read_position(text: str) -> MapPosition | None:
    found = POSITION.fullmatch(text)
    if not found:
        return None
    zoom, lat, lng = map(float, found.groups())
    is_on_map = zoom <= MAX_ZOOM and abs(lat) < MAX_LAT and abs(lng) <= MAX_LNG
    return MapPosition(zoom, lat, lng) if is_on_map else None


def read_span(text: str) -> tuple[int, int] | None:
    found = SPAN.fullmatch(text)
    if not found or found[1] > found[2]:
        return None
    return int(found[1]), int(found[2])
