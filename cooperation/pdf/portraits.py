"""The portrait of an authority or country on one A4 page, whatever the data.

Lists are cut to several lengths; the template takes the longest that fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.pdf.blocks import PrintedEntry
from cooperation.pdf.typesetting import render_pdf
from cooperation.presenters.types import (
    BarList,
    Fact,
    KeyFigure,
    Portrait,
    TimelineEvent,
)
from cooperation.web.context import Context
from cooperation.web.site import build_full_url

Item = TypeVar("Item")

# From the fullest portrait to one that fits whatever the names are.
LIST_LENGTHS = (9, 7, 6, 5, 4, 3, 2)
MAX_NAME_LENGTH, MAX_LINE_LENGTH = 70, 120


@dataclass(frozen=True)
class PrintedBar:
    """A bar; ``share`` is its length from 0 to 1."""

    label: str
    shown: str
    share: float


@dataclass(frozen=True)
class PortraitBlock:
    """A list of bars or of events; ``rest`` tells how many rows are left out."""

    kind: str
    title: str
    unit: str
    rows: Sequence[PrintedBar] | Sequence[TimelineEvent]
    rest: str


@dataclass(frozen=True, kw_only=True)
class PrintedPortrait(PrintedEntry):
    """The data of ``portrait.typ``, which chooses one of the ``editions``."""

    figures: list[KeyFigure]
    alt: str
    facts: list[Fact]
    editions: list[list[PortraitBlock]]
    empty: str
    licence: str = "Licence Ouverte 2.0"


def render_portrait_pdf(entry: Any, page: Context, portrait: Portrait) -> bytes:
    """Return the portrait of an authority or country; ``page``: its page's context."""
    return render_pdf("portrait", build_printed_portrait(entry, page, portrait))


def build_printed_portrait(
    entry: Any, page: Context, portrait: Portrait
) -> PrintedPortrait:
    today = date_format(timezone.localdate(), "j F Y")
    still = page["map"]
    return PrintedPortrait(
        title=truncate_text(page["page_title"], MAX_LINE_LENGTH),
        over=portrait.kind,
        lead=truncate_text(page["page_description"], 2 * MAX_LINE_LENGTH),
        description=str(page["page_description"]),
        lang=(get_language() or "fr")[:2],
        motto=_("L’annuaire de la coopération des collectivités"),
        figures=[
            replace(figure, value=number_format(figure.value, force_grouping=True))
            for figure in page["figures"]
        ],
        svg=str(still.svg) if still else "",
        alt=_("Carte des lieux : %(name)s") % {"name": page["page_title"]},
        facts=list_short_facts([*page["facts"], *portrait.facts]),
        editions=[build_portrait_blocks(portrait, length) for length in LIST_LENGTHS],
        empty=_("L’annuaire ne connaît encore ni accord ni action."),
        foot=_("Portrait établi le %(day)s d’après l’annuaire.") % {"day": today},
        online=_("À jour, en ligne :"),
        url=build_full_url(entry.get_absolute_url()),
    )


def list_short_facts(facts: Sequence[Fact]) -> list[Fact]:
    """Return the first five facts that have a single value, truncated."""
    rows = [
        replace(fact, value=truncate_text(fact.value, MAX_NAME_LENGTH))
        for fact in facts
        if fact.value
    ]
    return rows[:5]


def build_portrait_blocks(portrait: Portrait, length: int) -> list[PortraitBlock]:
    """Return the lists of a portrait, each with at most ``length`` rows."""
    lists = [build_bars_block(row, length) for row in portrait.lists if row.bars]
    story = build_story_block(portrait.events, length)
    return [*lists, story] if story.rows else [*lists]


def build_bars_block(bar_list: BarList, length: int) -> PortraitBlock:
    """Return the first bars of a list, their lengths relative to the longest."""
    bars = bar_list.bars[:length]
    most = max((float(bar.n) for bar in bars), default=0) or 1
    return PortraitBlock(
        kind="bars",
        title=bar_list.title,
        unit=bar_list.unit,
        rows=[
            PrintedBar(
                truncate_text(capfirst(bar.label), MAX_NAME_LENGTH),
                bar.shown,
                round(float(bar.n) / most, 3),
            )
            for bar in bars
        ],
        rest=format_rest_count(len(bar_list.bars) - len(bars)),
    )


def build_story_block(events: Sequence[TimelineEvent], length: int) -> PortraitBlock:
    """Return the first and the last dated events."""
    selected = take_both_ends([event for event in events if event.datetime], length)
    return PortraitBlock(
        kind="story",
        title=_("Repères"),
        unit="",
        rows=[
            replace(
                event,
                label=truncate_text(event.label, MAX_NAME_LENGTH),
                text=truncate_text(event.text, MAX_LINE_LENGTH),
            )
            for event in selected
        ],
        rest=format_rest_count(len(events) - len(selected)),
    )


def take_both_ends(rows: Sequence[Item], length: int) -> list[Item]:
    """Return the first and last items of a sequence, ``length`` in all."""
    if len(rows) <= length:
        return list(rows)
    first = (length + 1) // 2
    return [*rows[:first], *rows[len(rows) - (length - first) :]]


def format_rest_count(number: int) -> str:
    """Return how many rows are not printed; empty for none."""
    return (
        _("et %(n)s autres, en ligne") % {"n": number}
        if number > 1
        else (_("et un autre, en ligne") if number else "")
    )


def truncate_text(words: Any, length: int) -> str:
    return Truncator(str(words)).chars(length)
