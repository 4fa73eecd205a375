"""Cards of a page of results, with the search terms highlighted."""

from collections.abc import Iterable, Iterator
from typing import Any

from cooperation.models import Action, Agreement
from cooperation.presenters.cards import Card, build_action_card, build_agreement_card
from cooperation.search.fulltext import ParsedSearch
from cooperation.search.highlight import Highlighter

# The texts of a card in which search terms are highlighted.
HIGHLIGHTED_FIELDS = ("title", "summary", "lead", "counterpart", "place")
HIGHLIGHTED_LISTS = ("places", "partners", "themes", "other_signatories")


def build_action_cards(
    actions: Iterable[Action], search: ParsedSearch | None, texts: dict[int, str]
) -> list[Card]:
    """Return the cards of actions; ``texts`` are their descriptions by primary key.

    One query if there are search terms.
    """
    cards = {action.pk: build_action_card(action) for action in actions}
    return highlight_cards(cards, search, texts)


def build_agreement_cards(
    agreements: Iterable[Agreement], search: ParsedSearch | None, texts: dict[int, str]
) -> list[Card]:
    cards = {agreement.pk: build_agreement_card(agreement) for agreement in agreements}
    return highlight_cards(cards, search, texts)


def highlight_cards(
    cards: dict[int, Card], search: ParsedSearch | None, texts: dict[int, str]
) -> list[Card]:
    """Highlight the search terms; add a snippet if only the description has one."""
    if not search:
        return list(cards.values())
    shown = (text for card in cards.values() for text in iter_card_texts(card))
    marker = Highlighter(search, [*shown, *texts.values()])
    return [
        highlight_card(card, marker, texts.get(key, "")) for key, card in cards.items()
    ]


def iter_card_texts(card: Card) -> Iterator[str]:
    yield from (card[name] for name in HIGHLIGHTED_FIELDS if card.get(name))
    for name in HIGHLIGHTED_LISTS:
        yield from card.get(name, [])


def highlight_card(card: Card, marker: Highlighter, description: str) -> Card:
    is_shown = any(
        marker.has_match(card.get(name, "")) for name in ("title", "summary")
    )
    changes: dict[str, Any] = {
        name: marker.mark(card[name]) for name in HIGHLIGHTED_FIELDS if card.get(name)
    }
    for name in HIGHLIGHTED_LISTS:
        if card.get(name):
            changes[name] = [marker.mark(text) for text in card[name]]
    extract = None if is_shown else marker.extract(description)
    return card | changes | ({"snippet": extract} if extract else {})
