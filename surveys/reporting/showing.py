"""Rendering a report: its texts and what they name, as template contexts."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from surveys.models import Report
from surveys.reporting import maps
from surveys.reporting.frozen import HIDDEN, Frozen, shown, value_of
from surveys.reporting.prose import Line, Node, parse
from surveys.reporting.taking import SURVEY
from surveys.reporting.words import local, said

Block = dict[str, Any]


class Showing:
    def __init__(self, report: Report, frozen: Frozen) -> None:
        self.report, self.frozen = report, frozen
        self.maps_shown = 0

    def blocks(self, text: str) -> list[Block]:
        """Return a text as blocks, without what the snapshot does not have."""
        found = [self.block(node) for node in parse(text)]
        return [block for block in found if block]

    def block(self, node: Node) -> Block | None:
        """Return the block of a node; None if the snapshot has none of its names."""
        if not node.names:
            return {"kind": node.kind, "lines": [self.line(one) for one in node.lines]}
        makers = {
            "chiffres": self.key_figures,
            "tableau": self.table,
            "carte": self.map,
            "liste": self.cards,
        }
        make = makers.get(node.kind)
        known = self.frozen.names(node.kind) if make else {}
        named = [name for name in node.names if name in known]
        return make(named) if make and named else None

    def line(self, line: Line) -> list[dict[str, str]]:
        return [
            {
                "text": piece.text,
                "url": local(piece.url),
                **(self.inline(piece.figure) if piece.figure else {}),
            }
            for piece in line
        ]

    def inline(self, name: str) -> dict[str, str]:
        """Return a figure within a text; a dash if the snapshot has none."""
        figure = self.frozen.get("chiffre", name)
        if figure is None:
            return {"text": HIDDEN}
        return {"text": value_of(figure), "figure": self.address(name)}

    def address(self, name: str) -> str:
        return reverse("reports:figure", args=[self.report.slug, name])

    def key_figures(self, names: list[str]) -> Block:
        found = [(name, self.frozen.names("chiffre")[name]) for name in names]
        return {
            "kind": "figures",
            "figures": [
                {
                    "value": value_of(figure),
                    "label": said(figure["title"]),
                    "url": self.address(name),
                    "note": self.label_of(figure),
                }
                for name, figure in found
            ],
        }

    def label_of(self, one: dict[str, Any]) -> str:
        """Return the label of a figure from sample answers; empty for others."""
        is_invented = self.report.is_demonstration and one["source"] == SURVEY
        return _("démonstration") if is_invented else ""

    def table(self, names: list[str]) -> Block:
        (name,) = names[:1]
        table = self.frozen.names("tableau")[name]
        rows = rows_of(table)
        return {
            "kind": "table",
            "code": name,
            "title": said(table["title"]),
            "meaning": said(table["meaning"]),
            "note": said(table.get("note", "")),
            "invented": self.label_of(table),
            "rows": [row for row in rows if not row["is_hidden"]],
            "hidden": hidden_words(rows),
            "has_values": any(row["value"] is not None for row in table["rows"]),
            "has_shares": any(row.get("share") is not None for row in table["rows"]),
            "url": self.address(name),
            "csv": reverse("reports:figure_csv", args=[self.report.slug, name]),
        }

    def map(self, names: list[str]) -> Block:
        """Return the map; the first of a page is interactive, the others are static."""
        one = self.frozen.names("carte")[names[0]]
        self.maps_shown += 1
        return {
            "kind": "map",
            "title": said(one["title"]),
            "is_alive": self.maps_shown == 1,
            "svg": maps.drawn(self.frozen, maps.in_words(self.frozen)),
            "alt": maps.in_words(self.frozen),
            "rows": maps.twin(self.frozen),
            "today_url": local(one["address"]),
        }

    def cards(self, names: list[str]) -> Block:
        one = self.frozen.names("liste")[names[0]]
        return {
            "kind": "cards",
            "code": names[0],
            "title": said(one["title"]),
            "items": [card(item) for item in one["items"]],
        }


def rows_of(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a table as text, with bars in percent of the largest."""
    rows = table["rows"]
    most = max((float(row["value"] or 0) for row in rows), default=0) or 1
    return [
        {
            "label": said(row["label"]),
            "value": row["value"],
            "shown": shown(row["value"], table["unit"]),
            "share": shown(row.get("share"), "%") if row.get("share") else "",
            "before": shown(row["before"], table["unit"]) if "before" in row else "",
            "bar": round(100 * float(row["value"] or 0) / most, 1),
            "is_hidden": bool(row.get("is_hidden")),
            "address": local(row.get("address") or ""),
            "number": number,
        }
        for number, row in enumerate(rows, start=1)
    ]


def hidden_words(rows: list[dict[str, Any]]) -> str:
    labels = [row["label"] for row in rows if row["is_hidden"]]
    if not labels:
        return ""
    words = _("Masqués, car trop peu nombreux : %(rows)s.")
    return words % {"rows": ", ".join(labels)}


def card(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": said(item["title"]),
        "text": said(item["text"]),
        "url": local(item["url"]),
        "portrait": local(item.get("portrait", "")),
        "lines": lines_said(item["lines"]),
        "is_quote": item.get("is_quote", False),
    }


def lines_said(lines: Iterable[Any]) -> list[str]:
    return [words for words in map(said, lines) if words]
