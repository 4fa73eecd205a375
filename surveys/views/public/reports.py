"""Pages of reports and their figures, in each format.

Staff who read or write reports see drafts at the public addresses, with a banner; those
who have a link see them behind it; others get 404 (``report_access.py``). Of answers,
only the counts of the public tables in the snapshot are shown.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cooperation.exports.csv import stream_csv
from cooperation.search.filters import ActionFilterSet
from cooperation.stats.queries import RowData
from cooperation.views.api.media import send_file
from cooperation.views.base import PublicMixin
from cooperation.views.public.maps import get_map_context
from cooperation.web.context import Context
from cooperation.web.site import NOINDEX
from surveys.models import Report
from surveys.reports import csv, maps
from surveys.reports.charts import build_chart
from surveys.reports.live_figures import format_live_value, list_changed_counts
from surveys.reports.one_pagers import render_poster_pdf, render_summary_pdf
from surveys.reports.partners import list_partner_groups
from surveys.reports.pdf import render_report_pdf
from surveys.reports.render import (
    ReportRenderer,
    build_table_rows,
    list_cover_figures,
)
from surveys.reports.snapshot_builder import PUBLISHED, SURVEY
from surveys.reports.snapshot_reader import (
    SnapshotItem,
    SnapshotReader,
    format_figure_value,
)
from surveys.reports.translations import get_translation, localize_url
from surveys.views.base import parse_key
from surveys.views.public.report_access import ReportReading, is_writer

MAX_ROWS = 500
# Whole reports as files, by the names of their routes.
FILE_ROUTES = ("pdf", "summary", "poster", "docx", "csv")


def get_indexing_headers(report: Report) -> dict[str, str]:
    """Return headers that keep demonstrations and drafts out of search engines."""
    is_kept_out = report.is_demonstration or not report.is_published()
    return NOINDEX if is_kept_out else {}


class ReportListView(PublicMixin, TemplateView):
    template_name = "reports/list.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        """Return the reports, invented ones apart from the others."""
        rows: QuerySet[Report] = Report.objects.published().latest_first()
        return super().get_context_data(**kwargs) | {
            "section": "etats-des-lieux",
            "reports": [row for row in rows if not row.is_demonstration],
            "demonstrations": [row for row in rows if row.is_demonstration],
        }


def show_report(request: HttpRequest, reading: ReportReading) -> HttpResponseBase:
    """Show a report: table of contents, sections, what changed since."""
    report, frozen = reading.report, reading.frozen
    context = build_report_context(reading) | {
        "section": "etats-des-lieux",
        "may_write": is_writer(request),
        "trail": build_report_breadcrumbs(reading),
        **build_live_map_context(report, frozen),
    }
    headers = get_indexing_headers(report)
    return TemplateResponse(request, "reports/report.html", context, headers=headers)


def show_draft(request: HttpRequest, reading: ReportReading) -> HttpResponseBase:
    """Show a draft as its page will be, to those who have its link."""
    context = build_report_context(reading) | {"link": reading.link}
    return render(request, "reports/review.html", context)


def build_report_context(reading: ReportReading) -> Context:
    report, frozen = reading.report, reading.frozen
    sections = ReportRenderer(report, frozen, token=reading.token).render_sections()
    return {
        "report": report,
        "token": reading.token,
        "sections": sections,
        "cover_figures": list_cover_figures(sections),
        "day": frozen.day,
        "moved": list_changed_counts(report, frozen),
        "partners": list_partner_groups(report),
        "files": {name: reading.addresses.build(name) for name in FILE_ROUTES},
    }


def build_report_breadcrumbs(reading: ReportReading) -> list[dict[str, str]]:
    """Return the breadcrumbs above a report: the list, which has no drafts."""
    if reading.token:
        return []
    return [{"label": _("États des lieux"), "url": reverse("reports:list")}]


def build_figure_breadcrumbs(
    reading: ReportReading, code: str, title: str
) -> list[dict[str, str]]:
    """Return the breadcrumbs above a figure: the report, and the table of a row."""
    report = {"label": reading.report.title, "url": reading.addresses.build()}
    links = [*build_report_breadcrumbs(reading), report]
    if code:
        url = reading.addresses.build("figure", code)
        links.append({"label": title, "url": url})
    return links


def build_live_map_context(report: Report, frozen: SnapshotReader) -> Context:
    """Return the context of the interactive map, with links of the snapshot."""
    if not frozen.list_links():
        return {}
    context = get_map_context(ActionFilterSet(QueryDict()))
    links_url = reverse("reports:map_links", args=[report.slug])
    return context | {"map": context["map"] | {"links_url": links_url}}


def show_figure(
    request: HttpRequest, reading: ReportReading, code: str
) -> HttpResponseBase:
    """Show a figure or a table: its query, its rows in the snapshot, its value today.

    Search engines index the report itself.
    """
    one = get_named_item(reading.frozen, code)
    row = get_table_row(one, request.GET.get("ligne", ""))
    context = {
        "section": "etats-des-lieux",
        "report": reading.report,
        "day": reading.frozen.day,
        **build_figure_context(reading, one, row),
        **build_trail_context(reading, one, row),
    }
    return TemplateResponse(request, "reports/figure.html", context, headers=NOINDEX)


def build_figure_context(
    reading: ReportReading, one: SnapshotItem, row: SnapshotItem | None
) -> Context:
    """Return what is counted, and the rows that make it."""
    frozen, counted = reading.frozen, row or one
    is_table = "rows" in counted
    rows = [] if is_table else frozen.list_rows(counted)
    columns = frozen.list_columns(counted) if rows else []
    selection = reading.report.selection
    now = counted | {"source": one["source"]}
    return {
        "value": "" if is_table else format_figure_value(one | counted),
        "meaning": get_translation(one["meaning"]),
        "query": frozen.describe_query(counted),
        "address": localize_url(counted.get("address") or ""),
        "today": "" if is_table else format_live_value(now, selection),
        "table": build_table_rows(one) if is_table else [],
        "chart": build_chart(one) if is_table else None,
        "has_rows": bool(one.get("query")),
        "columns": [label for _code, label in columns],
        "rows": format_table_rows(frozen, rows[:MAX_ROWS], columns),
        "left_out": max(0, len(rows) - MAX_ROWS),
        "is_published_figure": one["source"] == PUBLISHED,
        "is_of_survey": one["source"] == SURVEY,
    }


def build_trail_context(
    reading: ReportReading, one: SnapshotItem, row: SnapshotItem | None
) -> Context:
    """Return the titles of a figure or of a row of a table, and where they lead."""
    title, code = get_translation(one["title"]), one["code"]
    line = get_translation(row["label"]) if row else ""
    return {
        "title": title,
        "line": line,
        "current": line or title,
        "trail": build_figure_breadcrumbs(reading, code if row else "", title),
        "files": {
            name: reading.addresses.build(name, code)
            for name in ("figure_csv", "figure_svg", "figure_png")
        },
    }


def get_named_item(frozen: SnapshotReader, code: str) -> SnapshotItem:
    """Return the figure or table of a name, or raise ``Http404``."""
    one = frozen.get("chiffre", code) or frozen.get("tableau", code)
    if one is None:
        raise Http404
    return {"unit": "", **one}


def get_table_row(one: SnapshotItem, number: str) -> SnapshotItem | None:
    """Return a row of a table by its number, counted from 1, or raise ``Http404``."""
    if not number:
        return None
    rows = one.get("rows", [])
    place = parse_key(number)
    if not 0 < place <= len(rows):
        raise Http404
    return {"unit": one["unit"], **rows[place - 1]}


def format_table_rows(
    frozen: SnapshotReader, rows: list[RowData], columns: list[tuple[str, str]]
) -> list[tuple[str, list[str]]]:
    """Return the URL of each entry, and its cells as text."""
    return [
        (
            localize_url(row["url"]),
            [frozen.format_cell(row, code) for code, _label in columns],
        )
        for row in rows
    ]


def send_report_pdf(request: HttpRequest, reading: ReportReading) -> HttpResponse:
    return send_pdf(reading, render_report_pdf)


def send_summary(request: HttpRequest, reading: ReportReading) -> HttpResponse:
    return send_pdf(reading, render_summary_pdf, "resume")


def send_poster(request: HttpRequest, reading: ReportReading) -> HttpResponse:
    return send_pdf(reading, render_poster_pdf, "affiche")


def send_pdf(
    reading: ReportReading, render: Callable[..., bytes], part: str = ""
) -> HttpResponse:
    """Send a printed form of a report; ``part`` is in the name of its file."""
    report = reading.report
    name = "-".join(filter(None, [report.slug, part]))
    headers = {
        "Content-Disposition": f'inline; filename="{name}.pdf"',
        **get_indexing_headers(report),
    }
    content = render(report, reading.frozen, token=reading.token)
    return HttpResponse(content, "application/pdf", headers=headers)


def send_all_figures(request: HttpRequest, reading: ReportReading) -> HttpResponseBase:
    """Send all figures of the report as CSV."""
    lines = csv.iter_all_rows(reading.frozen)
    return send_csv(request, lines, csv.get_csv_name(reading.report))


def send_figure_csv(
    request: HttpRequest, reading: ReportReading, code: str
) -> HttpResponseBase:
    """Send the rows behind a figure, or the rows of a table, as CSV."""
    one = get_named_item(reading.frozen, code)
    lines = (
        csv.iter_own_rows(one)
        if "rows" in one
        else csv.iter_counted_rows(reading.frozen, one)
    )
    return send_csv(request, lines, csv.get_csv_name(reading.report, code))


def send_csv(
    request: HttpRequest, lines: Iterator[list[Any]], name: str
) -> HttpResponseBase:
    pieces = stream_csv(header=next(lines), rows=lines)
    if request.method == "HEAD":
        pieces = iter(())
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        **NOINDEX,
    }
    return StreamingHttpResponse(pieces, headers=headers)


def send_image(
    request: HttpRequest, reading: ReportReading, code: str
) -> HttpResponseBase:
    image = get_object_or_404(reading.report.images, code=code)
    return send_file(request, str(image.file.name), name=image.code, download=False)


def send_logo(
    request: HttpRequest, reading: ReportReading, pk: int
) -> HttpResponseBase:
    """Send the logo of a partner."""
    row = get_object_or_404(reading.report.partners.exclude(logo=""), pk=pk)
    return send_file(request, str(row.logo.name), name=f"logo-{row.pk}", download=False)


def send_map_links(request: HttpRequest, reading: ReportReading) -> HttpResponse:
    """Send the links of the snapshot as JSON, for the interactive map."""
    if not reading.frozen.list_links():
        raise Http404(_("Ce relevé n’a pas de carte."))
    return JsonResponse(maps.build_live_map_data(reading.frozen), headers=NOINDEX)
