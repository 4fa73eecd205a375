"""A draft as élus read it, by a link: no account, no cookie, never kept or indexed."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic.base import View

from cooperation.views.api.media import send_file
from cooperation.web.site import NOINDEX
from cooperation.web.throttle import check_client
from surveys.models import Report, ReviewLink
from surveys.reports.pdf import render_report_pdf
from surveys.reports.render import ReportRenderer, list_cover_figures
from surveys.reports.reviews import open_review
from surveys.reports.snapshot_reader import get_report_snapshot

PRIVATE_HEADERS = {
    **NOINDEX,
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
}


class DraftReviewView(View):
    """A page of a draft; once it is published, the public has it."""

    http_method_names = ("get", "head", "options")
    link: ReviewLink
    token: str

    def dispatch(
        self, request: HttpRequest, token: str, **where: str
    ) -> HttpResponseBase:
        """Serve the page of a usable link, or say that it ended."""
        found = open_review(token)
        if found is None:
            check_client("unknown_links", request)
            answer: HttpResponseBase = render(
                request, "reports/review_ended.html", status=410
            )
        else:
            self.link, self.token = found, token
            answer = super().dispatch(request, **where)
        for name, value in PRIVATE_HEADERS.items():
            answer.headers[name] = value
        return answer

    @property
    def report(self) -> Report:
        return self.link.report

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the draft as its page will be, without what it leads to."""
        if self.report.is_published():
            return redirect(self.report)
        frozen = get_report_snapshot(self.report)
        renderer = ReportRenderer(self.report, frozen, token=self.token)
        sections = renderer.render_sections()
        context = {
            "report": self.report,
            "link": self.link,
            "token": self.token,
            "sections": sections,
            "cover_figures": list_cover_figures(sections),
            "day": frozen.day,
        }
        return render(request, "reports/review.html", context)


class DraftReviewPdfView(DraftReviewView):
    def get(self, request: HttpRequest) -> HttpResponse:
        """Send the draft as PDF, which says that it is a draft."""
        content = render_report_pdf(self.report, get_report_snapshot(self.report))
        name = f'inline; filename="{self.report.slug}.pdf"'
        headers = {"Content-Disposition": name}
        return HttpResponse(content, "application/pdf", headers=headers)


class DraftReviewImageView(DraftReviewView):
    def get(  # type: ignore[override]
        self, request: HttpRequest, code: str
    ) -> HttpResponseBase:
        image = get_object_or_404(self.report.images, code=code)
        return send_file(request, str(image.file.name), name=image.code, download=False)
