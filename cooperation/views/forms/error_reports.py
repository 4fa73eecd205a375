"""The form "Signaler une erreur" about an entry: sets no cookie; kept for staff."""

from typing import Any

from django.http import Http404
from django.urls import Resolver404, resolve

from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    Partner,
)
from cooperation.views.forms.base import VisitorFormView
from cooperation.views.forms.visitor_forms import ErrorReportForm

MAX_PATH_LENGTH = 200
# The rows that each kind of entry may be about, by name of route.
REPORTABLE_ENTRIES: dict[str, Any] = {
    "action_detail": lambda slug: Action.objects.published().filter(slug=slug),
    "agreement_detail": lambda slug: Agreement.objects.published().filter(slug=slug),
    "collectivity_detail": lambda slug: Collectivity.objects.filter(slug=slug),
    "partner_detail": lambda slug: Partner.objects.published().filter(slug=slug),
    "country_detail": lambda code: Country.objects.filter(iso2=code.upper()),
}


class ErrorReportView(VisitorFormView):
    """Store an error report about the entry at the path ``fiche``."""

    template_name = "cooperation/report.html"
    form_class = ErrorReportForm

    def get_entry(self) -> Any:
        """Return the public entry at the path ``fiche``, or raise ``Http404``."""
        path = self.request.GET.get("fiche", "")[:MAX_PATH_LENGTH]
        try:
            match = resolve(path)
        except Resolver404 as error:
            raise Http404 from error
        rows = REPORTABLE_ENTRIES.get(match.url_name or "")
        found = rows(*match.kwargs.values()).first() if rows else None
        if found is None:
            raise Http404
        return found

    def submit(self, form: ErrorReportForm) -> str:
        form.instance.page = self.entry.get_absolute_url()
        form.save()
        return ""
