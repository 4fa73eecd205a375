"""Who acts where and with whom: counts of actions and agreements, put together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import npgettext

Row = tuple[Any, int, int | None]


@dataclass
class Tally:
    """How many published actions and agreements, and the first year known."""

    actions: int = 0
    agreements: int = 0
    since: int | None = None

    def see(self, year: int | None) -> None:
        """Remember a year if it is the first."""
        if year and (self.since is None or year < self.since):
            self.since = year

    def rank(self) -> tuple[int, int]:
        """Give the place among others, the most first, then the oldest."""
        return (-(self.actions + self.agreements), self.since or 9999)


Tallies = dict[Any, Tally]


def tallied(*, actions: Iterable[Row] = (), agreements: Iterable[Row] = ()) -> Tallies:
    """Put together rows of ``tally()``: (key, number, first year), by key."""
    tallies: Tallies = {}
    for key, number, since in actions:
        tally = tallies.setdefault(key, Tally())
        tally.actions += number
        tally.see(since)
    for key, number, since in agreements:
        tally = tallies.setdefault(key, Tally())
        tally.agreements += number
        tally.see(since)
    return tallies


def foremost(tallies: Tallies, limit: int) -> Tallies:
    """Give the ``limit`` keys that count most, in order."""
    ranked = sorted(tallies.items(), key=lambda item: (item[1].rank(), item[0]))
    return dict(ranked[:limit])


def in_order(tallies: Tallies, found: Mapping[Any, Any]) -> list[tuple[Any, Tally]]:
    """Give the rows found for the keys of ``tallies``, each with its tally."""
    return [(found[key], tally) for key, tally in tallies.items() if key in found]


def since_in_words(tally: Tally) -> str:
    """Give since when, or nothing."""
    return _("dès %(year)s") % {"year": tally.since} if tally.since else ""


def counts(
    tally: Tally, actions_url: str = "", agreements_url: str = ""
) -> list[dict[str, Any]]:
    """Give the counts of the component ``result_row``, each with its link."""
    actions = npgettext("nombre", "action", "actions", tally.actions)
    agreements = npgettext("nombre", "accord", "accords", tally.agreements)
    both = [
        {"label": agreements, "n": tally.agreements, "url": agreements_url},
        {"label": actions, "n": tally.actions, "url": actions_url},
    ]
    return [count for count in both if count["n"]]
