"""Public pages of reports and their figures, in each format.

Staff who read or write reports see drafts at the same addresses, with a banner; others
get 404. Of answers, only the counts of the public tables in the snapshot are shown.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
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
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from cooperation.exports.csv import stream_csv
from cooperation.search.filters import ActionFilterSet
from cooperation.stats.queries import RowData
from cooperation.views.api.media import send_file
from cooperation.views.base import PublicMixin, public_view
from cooperation.views.public.maps import get_map_context
from cooperation.web.context import Context
from cooperation.web.etags import is_anonymous
from cooperation.web.site import NOINDEX
from surveys.models import Report, ReportImage, ReportPartner
from surveys.models.reports import ReportQuerySet
from surveys.permissions import may_read_report_drafts, may_write_report
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
    get_report_snapshot,
)
from surveys.reports.translations import get_translation, localize_url
from surveys.views.base import parse_key

MAX_ROWS = 500


def list_visible_reports(request: HttpRequest) -> ReportQuerySet:
    """Return the reports that a visitor may read, with their snapshots."""
    rows = Report.objects.with_snapshot().filter(snapshot__isnull=False)
    return rows if is_reader(request) else rows.published()


def is_reader(request: HttpRequest) -> bool:
    """Return whether a visitor may read drafts, without starting a session."""
    return not is_anonymous(request) and may_read_report_drafts(request)


def is_writer(request: HttpRequest) -> bool:
    """Return whether a visitor may write reports, without starting a session."""
    return not is_anonymous(request) and may_write_report(request)


def get_visible_report(request: HttpRequest, slug: str) -> Report:
    """Return the report of an address, or raise ``Http404``."""
    report: Report = get_object_or_404(list_visible_reports(request), slug=slug)
    return report


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


class ReportDetailView(PublicMixin, TemplateView):
    """A report: table of contents, sections, what changed since."""

    template_name = "reports/report.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        report = get_visible_report(self.request, self.kwargs["slug"])
        frozen = get_report_snapshot(report)
        sections = ReportRenderer(report, frozen).render_sections()
        return super().get_context_data(**kwargs) | {
            "section": "etats-des-lieux",
            "report": report,
            "sections": sections,
            "cover_figures": list_cover_figures(sections),
            "day": frozen.day,
            "moved": list_changed_counts(report, frozen),
            "may_write": is_writer(self.request),
            "partners": list_partner_groups(report),
            "trail": build_report_breadcrumbs(),
            **build_live_map_context(report, frozen),
        }

    def render_to_response(
        self, context: Context, **response_kwargs: Any
    ) -> HttpResponse:
        headers = get_indexing_headers(context["report"])
        return super().render_to_response(context, headers=headers, **response_kwargs)


def build_report_breadcrumbs(
    report: Report | None = None, code: str = "", title: str = ""
) -> list[dict[str, str]]:
    """Return the breadcrumbs: the list, a report, one of its tables."""
    links = [{"label": _("États des lieux"), "url": reverse("reports:list")}]
    if report:
        links.append({"label": report.title, "url": report.get_absolute_url()})
    if report and code:
        url = reverse("reports:figure", args=[report.slug, code])
        links.append({"label": title, "url": url})
    return links


def build_live_map_context(report: Report, frozen: SnapshotReader) -> Context:
    """Return the context of the interactive map, with links of the snapshot."""
    if not frozen.list_links():
        return {}
    context = get_map_context(ActionFilterSet(QueryDict()))
    links_url = reverse("reports:map_links", args=[report.slug])
    return context | {"map": context["map"] | {"links_url": links_url}}


class ReportFigureView(PublicMixin, TemplateView):
    """A figure or a table: its query, its rows in the snapshot, its value today."""

    template_name = "reports/figure.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        report = get_visible_report(self.request, self.kwargs["slug"])
        frozen = get_report_snapshot(report)
        code = self.kwargs["code"]
        one = get_named_item(frozen, code)
        row = get_table_row(one, self.request.GET.get("ligne", ""))
        counted = row or one
        rows = frozen.list_rows(counted) if "rows" not in counted else []
        columns = frozen.list_columns(counted) if rows else []
        return super().get_context_data(**kwargs) | {
            "section": "etats-des-lieux",
            "report": report,
            "code": code,
            "title": get_translation(one["title"]),
            "line": get_translation(row["label"]) if row else "",
            "value": "" if "rows" in counted else format_figure_value(one | counted),
            "meaning": get_translation(one["meaning"]),
            "trail": build_report_breadcrumbs(
                report, code if row else "", get_translation(one["title"])
            ),
            "current": get_translation(row["label"])
            if row
            else get_translation(one["title"]),
            "query": frozen.describe_query(counted),
            "address": localize_url(counted.get("address") or ""),
            "day": frozen.day,
            "today": format_live_value(
                counted | {"source": one["source"]}, report.selection
            )
            if "rows" not in counted
            else "",
            "table": build_table_rows(one) if "rows" in one and not row else [],
            "chart": build_chart(one) if "rows" in one and not row else None,
            "has_rows": bool(one.get("query")),
            "columns": [label for _code, label in columns],
            "rows": format_table_rows(frozen, rows[:MAX_ROWS], columns),
            "left_out": max(0, len(rows) - MAX_ROWS),
            "is_published_figure": one["source"] == PUBLISHED,
            "is_of_survey": one["source"] == SURVEY,
        }

    def render_to_response(
        self, context: Context, **response_kwargs: Any
    ) -> HttpResponse:
        """Add ``noindex``: search engines index the report itself."""
        return super().render_to_response(context, headers=NOINDEX, **response_kwargs)


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


@public_view
def report_pdf_view(request: HttpRequest, slug: str) -> HttpResponse:
    return send_pdf(request, slug, render_report_pdf)


@public_view
def report_summary_view(request: HttpRequest, slug: str) -> HttpResponse:
    return send_pdf(request, slug, render_summary_pdf, "resume")


@public_view
def report_poster_view(request: HttpRequest, slug: str) -> HttpResponse:
    return send_pdf(request, slug, render_poster_pdf, "affiche")


def send_pdf(
    request: HttpRequest,
    slug: str,
    render: Callable[[Report, SnapshotReader], bytes],
    part: str = "",
) -> HttpResponse:
    """Send a printed form of a report; ``part`` is in the name of its file."""
    report = get_visible_report(request, slug)
    name = "-".join(filter(None, [report.slug, part]))
    headers = {
        "Content-Disposition": f'inline; filename="{name}.pdf"',
        **get_indexing_headers(report),
    }
    content = render(report, get_report_snapshot(report))
    return HttpResponse(content, "application/pdf", headers=headers)


@public_view
def all_figures_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send all figures of the report as CSV."""
    report = get_visible_report(request, slug)
    lines = csv.iter_all_rows(get_report_snapshot(report))
    return send_csv(request, report, lines, csv.get_csv_name(report))


@public_view
def figure_csv(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """Send the rows behind a figure, or the rows of a table, as CSV."""
    report = get_visible_report(request, slug)
    frozen = get_report_snapshot(report)
    one = get_named_item(frozen, code)
    lines = (
        csv.iter_own_rows(one) if "rows" in one else csv.iter_counted_rows(frozen, one)
    )
    return send_csv(request, report, lines, csv.get_csv_name(report, code))


def send_csv(
    request: HttpRequest, report: Report, lines: Iterator[list[Any]], name: str
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


@login_not_required
@require_safe
def report_image_view(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """Send a picture of a report to those who may read the report."""
    rows = ReportImage.objects.filter(report__in=list_visible_reports(request))
    image = get_object_or_404(rows, report__slug=slug, code=code)
    return send_file(request, str(image.file.name), name=image.code, download=False)


@login_not_required
@require_safe
def report_logo_view(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Send the logo of a partner of a report to those who may read the report."""
    rows = ReportPartner.objects.filter(report__in=list_visible_reports(request))
    row = get_object_or_404(rows.exclude(logo=""), report__slug=slug, pk=pk)
    return send_file(request, str(row.logo.name), name=f"logo-{row.pk}", download=False)


@public_view
def report_map_links(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the links of the snapshot as JSON, for the interactive map."""
    report = get_visible_report(request, slug)
    frozen = get_report_snapshot(report)
    if not frozen.list_links():
        raise Http404(_("Ce relevé n’a pas de carte."))
    return JsonResponse(maps.build_live_map_data(frozen), headers=NOINDEX)
