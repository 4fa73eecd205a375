"""Counts of actions and agreements per authority, country, partner or theme."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from cooperation.presenters.types import CountLink
from cooperation.search.activity_index import ActivityIndex, EntryMasks
from cooperation.search.entry_counts import CountRow, iter_counts

# The name of what is counted, in agreement with its number.
LABELS: dict[str, Callable[[int], str]] = {
    "collectivity": lambda n: npgettext("nombre", "collectivité", "collectivités", n),
    "agreement": lambda n: npgettext("nombre", "accord", "accords", n),
    "action": lambda n: npgettext("nombre", "action", "actions", n),
    "country": lambda n: npgettext("nombre", "pays", "pays", n),
    "partner": lambda n: npgettext("nombre", "partenaire", "partenaires", n),
}


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
    """Merge rows of (key, number, first year) by key."""
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


def count_by_facet(
    activity: ActivityIndex, facet: str, among: EntryMasks
) -> ActivityCounts:
    """Count the actions and agreements of ``among`` that have each value of a facet."""
    return merge_count_rows(
        actions=iter_counts(activity.actions, facet, among.actions),
        agreements=iter_counts(activity.agreements, facet, among.agreements),
    )


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
) -> list[CountLink]:
    """Return the counts of a row with their links; zeros are left out."""
    counted = (
        ("agreement", tally.agreements, agreements_url),
        ("action", tally.actions, actions_url),
    )
    return [CountLink(LABELS[kind](n), n, url) for kind, n, url in counted if n]
