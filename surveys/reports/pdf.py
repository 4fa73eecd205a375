"""A report as an accessible PDF, typeset by Typst from the snapshot.

Nothing in it depends on the directory of today: the same snapshot and texts give the
same bytes, except for the date of the PDF itself.
"""

from dataclasses import asdict
from typing import Any

from django.core.files.storage import default_storage
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.pdf.typesetting import render_pdf
from cooperation.web.site import build_full_url
from surveys.models import Report
from surveys.reports.render import (
    CardsBlock,
    FiguresBlock,
    ImageBlock,
    LinePiece,
    ReportBlock,
    ReportMap,
    ReportRenderer,
    ReportTable,
    ReportTableRow,
)
from surveys.reports.snapshot_reader import SnapshotReader
from surveys.reports.translations import localize_url

MAX_TABLE_ROWS, MAX_LIST_ITEMS = 25, 60
TypstData = dict[str, Any]


def render_report_pdf(report: Report, frozen: SnapshotReader) -> bytes:
    return render_pdf("report", build_report_data(report, frozen))


def build_report_data(report: Report, frozen: SnapshotReader) -> TypstData:
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
        "url": build_full_url(localize_url(report.get_absolute_url())),
        "sections": [
            {"title": one.title, "blocks": list(map(build_printed_block, one.blocks))}
            for one in ReportRenderer(report, frozen).render_sections()
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
    return _("Chiffres arrêtés au %(day)s.") % {"day": frozen.day}


def build_printed_block(block: ReportBlock) -> TypstData:
    """Return a block for print: absolute URLs, long lists cut."""
    if isinstance(block, ReportTable):
        return build_printed_table(block)
    if isinstance(block, ReportMap):
        printed = {"kind": block.kind, "title": block.title, "alt": block.alt}
        return printed | {"svg": str(block.svg)}
    if isinstance(block, CardsBlock):
        items = [
            asdict(item) | {"url": build_full_url(item.url)}
            for item in block.items[:MAX_LIST_ITEMS]
        ]
        return {"kind": block.kind, "items": items}
    if isinstance(block, ImageBlock):
        return build_printed_image(block)
    if isinstance(block, FiguresBlock):
        return build_printed_figures(block)
    lines = [[build_printed_piece(piece) for piece in line] for line in block.lines]
    return {"kind": block.kind, "lines": lines}


def build_printed_piece(piece: LinePiece) -> TypstData:
    """Return a part of a line; ``figure`` is whether it is one."""
    url = build_full_url(piece.figure or piece.url)
    marks = {"figure": bool(piece.figure), "bold": piece.bold}
    return {"text": piece.text, "url": url, **marks}


def build_printed_image(block: ImageBlock) -> TypstData:
    """Return a picture with its bytes; without them where the file is lost."""
    credit = _("Crédit : %(credit)s") % {"credit": block.credit}
    caption = " ".join(filter(None, [block.caption, credit]))
    return {
        "kind": block.kind,
        "bytes": read_stored_file(block.file),
        "alt": block.alt,
        "caption": caption,
    }


def read_stored_file(name: str) -> list[int]:
    try:
        with default_storage.open(name) as file:
            return list(file.read())
    except FileNotFoundError:
        return []


def build_printed_figures(block: FiguresBlock) -> TypstData:
    """Return key figures, four in a row."""
    figures = [
        {
            "value": figure.value,
            "label": figure.label + (f" ({figure.note})" if figure.note else ""),
            "url": build_full_url(figure.url),
        }
        for figure in block.figures
    ]
    rows = [figures[start : start + 4] for start in range(0, len(figures), 4)]
    return {"kind": block.kind, "rows": rows}


def build_printed_table(table: ReportTable) -> TypstData:
    """Return a table with its bars, cut after ``MAX_TABLE_ROWS`` rows."""
    left = len(table.rows) - MAX_TABLE_ROWS
    invented = f"({table.invented})" if table.invented else ""
    return {
        "kind": table.kind,
        "title": " ".join(filter(None, [table.title, invented])),
        "note": " ".join(filter(None, [table.hidden, table.meaning, table.note])),
        "head": [_("Valeur"), _("Nombre")],
        "has_values": table.has_values,
        "rows": [
            {
                "label": row.label,
                "shown": format_row_number(row),
                "bar": row.bar / 100,
            }
            for row in table.rows[:MAX_TABLE_ROWS]
        ],
        "rest": _("et %(n)s autres lignes, en ligne") % {"n": left} if left > 0 else "",
        "url": build_full_url(table.url),
        "behind": _("D’où viennent ces chiffres"),
    }


def format_row_number(row: ReportTableRow) -> str:
    """Return the number of a row with its share and its previous number."""
    share = f"({row.share})" if row.share else ""
    before = _("(avant : %(n)s)") % {"n": row.before} if row.before else ""
    return "\N{NO-BREAK SPACE}".join(filter(None, [row.shown, share, before]))
