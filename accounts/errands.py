"""Tasks of a person, shown in their space; other apps register providers."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple


class Errand(NamedTuple):
    title: str
    text: str
    url: str
    button: str
    is_done: bool = False


Giver = Callable[[Any], Iterable[Errand]]
GIVERS: list[Giver] = []


def register(giver: Giver) -> None:
    if giver not in GIVERS:
        GIVERS.append(giver)


def of(user: Any) -> list[Errand]:
    """Return the tasks of a person, those to be done first."""
    found = [errand for giver in GIVERS for errand in giver(user)]
    return sorted(found, key=lambda errand: errand.is_done)
