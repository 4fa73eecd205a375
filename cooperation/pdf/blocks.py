"""The blocks of a printed page, built from the context of the web page.

``style.typ`` draws each by its ``kind``.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.presenters.types import (
    ActionCard,
    AgreementCard,
    Fact,
    ListingRow,
    StillMap,
    TimelineEvent,
)
from cooperation.web.site import build_full_url


@dataclass(frozen=True)
class PrintedText:
    """A text; it leads to a full URL unless that is empty."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class PrintedItem(PrintedText):
    """An item of a list, with the lines under it."""

    lines: Sequence[str] = ()


@dataclass(frozen=True)
class TextBlock:
    title: str
    paragraphs: list[str]
    kind: str = "text"


@dataclass(frozen=True)
class PrintedFact:
    term: str
    lines: list[PrintedText]


@dataclass(frozen=True)
class FactsBlock:
    title: str
    rows: list[PrintedFact]
    kind: str = "facts"


@dataclass(frozen=True)
class ItemsBlock:
    title: str
    entries: Sequence[PrintedItem]
    kind: str = "entries"


@dataclass(frozen=True)
class TableBlock:
    """A table; ``numbers`` are the indices of right-aligned columns."""

    title: str
    head: list[str]
    rows: list[list[str]]
    widths: list[int]
    numbers: Sequence[int] = ()
    kind: str = "table"


@dataclass(frozen=True)
class MapBlock:
    svg: str
    alt: str
    title: str = ""
    kind: str = "map"


PrintBlock = TextBlock | FactsBlock | ItemsBlock | TableBlock | MapBlock


@dataclass(frozen=True)
class PrintedEntry:
    """The data of ``entry.typ``, and of ``share.typ``, which draws ``svg`` instead."""

    title: str
    lead: str
    over: str
    description: str
    lang: str
    url: str
    motto: str
    foot: str
    online: str
    blocks: Sequence[PrintBlock] = ()
    svg: str = ""


def build_text_block(title: str, text: str) -> TextBlock | None:
    """Return the paragraphs of a text, which empty lines separate."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    filled = [part for part in paragraphs if part]
    return TextBlock(title, filled) if filled else None


def build_facts_block(title: str, facts: Iterable[Fact]) -> FactsBlock | None:
    """Return the facts that have a value as terms with their lines."""
    rows = [PrintedFact(str(fact.term), build_fact_lines(fact)) for fact in facts]
    filled = [row for row in rows if row.lines]
    return FactsBlock(title, filled) if filled else None


def build_fact_lines(fact: Fact) -> list[PrintedText]:
    """Return the lines of a fact: its value, or each of its entries."""
    if fact.entries:
        return [
            PrintedText(
                f"{entry.label} ({entry.note})" if entry.note else str(entry.label),
                build_full_url(entry.url),
            )
            for entry in fact.entries
        ]
    if not fact.value:
        return []
    return [PrintedText(str(fact.value), build_full_url(fact.url))]


def build_items_block(title: str, items: Sequence[PrintedItem]) -> ItemsBlock | None:
    return ItemsBlock(title, items) if items else None


def build_card_items(
    cards: Iterable[ActionCard] | Iterable[AgreementCard],
) -> list[PrintedItem]:
    """Return cards of actions or agreements as items."""
    return [
        PrintedItem(
            get_card_title(card),
            build_full_url(card.url),
            [line for line in build_card_lines(card) if line],
        )
        for card in cards
    ]


def get_card_title(card: ActionCard | AgreementCard) -> str:
    if isinstance(card, AgreementCard) and not card.title:
        return f"{card.lead} – {card.counterpart}"
    return card.title


def build_card_lines(card: ActionCard | AgreementCard) -> list[str]:
    places = ", ".join(card.places)
    about = (capfirst(card.kind_label), card.years, card.status_label)
    return [
        " – ".join(filter(None, [card.lead, places])),
        " · ".join(filter(None, about)),
        card.summary,
    ]


def build_row_items(rows: Iterable[ListingRow]) -> list[PrintedItem]:
    return [
        PrintedItem(row.name, build_full_url(row.url), [format_row_context(row)])
        for row in rows
    ]


def format_row_context(row: ListingRow) -> str:
    counts = ", ".join(f"{count.n} {count.label}" for count in row.counts)
    return " · ".join(filter(None, [capfirst(row.nature), *row.context, counts]))


def build_events_block(
    title: str, events: Iterable[TimelineEvent]
) -> TableBlock | None:
    rows = [
        [event.date, " – ".join(filter(None, [event.label, event.text]))]
        for event in events
    ]
    return build_table_block(title, [_("Date"), _("Événement")], rows, widths=[1, 4])


def build_table_block(
    title: str,
    head: list[str],
    rows: list[list[str]],
    *,
    widths: list[int],
    numbers: Sequence[int] = (),
) -> TableBlock | None:
    return TableBlock(title, head, rows, widths, numbers) if rows else None


def build_map_block(still: StillMap | None, alt: str) -> MapBlock | None:
    return MapBlock(str(still.svg), alt) if still else None
