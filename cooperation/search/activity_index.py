"""What authorities do and where: both facet indexes asked together.

No query for each authority or country: the indexes hold the entries of all.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from cooperation.search.entry_sets import EntrySet
from cooperation.search.facet_index import FacetIndex, FacetLabel
from cooperation.search.index_keeper import get_index


class EntryMasks(NamedTuple):
    """Actions and agreements, as sets of entries of their indexes."""

    actions: EntrySet
    agreements: EntrySet

    def __bool__(self) -> bool:
        return bool(self.actions or self.agreements)

    def __and__(self, other: "EntryMasks") -> "EntryMasks":
        return EntryMasks(
            self.actions & other.actions, self.agreements & other.agreements
        )

    @property
    def n_entries(self) -> int:
        return len(self.actions) + len(self.agreements)


class ActivityIndex:
    """The indexes of published actions and agreements, read once."""

    def __init__(self) -> None:
        self.actions: FacetIndex = get_index("action")
        self.agreements: FacetIndex = get_index("agreement")

    def get_masks(self, facet: str, *values: Any) -> EntryMasks:
        """Return the entries that have one of some values of a facet."""
        return EntryMasks(
            self.actions.having(facet, *values), self.agreements.having(facet, *values)
        )

    def count_present(self, facet: str) -> int:
        """Return how many values of a facet some entry has."""
        found: set[Any] = set()
        for index in (self.actions, self.agreements):
            column = index.facets[facet]
            found.update(column.values[code] for code in np.flatnonzero(column.totals))
        return len(found)

    def count_values(self, facet: str, among: EntryMasks) -> Counter[Any]:
        """Return how many of some entries have each value, if any has it."""
        counts = Counter(self.actions.count(facet, among.actions))
        counts.update(self.agreements.count(facet, among.agreements))
        return +counts

    def list_values(self, facet: str, among: EntryMasks) -> dict[Any, EntryMasks]:
        """Return the values that the entries of ``among`` have, with those entries.

        The most frequent ones come first.
        """
        actions = self.actions.facets[facet].split(among.actions)
        agreements = self.agreements.facets[facet].split(among.agreements)
        no_actions = EntrySet.nothing(self.actions.size)
        no_agreements = EntrySet.nothing(self.agreements.size)
        found = {
            key: EntryMasks(
                actions.get(key, no_actions), agreements.get(key, no_agreements)
            )
            for key in {*actions, *agreements}
        }
        return dict(
            sorted(found.items(), key=lambda item: (-item[1].n_entries, item[0]))
        )

    def get_label(self, facet: str, key: Any) -> FacetLabel:
        """Return the name of a value that is a row."""
        return self.actions.labels[facet].get(key) or self.agreements.labels[facet][key]

    def format_values(self, facet: str, keys: Iterable[Any], most: int) -> str:
        """Return the names of values, at most ``most`` and "…" for the others."""
        names = [self.get_label(facet, key).text for key in keys]
        return ", ".join(names[:most]) + ("…" if len(names) > most else "")
