"""Admin of the error reports that visitors send, and the answers of staff."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.base import get_page_url
from cooperation.admin.mixins.date_filters import DateSpanFilter
from cooperation.admin.mixins.lists import ListAdmin, StaffChangeList
from cooperation.curation.error_reports import answer_report, find_reported_entries
from cooperation.models import ErrorReport, ReportState
from cooperation.web.context import Context

if TYPE_CHECKING:
    ReportFormBase = forms.ModelForm[ErrorReport]
else:
    ReportFormBase = forms.ModelForm

SHOWN_TEXT = 160


class ErrorReportAnswerForm(ReportFormBase):
    """What staff do with a report: answer who wrote, and say what was done."""

    reply = forms.CharField(
        label=gettext_lazy("Votre réponse"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "Elle part par courriel à l’adresse ci-dessus, avec le message reçu, et "
            "reste gardée ici. « À lire » devient « répondu »."
        ),
    )


class ReportChangeList(StaffChangeList):
    """A list of reports whose entries are found all at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        attach_entries(self.result_list)


def attach_entries(reports: list[Any]) -> None:
    """Set ``found_entry`` of each report; None if it is gone."""
    entries = find_reported_entries(reports)
    for report in reports:
        report.found_entry = entries.get(report.pk)


def get_entry(report: Any) -> Any:
    if not hasattr(report, "found_entry"):
        attach_entries([report])
    return report.found_entry


def get_title(report: ErrorReport) -> str:
    """Return the title of the entry of a report, or its address if it is gone."""
    return str(get_entry(report) or report.page)


@admin.register(ErrorReport)
class ErrorReportAdmin(ListAdmin):
    form = ErrorReportAnswerForm
    list_display = ("title", "said", "links", "state", "has_address", "created_at")
    is_feminine = True
    list_filter = ("state", ("created_at", DateSpanFilter))
    shipped_views = ((gettext_lazy("À lire"), f"state__exact={ReportState.NEW}"),)
    search_fields = ("page", "text")
    readonly_fields = ("title", "links", "text", "email", "created_at", "answer")
    show_full_result_count = False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return ReportChangeList

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Offer an answer where there is an address, to who may change the report."""
        may_answer = obj and obj.email and self.has_change_permission(request, obj)
        return [
            *("title", "links", "text", "created_at", "email", "answer"),
            *(["reply"] if may_answer else []),
            *("state", "note"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: reports come from visitors."""
        return False

    @admin.display(description=gettext_lazy("fiche"), ordering="page")
    def title(self, row: ErrorReport) -> str:
        return get_title(row)

    @admin.display(description=gettext_lazy("ce qui est faux"))
    def said(self, row: ErrorReport) -> str:
        return Truncator(" ".join(row.text.split())).chars(SHOWN_TEXT)

    @admin.display(description=gettext_lazy("ouvrir"))
    def links(self, row: ErrorReport) -> SafeString | str:
        """Return links to the entry, on the site and in the administration."""
        entry = get_entry(row)
        if entry is None:
            return _("retirée depuis")
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            entry.get_absolute_url(),
            _("page publique"),
            get_page_url(type(entry), "change", entry.pk),
            _("la corriger"),
        )

    @admin.display(description=gettext_lazy("a laissé son adresse"), boolean=True)
    def has_address(self, row: ErrorReport) -> bool:
        return bool(row.email)

    def render_change_form(
        self, request: HttpRequest, context: Context, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Name the page after the entry, not after its address."""
        report = kwargs.get("obj")
        named = {"subtitle": get_title(report)} if report else {}
        return super().render_change_form(request, context | named, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: ErrorReport, form: Any, change: bool
    ) -> None:
        """Send the answer, if there is one; else save the state and the note."""
        reply = form.cleaned_data.get("reply", "").strip()
        if not (reply and obj.email):
            super().save_model(request, obj, form, change)
            return
        if answer_report(obj, reply, title=get_title(obj)):
            words = _("Réponse envoyée à %(address)s.")
            messages.success(request, words % {"address": obj.email})
        else:
            messages.warning(request, _("Cette réponse était déjà partie."))
