"""A report as an accessible PDF, typeset by Typst from the snapshot.

Nothing in it depends on the directory of today: the same snapshot and texts give the
same bytes, except for the date of the PDF itself.
"""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.pdf.blocks import make_absolute_url
from cooperation.pdf.typesetting import render_pdf
from surveys.models import Report
from surveys.reports.render import ReportBlock, ReportRenderer
from surveys.reports.snapshot_reader import SnapshotReader
from surveys.reports.translations import localize_url

MAX_TABLE_ROWS, MAX_LIST_ITEMS = 25, 60


def render_report_pdf(report: Report, frozen: SnapshotReader) -> bytes:
    return render_pdf("report", build_report_data(report, frozen))


def build_report_data(report: Report, frozen: SnapshotReader) -> dict[str, Any]:
    renderer = ReportRenderer(report, frozen)
    month = date_format(report.edition, "F Y")
    return {
        "title": report.title,
        "lead": report.summary,
        "description": report.summary or report.title,
        "lang": (get_language() or "fr")[:2],
        "over": _("État des lieux"),
        "month": month,
        "motto": _("L’annuaire de la coopération des collectivités"),
        "warning": get_warning(report),
        "frozen": format_snapshot_date(report, frozen),
        "source": _("Source : %(source)s.") % {"source": report.source}
        if report.source
        else "",
        "contents": _("Sommaire"),
        "foot": _("Passerelles, état des lieux, %(month)s. Licence Ouverte 2.0.")
        % {"month": month},
        "online": _("En ligne, avec les lignes derrière chaque chiffre :"),
        "url": make_absolute_url(localize_url(report.get_absolute_url())),
        "sections": [
            {
                "title": section.title,
                "blocks": [
                    build_printed_block(block, report)
                    for block in renderer.render_blocks(section.prose)
                ],
            }
            for section in report.sections.filter(is_hidden=False)
        ],
    }


def get_warning(report: Report) -> str:
    """Return the notice of a demonstration or a draft; empty for other reports."""
    if report.is_demonstration:
        return _(
            "Démonstration : les réponses sont inventées et ne disent rien de vrai sur "
            "aucune collectivité."
        )
    if not report.is_published():
        return _("Brouillon : ce document n’est pas publié.")
    return ""


def format_snapshot_date(report: Report, frozen: SnapshotReader) -> str:
    """Return the date of the figures as text, or that they are as published."""
    if report.is_as_published:
        return _(
            "Chiffres tels que publiés ; les réponses individuelles ne sont pas "
            "connues."
        )
    return _("Chiffres figés au %(day)s.") % {"day": frozen.day}


def build_printed_block(block: ReportBlock, report: Report) -> ReportBlock:
    """Return a block for print: absolute URLs, long lists cut."""
    makers = {
        "table": build_printed_table,
        "map": build_printed_map,
        "cards": build_printed_cards,
        "figures": build_printed_figures,
    }
    make = makers.get(block["kind"])
    return (
        make(block) if make else block | {"lines": build_printed_lines(block["lines"])}
    )


def build_printed_lines(
    lines: list[list[dict[str, str]]],
) -> list[list[dict[str, str]]]:
    return [
        [
            {
                "text": piece["text"],
                "url": make_absolute_url(piece.get("url") or ""),
                **get_figure_attributes(piece),
            }
            for piece in line
        ]
        for line in lines
    ]


def get_figure_attributes(piece: dict[str, str]) -> dict[str, Any]:
    """Return whether a piece of a line is a figure, and the URL of its rows."""
    figure = piece.get("figure")
    return {"figure": bool(figure)} | (
        {"url": make_absolute_url(figure)} if figure else {}
    )


def build_printed_figures(block: ReportBlock) -> ReportBlock:
    """Return key figures, four in a row."""
    figures = [
        {
            "value": figure["value"],
            "label": figure["label"]
            + (f" ({figure['note']})" if figure["note"] else ""),
            "url": make_absolute_url(figure["url"]),
        }
        for figure in block["figures"]
    ]
    return {
        "kind": "figures",
        "rows": [figures[start : start + 4] for start in range(0, len(figures), 4)],
    }


def build_printed_table(block: ReportBlock) -> ReportBlock:
    """Return a table with its bars, cut after ``MAX_TABLE_ROWS`` rows."""
    rows = block["rows"]
    left = len(rows) - MAX_TABLE_ROWS
    return {
        "kind": "table",
        "title": format_table_title(block),
        "note": " ".join(
            filter(None, [block["hidden"], block["meaning"], block["note"]])
        ),
        "head": [_("Valeur"), _("Nombre")],
        "has_values": block["has_values"],
        "rows": [
            {
                "label": row["label"],
                "shown": format_row_number(row),
                "bar": row["bar"] / 100,
            }
            for row in rows[:MAX_TABLE_ROWS]
        ],
        "rest": _("et %(n)s autres lignes, en ligne") % {"n": left} if left > 0 else "",
        "url": make_absolute_url(block["url"]),
        "behind": _("D’où viennent ces chiffres"),
    }


def format_table_title(block: ReportBlock) -> str:
    invented = f"({block['invented']})" if block["invented"] else ""
    return " ".join(filter(None, [block["title"], invented]))


def format_row_number(row: dict[str, Any]) -> str:
    """Return the number of a row with its share and its previous number."""
    share = f"({row['share']})" if row["share"] else ""
    before = _("(avant : %(n)s)") % {"n": row["before"]} if row["before"] else ""
    return "\N{NO-BREAK SPACE}".join(filter(None, [row["shown"], share, before]))


def build_printed_map(block: ReportBlock) -> ReportBlock:
    return {
        "kind": "map",
        "title": block["title"],
        "svg": str(block["svg"]),
        "alt": block["alt"],
    }


def build_printed_cards(block: ReportBlock) -> ReportBlock:
    return {
        "kind": "cards",
        "items": [
            {
                "title": item["title"],
                "text": item["text"],
                "url": make_absolute_url(item["url"]),
                "lines": item["lines"],
                "is_quote": item["is_quote"],
            }
            for item in block["items"][:MAX_LIST_ITEMS]
        ],
    }
