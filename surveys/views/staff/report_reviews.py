"""Staff page of the links by which élus read a draft."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from cooperation.web.site import build_full_url
from surveys.models import Report, ReviewLink
from surveys.reports.addresses import ReportAddresses
from surveys.reports.reviews import ReviewLinkForm, check_reviewable, withdraw_link
from surveys.views.base import parse_key
from surveys.views.staff.report_editing import ReportWriterView


class ReviewLinksView(ReportWriterView):
    """The links of a report: make one, withdraw one."""

    @cached_property
    def report(self) -> Report:
        rows = Report.objects.with_snapshot()
        return get_object_or_404(rows, slug=self.kwargs["slug"])

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        email = cast(User, request.user).email
        return self.render_page(ReviewLinkForm(initial={"reply_to": email}))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        if request.POST.get("geste") == "retirer":
            return self.withdraw()
        form = ReviewLinkForm(request.POST)
        try:
            check_reviewable(self.report)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        if not form.is_valid():
            return self.render_page(form, status=400)
        _link, token = ReviewLink.objects.create_with_token(
            self.report, **form.cleaned_data, by=cast(User, request.user)
        )
        made = build_full_url(ReportAddresses(self.report, token).build())
        email = form.cleaned_data["reply_to"]
        return self.render_page(ReviewLinkForm(initial={"reply_to": email}), made)

    def withdraw(self) -> HttpResponse:
        if withdraw_link(self.report, parse_key(self.request.POST.get("lien"))):
            messages.success(self.request, _("Lien retiré : il n’ouvre plus rien."))
        return redirect(self.request.path)

    def render_page(
        self, form: ReviewLinkForm, made: str = "", status: int = 200
    ) -> HttpResponse:
        links = self.report.review_links.select_related("created_by")
        context = {"report": self.report, "form": form, "links": links, "made": made}
        answer = render(self.request, "reports/reviews.html", context, status=status)
        answer.headers["Cache-Control"] = "no-store, private"
        return answer
