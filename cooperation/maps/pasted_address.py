"""Addresses of the map and of lists, as people paste them."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils.translation import gettext as _

from cooperation.maps.state import MapState, pop_map_state
from cooperation.search.entry_filters import SHOWN, ShownEntries
from cooperation.search.filters import (
    ActionFilterSet,
    AgreementFilterSet,
    EntryFilterSet,
)

ACTIONS, AGREEMENTS, MAP = "actions", "accords", "carte"
PAGE = re.compile(rf"^(?:/[a-z]{{2}})?/({ACTIONS}|{AGREEMENTS}|{MAP})/?$")


@dataclass(frozen=True)
class PastedAddress:
    """A selection of actions or of agreements, and what the map shows of it.

    ``narrowed`` is the selection within what is chosen on the map and its years.
    ``problems`` say what is not understood; without any, ``text`` says the same again.
    """

    page: str
    selection: EntryFilterSet
    narrowed: EntryFilterSet
    state: MapState = field(default_factory=MapState)
    problems: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The address as it is stored: without host, language and page number."""
        query = self.selection.querystring()
        start = f"/{self.page}/" + (f"?{query}" if query else "")
        return f"{start}#{self.state.text}".rstrip("#")


def parse_address(text: str) -> PastedAddress:
    """Return what a pasted address selects and shows; never raises."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        parts = urlsplit("")
    known = PAGE.match(parts.path)
    if not known:
        nothing = ActionFilterSet()
        return PastedAddress(ACTIONS, nothing, nothing, problems=(get_hint(),))
    page = known[1]
    if page == MAP and QueryDict(parts.query).get(SHOWN) == ShownEntries.AGREEMENTS:
        page = AGREEMENTS
    kind = AgreementFilterSet if page == AGREEMENTS else ActionFilterSet
    state = pop_map_state(QueryDict(parts.fragment, mutable=True))
    narrower = QueryDict(parts.query, mutable=True)
    state.narrow(narrower)
    selection, narrowed = kind(QueryDict(parts.query)), kind(narrower)
    problems = dict.fromkeys([*narrowed.problems, *state.problems])
    return PastedAddress(page, selection, narrowed, state, tuple(problems))


def get_hint() -> str:
    return _(
        "Collez l’adresse de la carte, de la liste des actions ou de celle des "
        "accords de ce site, par exemple https://…/actions/?pays=ne."
    )
