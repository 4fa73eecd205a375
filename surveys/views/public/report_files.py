"""What is taken away from a report: a document to finish in a word processor, pictures.

Who may read a report may take these; see ``reports.py``.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.pdf.pictures import render_picture_png
from cooperation.views.base import public_view
from cooperation.web.site import NOINDEX
from surveys.reports.docx import render_report_docx
from surveys.reports.figure_pictures import build_chart_picture, build_map_picture
from surveys.reports.snapshot_reader import get_report_snapshot
from surveys.views.public.reports import get_visible_report

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SVG, PNG = "image/svg+xml", "image/png"


def send_file(content: str | bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **NOINDEX}
    return HttpResponse(content, content_type, headers=headers)


@public_view
def report_docx_view(request: HttpRequest, slug: str) -> HttpResponse:
    report = get_visible_report(request, slug)
    content = render_report_docx(report, get_report_snapshot(report))
    return send_file(content, DOCX, f"{report.slug}.docx")


@public_view
def figure_svg(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    return send_file(draw_chart(request, slug, code), SVG, f"{slug}-{code}.svg")


@public_view
def figure_png(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    picture = render_picture_png(draw_chart(request, slug, code))
    return send_file(picture, PNG, f"{slug}-{code}.png")


@public_view
def map_svg(request: HttpRequest, slug: str) -> HttpResponse:
    return send_file(draw_map(request, slug), SVG, f"{slug}-carte.svg")


@public_view
def map_png(request: HttpRequest, slug: str) -> HttpResponse:
    picture = render_picture_png(draw_map(request, slug))
    return send_file(picture, PNG, f"{slug}-carte.png")


def draw_chart(request: HttpRequest, slug: str, code: str) -> SafeString:
    """Return the chart of a table, or raise ``Http404``."""
    report = get_visible_report(request, slug)
    picture = build_chart_picture(report, get_report_snapshot(report), code)
    if picture is None:
        raise Http404(_("Ce relevé n’a pas d’image de ce nom."))
    return picture


def draw_map(request: HttpRequest, slug: str) -> SafeString:
    """Return the map of a report, or raise ``Http404``."""
    report = get_visible_report(request, slug)
    picture = build_map_picture(report, get_report_snapshot(report))
    if picture is None:
        raise Http404(_("Ce relevé n’a pas de carte."))
    return picture
