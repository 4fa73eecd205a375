"""A report on one page: a summary for élus (A4) and a poster (A3).

Both show what the report shows: its first figures, its map, what is named most often,
a quote, who made it, and where to read on.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from cooperation.pdf.typesetting import render_pdf
from surveys.models import Report, SectionKind
from surveys.reports.pdf import (
    TypstData,
    build_common_data,
    build_printed_card,
    build_printed_figure,
    format_row_number,
)
from surveys.reports.render import (
    CardsBlock,
    RenderedSection,
    ReportBlock,
    ReportCard,
    ReportMap,
    ReportRenderer,
    ReportTable,
    iter_figures,
)
from surveys.reports.snapshot_reader import SnapshotReader

MAX_FIGURES, MAX_GROUPS, MAX_ROWS, MAX_QUOTE = 8, 2, 5, 330
# What an élu asks first; without a map there is room for one more.
GROUP_KINDS = (
    *(SectionKind.BRAKES, SectionKind.WINDOWS, SectionKind.NEEDS),
    *(SectionKind.STAKEHOLDERS, SectionKind.MAP),
)


def render_summary_pdf(
    report: Report, frozen: SnapshotReader, *, token: str = ""
) -> bytes:
    return render_pdf("report-summary", build_digest_data(report, frozen, token))


def render_poster_pdf(
    report: Report, frozen: SnapshotReader, *, token: str = ""
) -> bytes:
    return render_pdf("report-poster", build_digest_data(report, frozen, token))


def build_digest_data(
    report: Report, frozen: SnapshotReader, token: str = ""
) -> TypstData:
    """Return what the one page says, from the sections that the report shows."""
    sections = ReportRenderer(report, frozen, token=token).render_sections()
    blocks = [block for section in sections for block in section.blocks]
    map_block = next(iter_blocks(blocks, ReportMap), None)
    groups = list(iter_groups(sections))[: MAX_GROUPS + (map_block is None)]
    figures = list(iter_figures(sections))[:MAX_FIGURES]
    quote = find_short_quote(blocks)
    return build_common_data(report, frozen, token=token) | {
        "foot": "",
        "figures": list(map(build_printed_figure, figures)),
        "map": build_printed_map(map_block),
        "groups": groups,
        "quote": build_printed_card(quote) if quote else None,
        "more": _("Le document entier, ses chiffres et leurs sources :"),
    }


def iter_blocks(blocks: Iterable[ReportBlock], kind: type[Any]) -> Iterator[Any]:
    return (block for block in blocks if isinstance(block, kind))


def build_printed_map(block: ReportMap | None) -> TypstData | None:
    """Return the map, whole and in the part that shows the world."""
    if block is None:
        return None
    whole, world = str(block.svg), str(block.panels[-1].svg)
    return {"whole": whole, "world": world, "alt": block.alt}


def iter_groups(sections: Iterable[RenderedSection]) -> Iterator[TypstData]:
    """Yield the first table of each section that matters, with its first rows."""
    by_kind = {section.kind: section for section in sections}
    for kind in GROUP_KINDS:
        section = by_kind.get(kind)
        if section is None:
            continue
        table = next(iter_blocks(section.blocks, ReportTable), None)
        if table and table.rows:
            yield build_group(section, table)


def build_group(section: RenderedSection, table: ReportTable) -> TypstData:
    return {
        "title": section.title,
        "tone": section.tone or "soft",
        "pictogram": table.pictogram,
        "rows": [
            {
                "label": row.label,
                "shown": format_row_number(row) if table.has_values else "",
                "pictogram": row.pictogram,
            }
            for row in table.rows[: MAX_ROWS + (not table.has_values)]
        ],
    }


def find_short_quote(blocks: Iterable[ReportBlock]) -> ReportCard | None:
    """Return the first quote that fits, one with a name before the others."""
    quotes = [
        item
        for block in iter_blocks(blocks, CardsBlock)
        for item in block.items
        if item.is_quote and len(item.text) <= MAX_QUOTE
    ]
    return min(quotes, key=lambda item: item.author is None, default=None)
