"""A candidate for a cell."""

from dataclasses import dataclass


@dataclass
class CellChoice:
    """A candidate for a cell: the text to put in it, and its label."""

    value: str
    label: str
