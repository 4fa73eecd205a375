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

from cooperation.printing.blocks import Block, full
from cooperation.printing.typesetting import pdf

Parts = dict[str, Any]
Thing = TypeVar("Thing")

# From the fullest portrait to one that fits whatever the names are.
LENGTHS = (9, 7, 6, 5, 4, 3, 2)
LONGEST_NAME, LONGEST_LINE = 70, 120


def portrait_pdf(sheet: Any, parts: Parts) -> bytes:
    """Return the portrait of an authority or country; ``parts``: its page's context."""
    return pdf("portrait", portrait_data(sheet, parts))


def portrait_data(sheet: Any, parts: Parts) -> Parts:
    today = date_format(timezone.localdate(), "j F Y")
    still = parts["map"]
    return {
        "title": shortened(parts["page_title"], LONGEST_LINE),
        "over": str(parts["portrait_of"]),
        "lead": shortened(parts["page_description"], 2 * LONGEST_LINE),
        "description": str(parts["page_description"]),
        "lang": (get_language() or "fr")[:2],
        "motto": _("L’annuaire de la coopération des collectivités"),
        "figures": [in_large(figure) for figure in parts["figures"]],
        "svg": str(still["svg"]) if still else "",
        "alt": _("Carte des lieux : %(name)s") % {"name": parts["page_title"]},
        "facts": facts_of(parts["facts"]),
        "editions": [blocks_of(parts, length) for length in LENGTHS],
        "empty": _("L’annuaire ne connaît encore ni accord ni action."),
        "day": _("Portrait établi le %(day)s d’après l’annuaire.") % {"day": today},
        "online": _("À jour, en ligne :"),
        "url": full(sheet.get_absolute_url()),
        "licence": "Licence Ouverte 2.0",
    }


def in_large(figure: dict[str, Any]) -> dict[str, str]:
    value = figure["value"]
    shown = number_format(value, force_grouping=True)
    return {"value": shown, "label": str(figure["label"])}


def facts_of(facts: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the first five facts that have a single value, truncated."""
    rows = [
        {"term": str(fact["term"]), "value": shortened(fact["value"], LONGEST_NAME)}
        for fact in facts
        if fact.get("value")
    ]
    return rows[:5]


def blocks_of(parts: Parts, length: int) -> list[Block]:
    """Return the lists of a portrait, each with at most ``length`` rows."""
    lists = [
        block(title, unit, rows, length)
        for title, unit, rows in parts["portrait"]
        if rows
    ]
    story = timeline_block(parts["portrait_story"], length)
    return [*lists, story] if story["rows"] else lists


def block(title: str, unit: str, rows: Sequence[dict[str, Any]], length: int) -> Block:
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
                "label": shortened(capfirst(str(row["label"])), LONGEST_NAME),
                "shown": str(row["shown"]),
                "share": round(float(row["n"]) / most, 3),
            }
            for row in kept
        ],
        "rest": rest(len(rows) - len(kept)),
    }


def timeline_block(events: Sequence[dict[str, Any]], length: int) -> Block:
    """Return the first and the last dated events of a story."""
    kept = ends_of([event for event in events if event.get("datetime")], length)
    return {
        "kind": "story",
        "title": _("Repères"),
        "unit": "",
        "rows": [
            {
                "date": str(event["date"]),
                "label": shortened(event["label"], LONGEST_NAME),
                "text": shortened(event.get("text") or "", LONGEST_LINE),
            }
            for event in kept
        ],
        "rest": rest(len(events) - len(kept)),
    }


def ends_of(things: Sequence[Thing], length: int) -> list[Thing]:
    """Return the first and last items of a sequence, ``length`` in all."""
    if len(things) <= length:
        return list(things)
    first = (length + 1) // 2
    return [*things[:first], *things[len(things) - (length - first) :]]


def rest(number: int) -> str:
    """Return how many rows are not printed; empty for none."""
    return (
        _("et %(n)s autres, en ligne") % {"n": number}
        if number > 1
        else (_("et un autre, en ligne") if number else "")
    )


def shortened(words: Any, length: int) -> str:
    return Truncator(str(words)).chars(length)
