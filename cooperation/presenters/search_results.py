"""Cards of a page of results, with the search terms highlighted."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from cooperation.models import Action, Agreement
from cooperation.presenters.card_rows import ActionRow, AgreementRow
from cooperation.presenters.cards import build_action_card, build_agreement_card
from cooperation.presenters.types import ActionCard, AgreementCard, Card
from cooperation.search.fulltext import ParsedSearch
from cooperation.search.highlight import Highlighter

AnyCard = TypeVar("AnyCard", bound=Card)
# The texts of a card in which search terms are highlighted.
HIGHLIGHTED_FIELDS = ("title", "summary", "lead", "counterpart")
HIGHLIGHTED_LISTS = ("places", "partners", "themes", "other_signatories")


def build_action_cards(
    actions: Mapping[int, Action | ActionRow],
    search: ParsedSearch | None,
    texts: dict[int, str],
) -> list[ActionCard]:
    """Return the cards of actions, by primary key; ``texts`` are their descriptions.

    One query if there are search terms.
    """
    cards = {key: build_action_card(row) for key, row in actions.items()}
    return highlight_cards(cards, search, texts)


def build_agreement_cards(
    agreements: Mapping[int, Agreement | AgreementRow],
    search: ParsedSearch | None,
    texts: dict[int, str],
) -> list[AgreementCard]:
    cards = {key: build_agreement_card(row) for key, row in agreements.items()}
    return highlight_cards(cards, search, texts)


def highlight_cards(
    cards: dict[int, AnyCard], search: ParsedSearch | None, texts: dict[int, str]
) -> list[AnyCard]:
    """Highlight the search terms; add a snippet if only the description has one."""
    if not search:
        return list(cards.values())
    card_texts = (text for card in cards.values() for text in iter_card_texts(card))
    marker = Highlighter(search, [*card_texts, *texts.values()])
    return [
        highlight_card(card, marker, texts.get(key, "")) for key, card in cards.items()
    ]


def iter_card_texts(card: Card) -> Iterator[str]:
    for name in HIGHLIGHTED_FIELDS:
        if text := getattr(card, name, ""):
            yield text
    for name in HIGHLIGHTED_LISTS:
        yield from getattr(card, name, ())


def highlight_card(card: AnyCard, marker: Highlighter, description: str) -> AnyCard:
    is_shown = any(
        marker.has_match(getattr(card, name, "")) for name in ("title", "summary")
    )
    changes: dict[str, str | list[str]] = {
        name: marker.mark(text)
        for name in HIGHLIGHTED_FIELDS
        if (text := getattr(card, name, ""))
    }
    for name in HIGHLIGHTED_LISTS:
        if texts := getattr(card, name, ()):
            changes[name] = [marker.mark(text) for text in texts]
    extract = None if is_shown else marker.extract(description)
    return replace(card, snippet=extract or "", **changes)  # type: ignore[arg-type]
