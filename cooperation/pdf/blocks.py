"""The blocks of a printed page, built from the context of the web page."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

PrintBlock = dict[str, Any]


def make_absolute_url(path: str) -> str:
    """Return a path of this site as a full URL; other URLs are returned unchanged."""
    return settings.SITE_URL.rstrip("/") + path if path.startswith("/") else path


def build_text_block(title: str, text: str) -> PrintBlock | None:
    """Return the paragraphs of a text, which empty lines separate."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    kept = [part for part in paragraphs if part]
    return {"kind": "text", "title": title, "paragraphs": kept} if kept else None


def build_facts_block(title: str, facts: Iterable[dict[str, Any]]) -> PrintBlock | None:
    """Return facts of the component ``facts`` as terms with their lines."""
    rows = [
        {"term": str(fact["term"]), "lines": build_fact_lines(fact)} for fact in facts
    ]
    kept = [row for row in rows if row["lines"]]
    return {"kind": "facts", "title": title, "rows": kept} if kept else None


def build_fact_lines(fact: dict[str, Any]) -> list[dict[str, str]]:
    """Return the lines of a fact: its value, or each of its items."""
    if fact.get("entries"):
        return [
            {
                "text": " ".join(filter(None, [item["label"], format_fact_note(item)])),
                "url": make_absolute_url(item.get("url") or ""),
            }
            for item in fact["entries"]
        ]
    value = str(fact.get("value") or "")
    return (
        [{"text": value, "url": make_absolute_url(fact.get("url") or "")}]
        if value
        else []
    )


def format_fact_note(item: dict[str, Any]) -> str:
    return f"({item['note']})" if item.get("note") else ""


def build_items_block(title: str, items: list[dict[str, Any]]) -> PrintBlock | None:
    """Return a list of items: ``text``, ``url`` (may be empty) and ``lines``."""
    if not items:
        return None
    return {"kind": "entries", "title": title, "entries": items}


def build_card_items(cards: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return cards of actions or agreements as items."""
    return [
        {
            "text": card["title"] or f"{card['lead']} – {card.get('counterpart', '')}",
            "url": make_absolute_url(card["url"]),
            "lines": [line for line in build_card_lines(card) if line],
        }
        for card in cards
    ]


def build_card_lines(card: dict[str, Any]) -> list[str]:
    places = card.get("places") or [card.get("place") or ""]
    about = [
        capfirst(str(card.get("kind_label") or "")),
        str(card.get("years") or ""),
        str(card.get("status_label") or ""),
    ]
    return [
        " – ".join(filter(None, [card["lead"], ", ".join(filter(None, places))])),
        " · ".join(filter(None, about)),
        card.get("summary") or "",
    ]


def build_row_items(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of the component ``result_row`` as items."""
    return [
        {
            "text": row["name"],
            "url": make_absolute_url(row["url"]),
            "lines": [
                " · ".join(
                    filter(None, [format_row_context(row), format_row_counts(row)])
                )
            ],
        }
        for row in rows
    ]


def format_row_context(row: dict[str, Any]) -> str:
    nature = capfirst(str(row.get("nature") or ""))
    return " · ".join(filter(None, [nature, *map(str, row.get("context") or [])]))


def format_row_counts(row: dict[str, Any]) -> str:
    counts = row.get("counts") or []
    return ", ".join(f"{count['n']} {count['label']}" for count in counts)


def build_events_block(
    title: str, events: Iterable[dict[str, Any]]
) -> PrintBlock | None:
    rows = [
        [
            str(event["date"]),
            " – ".join(
                filter(None, [str(event["label"]), str(event.get("text") or "")])
            ),
        ]
        for event in events
    ]
    return build_table_block(title, [_("Date"), _("Événement")], rows, widths=[1, 4])


def build_table_block(
    title: str,
    head: list[str],
    rows: list[list[str]],
    *,
    widths: list[int],
    numbers: Iterable[int] = (),
) -> PrintBlock | None:
    """Return a table; ``numbers`` are the indices of right-aligned columns."""
    if not rows:
        return None
    return {
        "kind": "table",
        "title": title,
        "head": head,
        "rows": rows,
        "widths": widths,
        "numbers": list(numbers),
    }


def build_map_block(still: dict[str, Any] | None, alt: str) -> PrintBlock | None:
    if not still:
        return None
    return {"kind": "map", "title": "", "svg": str(still["svg"]), "alt": alt}
