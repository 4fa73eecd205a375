"""Cards of a page of results, with the search terms highlighted."""

from collections.abc import Iterable, Iterator
from typing import Any

from cooperation.marking import Marker
from cooperation.models import Action, Agreement
from cooperation.reading.cards import Card, action_card, agreement_card
from cooperation.search import Search

# What is shown of a card in words, and may hold a word that was found.
MARKED = ("title", "summary", "lead", "counterpart", "place")
MARKED_LISTS = ("places", "partners", "themes", "other_signatories")


def action_cards(
    actions: Iterable[Action], search: Search | None, texts: dict[int, str]
) -> list[Card]:
    """Return the cards of actions; ``texts`` are their descriptions by primary key.

    One query if there are search terms.
    """
    cards = {action.pk: action_card(action) for action in actions}
    return marked_cards(cards, search, texts)


def agreement_cards(
    agreements: Iterable[Agreement], search: Search | None, texts: dict[int, str]
) -> list[Card]:
    cards = {agreement.pk: agreement_card(agreement) for agreement in agreements}
    return marked_cards(cards, search, texts)


def marked_cards(
    cards: dict[int, Card], search: Search | None, texts: dict[int, str]
) -> list[Card]:
    """Highlight the search terms; add a snippet if only the description has one."""
    if not search:
        return list(cards.values())
    shown = (text for card in cards.values() for text in words_of(card))
    marker = Marker(search, [*shown, *texts.values()])
    return [marked(card, marker, texts.get(key, "")) for key, card in cards.items()]


def words_of(card: Card) -> Iterator[str]:
    yield from (card[name] for name in MARKED if card.get(name))
    for name in MARKED_LISTS:
        yield from card.get(name, [])


def marked(card: Card, marker: Marker, description: str) -> Card:
    told = any(marker.is_in(card.get(name, "")) for name in ("title", "summary"))
    changes: dict[str, Any] = {
        name: marker.mark(card[name]) for name in MARKED if card.get(name)
    }
    for name in MARKED_LISTS:
        if card.get(name):
            changes[name] = [marker.mark(text) for text in card[name]]
    extract = None if told else marker.extract(description)
    return card | changes | ({"snippet": extract} if extract else {})
