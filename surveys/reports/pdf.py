"""A report as an accessible PDF, typeset by Typst from the snapshot.

Nothing in it depends on the directory of today: the same snapshot and texts give the
same bytes, except for the date of the PDF itself.
"""

from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cooperation.pdf.pictures import use_print_faces
from cooperation.pdf.typesetting import render_pdf
from cooperation.presenters.charts import CHART_WIDTH
from cooperation.web.site import build_full_url
from surveys.models import Report
from surveys.reports.addresses import ReportAddresses
from surveys.reports.partners import list_partner_groups
from surveys.reports.pictograms import load_pictograms
from surveys.reports.pictures import (
    LOGO_SIDE,
    PORTRAIT_SIDE,
    WIDE_SIDE,
    build_qr_svg,
    embed_picture,
)
from surveys.reports.quotes import QuoteAuthor
from surveys.reports.render import (
    CardsBlock,
    FiguresBlock,
    ImageBlock,
    LinePiece,
    ReportBlock,
    ReportCard,
    ReportFigure,
    ReportMap,
    ReportRenderer,
    ReportTable,
    ReportTableRow,
    list_cover_figures,
)
from surveys.reports.snapshot_reader import SnapshotReader

# A table of so many rows takes a third of a page: it is never cut, nor leaves a hole.
MAX_TABLE_ROWS, MAX_LIST_ITEMS = 10, 60
# Names without numbers stand in columns.
MAX_NAMES = 24
TypstData = dict[str, Any]


def render_report_pdf(
    report: Report, frozen: SnapshotReader, *, token: str = ""
) -> bytes:
    """Return the PDF; with the ``token`` of a review link, its links have it."""
    return render_pdf("report", build_report_data(report, frozen, token=token))


def build_report_data(
    report: Report, frozen: SnapshotReader, *, token: str = ""
) -> TypstData:
    sections = ReportRenderer(report, frozen, token=token).render_sections()
    return build_common_data(report, frozen, token=token) | {
        "contents": _("Sommaire"),
        "figures": list(map(build_printed_figure, list_cover_figures(sections))),
        "sections": [
            {
                "title": section.title,
                "tone": section.tone,
                "blocks": list(map(build_printed_block, section.blocks)),
            }
            for section in sections
        ],
    }


def build_common_data(
    report: Report, frozen: SnapshotReader, *, token: str = ""
) -> TypstData:
    """Return what every printed form of a report says: what it is, of when, by whom."""
    month = date_format(report.edition, "F Y")
    url = build_full_url(ReportAddresses(report, token).build())
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
        "foot": _("Passerelles, état des lieux, %(month)s. Licence Ouverte 2.0.")
        % {"month": month},
        "online": _("En ligne, avec les lignes derrière chaque chiffre :"),
        "url": url,
        "qr": build_qr_svg(url),
        "pictograms": load_pictograms(),
        "partners": list_printed_partners(report),
    }


def list_printed_partners(report: Report) -> list[TypstData]:
    """Return the partners of a report with their logos, by role."""
    return [
        {
            "role": capfirst(group.role),
            "rows": [
                {
                    "name": row.name,
                    "url": row.url,
                    "logo": embed_picture(str(row.logo), LOGO_SIDE) if row.logo else "",
                    "alt": _("Logo : %(name)s") % {"name": row.name},
                }
                for row in group.partners
            ],
        }
        for group in list_partner_groups(report)
    ]


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
        return printed | {"svg": use_print_faces(block.svg)}
    if isinstance(block, CardsBlock):
        items = list(map(build_printed_card, block.items[:MAX_LIST_ITEMS]))
        return {"kind": block.kind, "code": block.code, "items": items}
    if isinstance(block, ImageBlock):
        return build_printed_image(block)
    if isinstance(block, FiguresBlock):
        figures = list(map(build_printed_figure, block.figures))
        return {"kind": block.kind, "figures": figures}
    lines = [[build_printed_piece(piece) for piece in line] for line in block.lines]
    return {"kind": block.kind, "lines": lines}


def build_printed_piece(piece: LinePiece) -> TypstData:
    """Return a part of a line; ``figure`` is whether it is one."""
    url = build_full_url(piece.figure or piece.url)
    marks = {"figure": bool(piece.figure), "bold": piece.bold}
    return {"text": piece.text, "url": url, **marks}


def build_printed_image(block: ImageBlock) -> TypstData:
    """Return a picture with its credit; without it where the file is lost."""
    credit = _("Crédit : %(credit)s") % {"credit": block.credit}
    return {
        "kind": block.kind,
        "svg": embed_picture(block.file, WIDE_SIDE),
        "alt": block.alt,
        "caption": " ".join(filter(None, [block.caption, credit])),
    }


def build_printed_figure(figure: ReportFigure) -> TypstData:
    note = f" ({figure.note})" if figure.note else ""
    return {
        "value": figure.value,
        "label": figure.label + note,
        "pictogram": figure.pictogram,
    }


def build_printed_card(item: ReportCard) -> TypstData:
    """Return an item of a list: an address elsewhere has a code for telephones."""
    is_elsewhere = item.url.startswith("http")
    author = item.author or QuoteAuthor("")
    photo = author.photo_file
    return {
        "title": item.title,
        "text": item.text,
        "lines": item.lines,
        "is_quote": item.is_quote,
        "url": build_full_url(item.url),
        "address": format_short_address(item.url) if is_elsewhere else "",
        "qr": build_qr_svg(item.url) if is_elsewhere else "",
        "author": author.name,
        "photo": embed_picture(photo, PORTRAIT_SIDE, is_square=True) if photo else "",
        "photo_alt": _("Photographie : %(name)s") % {"name": author.name},
        "credit": _("Photographie : %(credit)s") % {"credit": author.credit}
        if photo
        else "",
    }


def format_short_address(url: str) -> str:
    """Return an address as people write it: without protocol nor closing slash."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def build_printed_table(table: ReportTable) -> TypstData:
    """Return a table with its bars, cut after ``MAX_TABLE_ROWS`` rows.

    A table by year is a line; its rows come too where they are not cut.
    """
    most = MAX_TABLE_ROWS if table.has_values else MAX_NAMES
    left = len(table.rows) - most
    line = table.chart if table.chart and table.chart.is_timeline else None
    rows = [] if line and left > 0 else table.rows[:most]
    invented = f"({table.invented})" if table.invented else ""
    return {
        "kind": table.kind,
        "title": " ".join(filter(None, [table.title, invented])),
        "note": " ".join(filter(None, [table.hidden, table.meaning, table.note])),
        "head": [_("Valeur"), _("Nombre")],
        "has_values": table.has_values,
        "pictogram": table.pictogram,
        "has_pictograms": table.has_pictograms,
        "rows": [
            {
                "label": row.label,
                "shown": format_row_number(row),
                "bar": row.bar / 100,
                "pictogram": row.pictogram,
            }
            for row in rows
        ],
        "rest": format_rest(left) if rows else "",
        "svg": use_print_faces(line.render(CHART_WIDTH)) if line else "",
        "alt": line.alternative if line else "",
        "url": build_full_url(table.url),
        "behind": _("D’où viennent ces chiffres"),
    }


def format_rest(n: int) -> str:
    """Return how many rows are left out; empty if none is."""
    if n < 1:
        return ""
    words = ngettext(
        "et %(n)s autre ligne, en ligne", "et %(n)s autres lignes, en ligne", n
    )
    return words % {"n": n}


def format_row_number(row: ReportTableRow) -> str:
    """Return the number of a row with its share and its previous number."""
    share = f"({row.share})" if row.share else ""
    before = _("(avant : %(n)s)") % {"n": row.before} if row.before else ""
    return "\N{NO-BREAK SPACE}".join(filter(None, [row.shown, share, before]))
