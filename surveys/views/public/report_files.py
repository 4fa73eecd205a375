"""What is taken away from a report: a document to finish in a word processor, pictures.

Who may read a report may take these; see ``report_access.py``.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.pdf.pictures import render_picture_png
from cooperation.web.site import NOINDEX
from surveys.reports.docx import render_report_docx
from surveys.reports.figure_pictures import build_chart_picture, build_map_picture
from surveys.views.public.report_access import ReportReading

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SVG, PNG = "image/svg+xml", "image/png"


def send_made_file(content: str | bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **NOINDEX}
    return HttpResponse(content, content_type, headers=headers)


def send_docx(request: HttpRequest, reading: ReportReading) -> HttpResponse:
    report = reading.report
    content = render_report_docx(report, reading.frozen, token=reading.token)
    return send_made_file(content, DOCX, f"{report.slug}.docx")


def send_figure_svg(
    request: HttpRequest, reading: ReportReading, code: str
) -> HttpResponse:
    name = f"{reading.report.slug}-{code}.svg"
    return send_made_file(draw_chart(reading, code), SVG, name)


def send_figure_png(
    request: HttpRequest, reading: ReportReading, code: str
) -> HttpResponse:
    picture = render_picture_png(draw_chart(reading, code))
    return send_made_file(picture, PNG, f"{reading.report.slug}-{code}.png")


def send_map_svg(request: HttpRequest, reading: ReportReading) -> HttpResponse:
    name = f"{reading.report.slug}-carte.svg"
    return send_made_file(draw_map(reading), SVG, name)


def send_map_png(request: HttpRequest, reading: ReportReading) -> HttpResponse:
    picture = render_picture_png(draw_map(reading))
    return send_made_file(picture, PNG, f"{reading.report.slug}-carte.png")


def draw_chart(reading: ReportReading, code: str) -> SafeString:
    """Return the chart of a table, or raise ``Http404``."""
    picture = build_chart_picture(
        reading.report, reading.frozen, code, token=reading.token
    )
    if picture is None:
        raise Http404(_("Ce relevé n’a pas d’image de ce nom."))
    return picture


def draw_map(reading: ReportReading) -> SafeString:
    """Return the map of a report, or raise ``Http404``."""
    picture = build_map_picture(reading.report, reading.frozen, token=reading.token)
    if picture is None:
        raise Http404(_("Ce relevé n’a pas de carte."))
    return picture
