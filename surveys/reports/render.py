"""Rendering a report: its texts and what they name, as template contexts."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from surveys.models import Report
from surveys.reports import maps
from surveys.reports.markup import ProseLine, ProseNode, parse_prose
from surveys.reports.snapshot_builder import SURVEY
from surveys.reports.snapshot_reader import (
    HIDDEN_VALUE,
    SnapshotReader,
    format_figure_value,
    format_with_unit,
)
from surveys.reports.translations import get_translation, localize_url

ReportBlock = dict[str, Any]


class ReportRenderer:
    def __init__(self, report: Report, frozen: SnapshotReader) -> None:
        self.report, self.frozen = report, frozen
        self.maps_shown = 0

    def render_blocks(self, text: str) -> list[ReportBlock]:
        """Return a text as blocks, without what the snapshot does not have."""
        found = [self.render_block(node) for node in parse_prose(text)]
        return [block for block in found if block]

    def render_block(self, node: ProseNode) -> ReportBlock | None:
        """Return the block of a node; None if the snapshot has none of its names."""
        if not node.names:
            return {
                "kind": node.kind,
                "lines": [self.render_line(one) for one in node.lines],
            }
        makers = {
            "chiffres": self.render_key_figures,
            "tableau": self.render_table,
            "carte": self.render_map,
            "liste": self.render_cards,
        }
        make = makers.get(node.kind)
        known = self.frozen.get_items(node.kind) if make else {}
        named = [name for name in node.names if name in known]
        return make(named) if make and named else None

    def render_line(self, line: ProseLine) -> list[dict[str, str]]:
        return [
            {
                "text": piece.text,
                "url": localize_url(piece.url),
                **(self.render_inline_figure(piece.figure) if piece.figure else {}),
            }
            for piece in line
        ]

    def render_inline_figure(self, name: str) -> dict[str, str]:
        """Return a figure within a text; a dash if the snapshot has none."""
        figure = self.frozen.get("chiffre", name)
        if figure is None:
            return {"text": HIDDEN_VALUE}
        return {
            "text": format_figure_value(figure),
            "figure": self.get_figure_url(name),
        }

    def get_figure_url(self, name: str) -> str:
        return reverse("reports:figure", args=[self.report.slug, name])

    def render_key_figures(self, names: list[str]) -> ReportBlock:
        found = [(name, self.frozen.get_items("chiffre")[name]) for name in names]
        return {
            "kind": "figures",
            "figures": [
                {
                    "value": format_figure_value(figure),
                    "label": get_translation(figure["title"]),
                    "url": self.get_figure_url(name),
                    "note": self.get_sample_label(figure),
                }
                for name, figure in found
            ],
        }

    def get_sample_label(self, one: dict[str, Any]) -> str:
        """Return the label of a figure from sample answers; empty for others."""
        is_invented = self.report.is_demonstration and one["source"] == SURVEY
        return _("démonstration") if is_invented else ""

    def render_table(self, names: list[str]) -> ReportBlock:
        (name,) = names[:1]
        table = self.frozen.get_items("tableau")[name]
        rows = build_table_rows(table)
        return {
            "kind": "table",
            "code": name,
            "title": get_translation(table["title"]),
            "meaning": get_translation(table["meaning"]),
            "note": get_translation(table.get("note", "")),
            "invented": self.get_sample_label(table),
            "rows": [row for row in rows if not row["is_hidden"]],
            "hidden": format_hidden_rows(rows),
            "has_values": any(row["value"] is not None for row in table["rows"]),
            "has_shares": any(row.get("share") is not None for row in table["rows"]),
            "url": self.get_figure_url(name),
            "csv": reverse("reports:figure_csv", args=[self.report.slug, name]),
        }

    def render_map(self, names: list[str]) -> ReportBlock:
        """Return the map; the first of a page is interactive, the others are static."""
        one = self.frozen.get_items("carte")[names[0]]
        self.maps_shown += 1
        return {
            "kind": "map",
            "title": get_translation(one["title"]),
            "is_alive": self.maps_shown == 1,
            "svg": maps.render_links_svg(self.frozen, maps.describe_map(self.frozen)),
            "alt": maps.describe_map(self.frozen),
            "rows": maps.build_map_table(self.frozen),
            "today_url": localize_url(one["address"]),
        }

    def render_cards(self, names: list[str]) -> ReportBlock:
        one = self.frozen.get_items("liste")[names[0]]
        return {
            "kind": "cards",
            "code": names[0],
            "title": get_translation(one["title"]),
            "items": [build_card_context(item) for item in one["items"]],
        }


def build_table_rows(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a table as text, with bars in percent of the largest."""
    rows = table["rows"]
    most = max((float(row["value"] or 0) for row in rows), default=0) or 1
    return [
        {
            "label": get_translation(row["label"]),
            "value": row["value"],
            "shown": format_with_unit(row["value"], table["unit"]),
            "share": format_with_unit(row.get("share"), "%")
            if row.get("share")
            else "",
            "before": format_with_unit(row["before"], table["unit"])
            if "before" in row
            else "",
            "bar": round(100 * float(row["value"] or 0) / most, 1),
            "is_hidden": bool(row.get("is_hidden")),
            "address": localize_url(row.get("address") or ""),
            "number": number,
        }
        for number, row in enumerate(rows, start=1)
    ]


def format_hidden_rows(rows: list[dict[str, Any]]) -> str:
    labels = [row["label"] for row in rows if row["is_hidden"]]
    if not labels:
        return ""
    words = _("Masqués, car trop peu nombreux : %(rows)s.")
    return words % {"rows": ", ".join(labels)}


def build_card_context(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": get_translation(item["title"]),
        "text": get_translation(item["text"]),
        "url": localize_url(item["url"]),
        "portrait": localize_url(item.get("portrait", "")),
        "lines": translate_lines(item["lines"]),
        "is_quote": item.get("is_quote", False),
    }


def translate_lines(lines: Iterable[Any]) -> list[str]:
    return [words for words in map(get_translation, lines) if words]
