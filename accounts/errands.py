"""What else waits for a person in their space: other apps add their own.

This app knows none of them; they register what they have when they start.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple


class Errand(NamedTuple):
    """One thing to do, as the space shows it."""

    title: str
    text: str
    url: str
    button: str
    is_done: bool = False


Giver = Callable[[Any], Iterable[Errand]]
GIVERS: list[Giver] = []


def register(giver: Giver) -> None:
    """Have ``giver`` asked for what waits for a person, once."""
    if giver not in GIVERS:
        GIVERS.append(giver)


def of(user: Any) -> list[Errand]:
    """Give what waits for a person, what is to be done first."""
    found = [errand for giver in GIVERS for errand in giver(user)]
    return sorted(found, key=lambda errand: errand.is_done)
