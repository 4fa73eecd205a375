"""Public pages of reports and their figures, in each format.

Staff who write reports see drafts at the same addresses, with a banner; others get
404. Of answers, only the counts of the public tables in the snapshot are shown.
"""

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
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cooperation.filters import ActionFilter
from cooperation.freshness import is_anonymous
from cooperation.views.maps import map_context
from cooperation.views.public import PublicMixin, public
from surveys.models import Report
from surveys.models.reports import ReportQuerySet
from surveys.permissions import may_write_report
from surveys.reporting import maps, tabulating
from surveys.reporting.frozen import Frozen, value_of
from surveys.reporting.papers import report_pdf
from surveys.reporting.showing import Showing, rows_of
from surveys.reporting.today import moved_on, value_today
from surveys.reporting.words import local, said

MOST_ROWS = 500
NOINDEX = {"X-Robots-Tag": "noindex"}


def visible(request: HttpRequest) -> ReportQuerySet:
    """Return the reports that a visitor may read, with their snapshots."""
    rows = Report.objects.with_snapshot().filter(snapshot__isnull=False)
    return rows if is_writer(request) else rows.published()


def is_writer(request: HttpRequest) -> bool:
    """Return whether a visitor may write reports, without starting a session."""
    return not is_anonymous(request) and may_write_report(request)


def found(request: HttpRequest, slug: str) -> Report:
    """Return the report of an address, or raise ``Http404``."""
    report: Report = get_object_or_404(visible(request), slug=slug)
    return report


def frozen_of(report: Report) -> Frozen:
    return Frozen(report.snapshot.data if report.snapshot else {})


def headers_of(report: Report) -> dict[str, str]:
    """Return headers that keep demonstrations and drafts out of search engines."""
    is_kept_out = report.is_demonstration or not report.is_published()
    return NOINDEX if is_kept_out else {}


class ReportListView(PublicMixin, TemplateView):
    template_name = "reports/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows: QuerySet[Report] = Report.objects.published().latest_first()
        return super().get_context_data(**kwargs) | {
            "section": "etats-des-lieux",
            "reports": list(rows),
        }


class ReportView(PublicMixin, TemplateView):
    """A report: table of contents, sections, what changed since."""

    template_name = "reports/report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = found(self.request, self.kwargs["slug"])
        frozen = frozen_of(report)
        return super().get_context_data(**kwargs) | {
            "section": "etats-des-lieux",
            "report": report,
            "sections": sections_of(report, frozen),
            "day": frozen.day,
            "moved": [] if report.is_demonstration else moved_on(report, frozen),
            "may_write": is_writer(self.request),
            "trail": trail(),
            **living(report, frozen),
        }

    def render_to_response(
        self, context: dict[str, Any], **response_kwargs: Any
    ) -> HttpResponse:
        headers = headers_of(context["report"])
        return super().render_to_response(context, headers=headers, **response_kwargs)


def trail(
    report: Report | None = None, code: str = "", title: str = ""
) -> list[dict[str, Any]]:
    """Return the breadcrumbs: the list, a report, one of its tables."""
    links = [{"label": _("États des lieux"), "url": reverse("reports:list")}]
    if report:
        links.append({"label": report.title, "url": report.get_absolute_url()})
    if report and code:
        url = reverse("reports:figure", args=[report.slug, code])
        links.append({"label": title, "url": url})
    return links


def sections_of(report: Report, frozen: Frozen) -> list[dict[str, Any]]:
    showing = Showing(report, frozen)
    return [
        {
            "title": section.title,
            "anchor": section.anchor(),
            "blocks": showing.blocks(section.prose),
            "kind": section.kind,
        }
        for section in report.sections.filter(is_hidden=False)
    ]


def living(report: Report, frozen: Frozen) -> dict[str, Any]:
    """Return the context of the interactive map, with links of the snapshot."""
    if not frozen.links():
        return {}
    context = map_context(ActionFilter(QueryDict()))
    links_url = reverse("reports:map_links", args=[report.slug])
    return context | {"map": context["map"] | {"links_url": links_url}}


class FigureView(PublicMixin, TemplateView):
    """A figure or a table: its query, its rows in the snapshot, its value today."""

    template_name = "reports/figure.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = found(self.request, self.kwargs["slug"])
        frozen = frozen_of(report)
        code = self.kwargs["code"]
        one = named(frozen, code)
        row = row_of(one, self.request.GET.get("ligne", ""))
        counted = row or one
        rows = frozen.rows_of(counted) if "rows" not in counted else []
        columns = frozen.columns_of(counted) if rows else []
        return super().get_context_data(**kwargs) | {
            "section": "etats-des-lieux",
            "report": report,
            "code": code,
            "title": said(one["title"]),
            "line": said(row["label"]) if row else "",
            "value": "" if "rows" in counted else value_of(one | counted),
            "meaning": said(one["meaning"]),
            "trail": trail(report, code if row else "", said(one["title"])),
            "current": said(row["label"]) if row else said(one["title"]),
            "query": frozen.asked(counted),
            "address": local(counted.get("address") or ""),
            "day": frozen.day,
            "today": value_today(counted | {"source": one["source"]}, report.selection)
            if "rows" not in counted
            else "",
            "table": rows_of(one) if "rows" in one and not row else [],
            "has_rows": bool(one.get("query")),
            "columns": [label for _code, label in columns],
            "rows": cells_of(frozen, rows[:MOST_ROWS], columns),
            "left_out": max(0, len(rows) - MOST_ROWS),
            "is_published_figure": one["source"] == "publie",
            "is_of_survey": one["source"] == "enquete",
        }

    def render_to_response(
        self, context: dict[str, Any], **response_kwargs: Any
    ) -> HttpResponse:
        """Add ``noindex``: search engines index the report itself."""
        return super().render_to_response(context, headers=NOINDEX, **response_kwargs)


def named(frozen: Frozen, code: str) -> dict[str, Any]:
    """Return the figure or table of a name, or raise ``Http404``."""
    one = frozen.get("chiffre", code) or frozen.get("tableau", code)
    if one is None:
        raise Http404
    return {"unit": "", **one}


def row_of(one: dict[str, Any], number: str) -> dict[str, Any] | None:
    """Return a row of a table by its number, counted from 1, or raise ``Http404``."""
    if not number:
        return None
    rows = one.get("rows", [])
    place = int(number[:9]) if number.isascii() and number.isdecimal() else 0
    if not 0 < place <= len(rows):
        raise Http404
    return {"unit": one["unit"], **rows[place - 1]}


def cells_of(
    frozen: Frozen, rows: list[dict[str, Any]], columns: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Return rows as dicts: ``url`` of the entry, ``cells`` as text."""
    return [
        {
            "url": local(row["url"]),
            "cells": [frozen.cell(row, code) for code, _label in columns],
        }
        for row in rows
    ]


@public
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    report = found(request, slug)
    name = f'inline; filename="{report.slug}.pdf"'
    headers = {"Content-Disposition": name, **headers_of(report)}
    content = report_pdf(report, frozen_of(report))
    return HttpResponse(content, "application/pdf", headers=headers)


@public
def all_figures(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send all figures of the report as CSV."""
    report = found(request, slug)
    lines = tabulating.all_lines(frozen_of(report))
    return as_csv(request, report, lines, tabulating.name_of(report))


@public
def figure_csv(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """Send the rows behind a figure, or the rows of a table, as CSV."""
    report = found(request, slug)
    frozen = frozen_of(report)
    one = named(frozen, code)
    lines = (
        tabulating.lines_of(one)
        if "rows" in one
        else tabulating.rows_behind(frozen, one)
    )
    return as_csv(request, report, lines, tabulating.name_of(report, code))


def as_csv(
    request: HttpRequest, report: Report, lines: Any, name: str
) -> HttpResponseBase:
    pieces = iter(()) if request.method == "HEAD" else tabulating.encoded(lines)
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        **NOINDEX,
    }
    return StreamingHttpResponse(pieces, headers=headers)


@public
def map_links(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the links of the snapshot as JSON, for the interactive map."""
    report = found(request, slug)
    frozen = frozen_of(report)
    if not frozen.links():
        raise Http404(_("Ce relevé n’a pas de carte."))
    return JsonResponse(maps.columns(frozen), headers=NOINDEX)
