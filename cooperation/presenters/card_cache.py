"""Rendered cards, kept by each process while they are true.

A card tells names of authorities, countries and themes, and how long ago an entry was
confirmed: all of them are of one version of the public data and of one day.
"""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import cast

from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cooperation.db import has_written
from cooperation.presenters.types import Card

# At a kilobyte each.
MAX_CARDS = 5_000
# Version of the public data, day, language.
Moment = tuple[str, str, str]
Cards = dict[int, SafeString]
Maker = Callable[[list[int]], Cards]


class CardCache:
    """The last rendered cards by kind, language and key of their entry."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.moment: tuple[str, str] = ("", "")
        self.cards: dict[tuple[str, str, int], SafeString] = {}

    def get(self, version: str, kind: str, keys: list[int], make: Maker) -> Cards:
        """Return the cards of entries: those that are there, and what ``make`` makes.

        Nothing is kept by a transaction that has written, nor in development, where
        templates change. ``version`` is read before the entries are.
        """
        if settings.DEBUG or has_written():
            return make(keys)
        moment = (version, timezone.localdate().isoformat(), get_language() or "")
        found = self.find(moment, kind, keys)
        if missing := [key for key in keys if key not in found]:
            made = make(missing)
            self.add(moment, kind, made)
            found |= made
        return {key: found[key] for key in keys if key in found}

    def find(self, moment: Moment, kind: str, keys: list[int]) -> Cards:
        """Return those that are there, which stay longest from now on."""
        version, day, language = moment
        with self.lock:
            if self.moment != (version, day):
                self.moment, self.cards = (version, day), {}
            places = {key: (kind, language, key) for key in keys}
            found = {
                key: self.cards.pop(place)
                for key, place in places.items()
                if place in self.cards
            }
            self.cards |= {places[key]: card for key, card in found.items()}
            return found

    def add(self, moment: Moment, kind: str, cards: Cards) -> None:
        """Keep cards, unless the data changed while they were made."""
        version, day, language = moment
        with self.lock:
            if self.moment != (version, day):
                return
            self.cards |= {(kind, language, key): card for key, card in cards.items()}
            for place in [*self.cards][: max(0, len(self.cards) - MAX_CARDS)]:
                del self.cards[place]


CARD_CACHE = CardCache()


def render_cards(kind: str, cards: Mapping[int, Card]) -> Cards:
    """Return the cards of actions or agreements, as their component draws them."""
    template = get_template(f"_components/result_card_{kind}.html")
    return {
        key: cast(SafeString, template.render({"card": card}))
        for key, card in cards.items()
    }
