"""Who may read a report: everybody, staff while it is a draft, who has its link.

The same views answer at public addresses and behind the token of a review link.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Concatenate

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import ResolverMatch
from django.views.decorators.http import require_safe

from cooperation.web.etags import is_anonymous
from cooperation.web.site import NOINDEX
from cooperation.web.throttle import check_client, check_public_request
from surveys.models import Report, ReviewLink
from surveys.models.reports import ReportQuerySet
from surveys.permissions import may_read_report_drafts, may_write_report
from surveys.reports.addresses import ReportAddresses
from surveys.reports.reviews import check_reviewable, open_review
from surveys.reports.snapshot_reader import SnapshotReader, get_report_snapshot

PRIVATE_HEADERS = {
    **NOINDEX,
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
}
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class ReportReading:
    """A report that is read, with the link that opened it, if it was one."""

    report: Report
    link: ReviewLink | None = None
    token: str = ""

    @cached_property
    def frozen(self) -> SnapshotReader:
        return get_report_snapshot(self.report)

    @cached_property
    def addresses(self) -> ReportAddresses:
        return ReportAddresses(self.report, self.token)


ReportView = Callable[Concatenate[HttpRequest, ReportReading, ...], HttpResponseBase]


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


def open_as_file(view: View) -> View:
    """Open a view that sends a stored file, which has a validator of its own."""
    return login_not_required(require_safe(view))


def open_to_public(view: ReportView, opening: Callable[[View], View]) -> View:
    """Serve a view for the report of an address, or answer 404."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str, **where: Any) -> HttpResponseBase:
        report = get_object_or_404(list_visible_reports(request), slug=slug)
        return view(request, ReportReading(report), **where)

    return opening(answer)


def open_by_link(view: ReportView) -> View:
    """Serve a view for the draft of a link: no account, no cookie, never kept."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, **where: Any) -> HttpResponseBase:
        response = answer_link(view, request, token, **where)
        for name, value in PRIVATE_HEADERS.items():
            response.headers[name] = value
        return response

    return login_not_required(require_safe(answer))


def answer_link(
    view: ReportView, request: HttpRequest, token: str, **where: Any
) -> HttpResponseBase:
    """Return a draft, its public address once published, or why it does not open.

    Answers of a survey are held back as they would be from everybody.
    """
    link = open_review(token)
    if link is None:
        check_client("unknown_links", request)
        return refuse(request, 410)
    report = link.report
    if report.is_published():
        return redirect(find_public_address(request, report, where))
    try:
        check_reviewable(report)
    except ValidationError:
        return refuse(request, 403, is_held_back=True)
    check_public_request(request)
    return view(request, ReportReading(report, link, token), **where)


def refuse(
    request: HttpRequest, status: int, *, is_held_back: bool = False
) -> HttpResponse:
    context = {"is_held_back": is_held_back}
    return render(request, "reports/review_ended.html", context, status=status)


def find_public_address(
    request: HttpRequest, report: Report, where: dict[str, Any]
) -> str:
    """Return where everybody reads what an address behind a link showed."""
    match = request.resolver_match
    name = match.url_name if isinstance(match, ResolverMatch) else ""
    route = (name or "").removeprefix("review_")
    return ReportAddresses(report).build(route, *where.values())
