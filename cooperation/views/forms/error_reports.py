"""The form "Signaler une erreur" about an entry: sets no cookie; kept for staff."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic.base import View

from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    Partner,
)
from cooperation.views.forms.visitor_forms import ErrorReportForm
from cooperation.web import antispam

MAX_PATH_LENGTH = 200
# The rows that each kind of sheet may be about, by name of route.
REPORTABLE_ENTRIES: dict[str, Any] = {
    "action_detail": lambda slug: Action.objects.published().filter(slug=slug),
    "agreement_detail": lambda slug: Agreement.objects.published().filter(slug=slug),
    "collectivity_detail": lambda slug: Collectivity.objects.filter(slug=slug),
    "partner_detail": lambda slug: Partner.objects.published().filter(slug=slug),
    "country_detail": lambda code: Country.objects.filter(iso2=code.upper()),
}


@method_decorator([login_not_required, csrf_exempt, never_cache], name="dispatch")
class ErrorReportView(View):
    """Store an error report about the entry at the path ``fiche``."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, ErrorReportForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store the report, or show the form again with what was typed."""
        form = ErrorReportForm(request.POST)
        problem = antispam.find_form_problem(request) if form.is_valid() else ""
        if not form.is_valid() or problem:
            return self.page(request, form, problem, status=400)
        form.instance.page = self.get_entry(request).get_absolute_url()
        form.save()
        return self.page(request, None)

    def get_entry(self, request: HttpRequest) -> Any:
        """Return the public entry at the path ``fiche``, or raise ``Http404``."""
        path = request.GET.get("fiche", "")[:MAX_PATH_LENGTH]
        try:
            match = resolve(path)
        except Resolver404 as error:
            raise Http404 from error
        rows = REPORTABLE_ENTRIES.get(match.url_name or "")
        found = rows(*match.kwargs.values()).first() if rows else None
        if found is None:
            raise Http404
        return found

    def page(
        self,
        request: HttpRequest,
        form: ErrorReportForm | None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "sheet": self.get_entry(request),
            "form": form,
            "problem": problem,
            "token": antispam.make_form_token(),
        }
        return render(request, "cooperation/report.html", context, status=status)
