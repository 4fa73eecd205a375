"""Admin of the error reports that visitors send."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cooperation.admin.mixins.date_filters import DateSpanFilter
from cooperation.admin.mixins.lists import ListAdmin
from cooperation.models import ErrorReport, ReportState


@admin.register(ErrorReport)
class ErrorReportAdmin(ListAdmin):
    list_display = ("page", "text", "state", "created_at")
    is_feminine = True
    list_filter = ("state", ("created_at", DateSpanFilter))
    shipped_views = ((_("À lire"), f"state__exact={ReportState.NEW}"),)
    search_fields = ("page", "text")
    fields = ("entry", "text", "email", "created_at", "state", "note")
    readonly_fields = ("entry", "text", "email", "created_at")
    show_full_result_count = False

    @admin.display(description=_("fiche"))
    def entry(self, row: ErrorReport) -> SafeString:
        return format_html('<a href="{}">{}</a>', row.page, row.page)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: reports come from visitors."""
        return False
