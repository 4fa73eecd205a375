"""What authorities do and where: both facet indexes asked together.

No query for each authority or country: the indexes hold the entries of all.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from cooperation.search.facet_index import FacetIndex, FacetLabel
from cooperation.search.facet_sources import ACTION_INDEX_CACHE, AGREEMENT_INDEX_CACHE


class EntryMasks(NamedTuple):
    """Actions and agreements, as masks of their indexes."""

    actions: int
    agreements: int

    def __bool__(self) -> bool:
        return bool(self.actions or self.agreements)

    def __and__(self, other: "EntryMasks") -> "EntryMasks":
        return EntryMasks(
            self.actions & other.actions, self.agreements & other.agreements
        )

    @property
    def n_entries(self) -> int:
        return self.actions.bit_count() + self.agreements.bit_count()


class ActivityIndex:
    """The indexes of published actions and agreements, read once."""

    def __init__(self) -> None:
        self.actions: FacetIndex = ACTION_INDEX_CACHE.facet_index()
        self.agreements: FacetIndex = AGREEMENT_INDEX_CACHE.facet_index()

    def get_masks(self, facet: str, *values: Any) -> EntryMasks:
        """Return the entries that have one of some values of a facet."""
        return EntryMasks(
            self.actions.union_mask(facet, values),
            self.agreements.union_mask(facet, values),
        )

    def list_keys(self, facet: str) -> list[Any]:
        """Return the values of a facet that some entry has."""
        found = (
            index.masks.get(facet, {}) for index in (self.actions, self.agreements)
        )
        return list(dict.fromkeys(key for masks in found for key in masks))

    def list_values(self, facet: str, among: EntryMasks) -> dict[Any, EntryMasks]:
        """Return the values that the entries of ``among`` have, with those entries.

        The most frequent ones come first.
        """
        keys = self.list_keys(facet)
        found = {key: self.get_masks(facet, key) & among for key in keys}
        present = [item for item in found.items() if item[1]]
        return dict(sorted(present, key=lambda item: (-item[1].n_entries, item[0])))

    def get_label(self, facet: str, key: Any) -> FacetLabel:
        """Return the name of a value that is a row."""
        return self.actions.labels[facet].get(key) or self.agreements.labels[facet][key]

    def format_values(self, facet: str, keys: Iterable[Any], most: int) -> str:
        """Return the names of values, at most ``most`` and "…" for the others."""
        names = [self.get_label(facet, key).text for key in keys]
        return ", ".join(names[:most]) + ("…" if len(names) > most else "")
