"""Sets of entries of an index, as sorted positions or as a mask of all of them."""

from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Positions: TypeAlias = NDArray[np.int32]
Mask: TypeAlias = NDArray[np.bool_]

# Four bytes a position, one byte an entry of the mask.
MASK_FROM = 4


class EntrySet:
    """Some of the ``size`` entries of an index; never changed once it is made.

    Few are held as sorted positions (int32), many as a mask (bool, one an entry); each
    can be asked for.
    """

    def __init__(
        self, size: int, positions: Positions | None, mask: Mask | None
    ) -> None:
        self.size, self._positions, self._mask = size, positions, mask
        # Counts that were made of it, by facet, for as long as it is kept.
        self.counts: dict[str, Any] = {}

    @classmethod
    def of_mask(cls, mask: Mask) -> "EntrySet":
        if np.count_nonzero(mask) * MASK_FROM >= len(mask):
            return cls(len(mask), None, mask)
        return cls(len(mask), np.flatnonzero(mask).astype(np.int32), None)

    @classmethod
    def of_positions(cls, positions: Positions, size: int) -> "EntrySet":
        """Return the set of some positions, which are sorted and each there once."""
        if len(positions) * MASK_FROM < size:
            return cls(size, positions, None)
        mask = np.zeros(size, dtype=np.bool_)
        mask[positions] = True
        return cls(size, None, mask)

    @classmethod
    def everything(cls, size: int) -> "EntrySet":
        return cls(size, None, np.ones(size, dtype=np.bool_))

    @classmethod
    def nothing(cls, size: int) -> "EntrySet":
        return cls(size, np.zeros(0, dtype=np.int32), None)

    @property
    def positions(self) -> Positions:
        """The positions of the entries, sorted."""
        if self._positions is not None:
            return self._positions
        return np.flatnonzero(self.mask).astype(np.int32)

    @property
    def mask(self) -> Mask:
        """Whether each entry of the index belongs to the set."""
        if self._mask is not None:
            return self._mask
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[self._positions] = True
        return mask

    @cached_property
    def _number(self) -> int:
        if self._positions is not None:
            return len(self._positions)
        return int(np.count_nonzero(self.mask))

    def __len__(self) -> int:
        return self._number

    def __and__(self, other: "EntrySet") -> "EntrySet":
        few, others = (self, other) if len(self) <= len(other) else (other, self)
        if few._positions is None:
            return EntrySet.of_mask(few.mask & others.mask)
        found = few.positions
        if others._mask is not None:
            return EntrySet(self.size, found[others._mask[found]], None)
        among = others.positions
        at = np.searchsorted(among, found)
        at[at == len(among)] = 0
        is_found = among[at] == found if len(among) else np.zeros(0, dtype=np.bool_)
        return EntrySet(self.size, found[is_found], None)

    def __or__(self, other: "EntrySet") -> "EntrySet":
        return EntrySet.of_mask(self.mask | other.mask)

    def __invert__(self) -> "EntrySet":
        return EntrySet.of_mask(~self.mask)
