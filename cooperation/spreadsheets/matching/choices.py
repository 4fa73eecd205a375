"""The result of a lookup, and the candidates for a cell."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class CellChoice:
    """A candidate for a cell: the text to put in it, and its label."""

    value: str
    label: str


@dataclass
class LookupResult:
    """The result of a lookup: a key, or the reason why none, with candidates.

    ``is_new`` means that nothing has the name and nothing is similar; ``country`` is
    that of a place.
    """

    key: Any = None
    reason: str = ""
    candidates: list[CellChoice] = field(default_factory=list)
    is_new: bool = False
    country: str = ""
