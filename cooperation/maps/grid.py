"""The grid on which points of a map are grouped, where they are many."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Degrees = NDArray[np.float64]


@dataclass(frozen=True)
class GridCell:
    """A square of the grid on which points are grouped; ``size`` is in degrees."""

    size: float

    @classmethod
    def for_zoom(cls, zoom: int) -> "GridCell":
        """Return cells about 40 pixels wide at ``zoom`` (256-pixel world tiles)."""
        return cls(360 / 2 ** (min(max(zoom, 0), 12) + 2.7))

    @property
    def steps(self) -> int:
        """How many cells there are at most between a point and the meridian 0."""
        return math.ceil(180 / self.size) + 1

    @property
    def number(self) -> int:
        """All numbers of cells are below it."""
        return (2 * self.steps) ** 2

    def encode(self, lat: Degrees, lng: Degrees) -> Numbers:
        """Return the number of the cell of each point."""
        north = np.floor(lat / self.size).astype(np.int64) + self.steps
        east = np.floor(lng / self.size).astype(np.int64) + self.steps
        return north * (2 * self.steps) + east

    def decode(self, codes: Numbers) -> tuple[Degrees, Degrees]:
        """Return the middles of the cells of some numbers."""
        north, east = np.divmod(codes, 2 * self.steps)
        half = self.size / 2
        return (
            (north - self.steps) * self.size + half,
            (east - self.steps) * self.size + half,
        )
