"""The form "Signaler une erreur" about an entry: sets no cookie; kept for staff."""

from typing import Any
from uuid import uuid4

from django.http import Http404
from django.utils.translation import gettext as _

from cooperation.curation.error_reports import find_public_entry
from cooperation.models import ErrorReport
from cooperation.views.forms.base import VisitorFormView
from cooperation.views.forms.visitor_forms import ErrorReportForm
from cooperation.web import antispam
from cooperation.web.context import Context

MAX_PATH_LENGTH = 200


class ErrorReportView(VisitorFormView):
    """Store an error report about the entry at the path ``fiche``, once per form."""

    template_name = "cooperation/report.html"
    form_class = ErrorReportForm
    is_known = False

    def get_entry(self) -> Any:
        """Return the public entry at the path ``fiche``, or raise ``Http404``."""
        path = self.request.GET.get("fiche", "")[:MAX_PATH_LENGTH]
        found = find_public_entry(path)
        if found is None:
            raise Http404
        return found

    def submit(self, form: ErrorReportForm) -> str:
        """Keep the report; the same form sent again is told to be received already.

        What was written anew on a page that served is not lost: it is shown again.
        """
        said, page = form.cleaned_data, self.entry.get_absolute_url()
        kept, is_new = ErrorReport.objects.get_or_create(
            form_key=antispam.get_form_key(self.request.POST["jeton"]) or uuid4(),
            defaults={"page": page, "text": said["text"], "email": said["email"]},
        )
        self.is_known = not is_new
        if self.is_known and (kept.page, kept.text) != (page, said["text"]):
            return _("Cette page a déjà servi : envoyez de nouveau, ce sera un autre.")
        return ""

    def get_context_data(self, **kwargs: Any) -> Context:
        return super().get_context_data(**kwargs) | {"is_known": self.is_known}
