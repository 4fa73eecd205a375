"""The portrait of an authority or country on one A4 page, whatever the data.

Lists are cut to several lengths; the template takes the longest that fits.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.pdf.blocks import PrintBlock, make_absolute_url
from cooperation.pdf.typesetting import render_pdf

Parts = dict[str, Any]
Thing = TypeVar("Thing")

# From the fullest portrait to one that fits whatever the names are.
LIST_LENGTHS = (9, 7, 6, 5, 4, 3, 2)
MAX_NAME_LENGTH, MAX_LINE_LENGTH = 70, 120


def render_portrait_pdf(entry: Any, parts: Parts) -> bytes:
    """Return the portrait of an authority or country; ``parts``: its page's context."""
    return render_pdf("portrait", build_portrait_data(entry, parts))


def build_portrait_data(entry: Any, parts: Parts) -> Parts:
    today = date_format(timezone.localdate(), "j F Y")
    still = parts["map"]
    return {
        "title": truncate_text(parts["page_title"], MAX_LINE_LENGTH),
        "over": str(parts["portrait_of"]),
        "lead": truncate_text(parts["page_description"], 2 * MAX_LINE_LENGTH),
        "description": str(parts["page_description"]),
        "lang": (get_language() or "fr")[:2],
        "motto": _("L’annuaire de la coopération des collectivités"),
        "figures": [format_key_figure(figure) for figure in parts["figures"]],
        "svg": str(still["svg"]) if still else "",
        "alt": _("Carte des lieux : %(name)s") % {"name": parts["page_title"]},
        "facts": list_short_facts(parts["facts"]),
        "editions": [build_portrait_blocks(parts, length) for length in LIST_LENGTHS],
        "empty": _("L’annuaire ne connaît encore ni accord ni action."),
        "day": _("Portrait établi le %(day)s d’après l’annuaire.") % {"day": today},
        "online": _("À jour, en ligne :"),
        "url": make_absolute_url(entry.get_absolute_url()),
        "licence": "Licence Ouverte 2.0",
    }


def format_key_figure(figure: dict[str, Any]) -> dict[str, str]:
    value = figure["value"]
    shown = number_format(value, force_grouping=True)
    return {"value": shown, "label": str(figure["label"])}


def list_short_facts(facts: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the first five facts that have a single value, truncated."""
    rows = [
        {
            "term": str(fact["term"]),
            "value": truncate_text(fact["value"], MAX_NAME_LENGTH),
        }
        for fact in facts
        if fact.get("value")
    ]
    return rows[:5]


def build_portrait_blocks(parts: Parts, length: int) -> list[PrintBlock]:
    """Return the lists of a portrait, each with at most ``length`` rows."""
    lists = [
        build_bars_block(title, unit, rows, length)
        for title, unit, rows in parts["portrait"]
        if rows
    ]
    story = build_timeline_block(parts["portrait_story"], length)
    return [*lists, story] if story["rows"] else lists


def build_bars_block(
    title: str, unit: str, rows: Sequence[dict[str, Any]], length: int
) -> PrintBlock:
    """Return the first rows of a list with the relative length of their bars.

    Each row has ``label``, ``n`` (to draw it) and ``shown`` (to read it). ``rest``
    tells how many rows are left out.
    """
    kept = rows[:length]
    most = max((float(row["n"]) for row in kept), default=0) or 1
    return {
        "kind": "bars",
        "title": title,
        "unit": unit,
        "rows": [
            {
                "label": truncate_text(capfirst(str(row["label"])), MAX_NAME_LENGTH),
                "shown": str(row["shown"]),
                "share": round(float(row["n"]) / most, 3),
            }
            for row in kept
        ],
        "rest": format_rest_count(len(rows) - len(kept)),
    }


def build_timeline_block(events: Sequence[dict[str, Any]], length: int) -> PrintBlock:
    """Return the first and the last dated events of a story."""
    kept = take_both_ends([event for event in events if event.get("datetime")], length)
    return {
        "kind": "story",
        "title": _("Repères"),
        "unit": "",
        "rows": [
            {
                "date": str(event["date"]),
                "label": truncate_text(event["label"], MAX_NAME_LENGTH),
                "text": truncate_text(event.get("text") or "", MAX_LINE_LENGTH),
            }
            for event in kept
        ],
        "rest": format_rest_count(len(events) - len(kept)),
    }


def take_both_ends(things: Sequence[Thing], length: int) -> list[Thing]:
    """Return the first and last items of a sequence, ``length`` in all."""
    if len(things) <= length:
        return list(things)
    first = (length + 1) // 2
    return [*things[:first], *things[len(things) - (length - first) :]]


def format_rest_count(number: int) -> str:
    """Return how many rows are not printed; empty for none."""
    return (
        _("et %(n)s autres, en ligne") % {"n": number}
        if number > 1
        else (_("et un autre, en ligne") if number else "")
    )


def truncate_text(words: Any, length: int) -> str:
    return Truncator(str(words)).chars(length)
