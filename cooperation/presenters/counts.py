"""Counts of actions and agreements per authority, country, partner or theme."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import npgettext

CountRow = tuple[Any, int, int | None]


@dataclass
class ActivityCount:
    """Number of published actions and agreements, and the first year known."""

    actions: int = 0
    agreements: int = 0
    since: int | None = None

    def add_year(self, year: int | None) -> None:
        """Record a year if it is earlier than the first one known."""
        if year and (self.since is None or year < self.since):
            self.since = year

    def sort_key(self) -> tuple[int, int]:
        """Return the sort key: highest counts first, then the earliest."""
        return (-(self.actions + self.agreements), self.since or 9999)


ActivityCounts = dict[Any, ActivityCount]


def merge_count_rows(
    *, actions: Iterable[CountRow] = (), agreements: Iterable[CountRow] = ()
) -> ActivityCounts:
    """Merge rows of ``tally()``, (key, number, first year), by key."""
    tallies: ActivityCounts = {}
    for key, number, since in actions:
        tally = tallies.setdefault(key, ActivityCount())
        tally.actions += number
        tally.add_year(since)
    for key, number, since in agreements:
        tally = tallies.setdefault(key, ActivityCount())
        tally.agreements += number
        tally.add_year(since)
    return tallies


def get_top_counts(tallies: ActivityCounts, limit: int) -> ActivityCounts:
    """Return the ``limit`` keys with the highest counts, in order."""
    ranked = sorted(tallies.items(), key=lambda item: (item[1].sort_key(), item[0]))
    return dict(ranked[:limit])


def pair_rows_with_counts(
    tallies: ActivityCounts, found: Mapping[Any, Any]
) -> list[tuple[Any, ActivityCount]]:
    """Return (row, counts) for the keys of ``tallies`` that were found, in order."""
    return [(found[key], tally) for key, tally in tallies.items() if key in found]


def format_since(tally: ActivityCount) -> str:
    """Return "dès 2001"; empty if no year is known."""
    return _("dès %(year)s") % {"year": tally.since} if tally.since else ""


def build_count_links(
    tally: ActivityCount, actions_url: str = "", agreements_url: str = ""
) -> list[dict[str, Any]]:
    """Return the counts of the component ``result_row`` with links; zeros left out."""
    actions = npgettext("nombre", "action", "actions", tally.actions)
    agreements = npgettext("nombre", "accord", "accords", tally.agreements)
    both = [
        {"label": agreements, "n": tally.agreements, "url": agreements_url},
        {"label": actions, "n": tally.actions, "url": actions_url},
    ]
    return [count for count in both if count["n"]]
