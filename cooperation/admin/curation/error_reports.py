"""Admin of the error reports that visitors send."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cooperation.models import ErrorReport

if TYPE_CHECKING:
    ReportAdminBase = admin.ModelAdmin[ErrorReport]
else:
    ReportAdminBase = admin.ModelAdmin


@admin.register(ErrorReport)
class ErrorReportAdmin(ReportAdminBase):
    list_display = ("page", "text", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("page", "text")
    fields = ("sheet", "text", "email", "created_at", "state", "note")
    readonly_fields = ("sheet", "text", "email", "created_at")
    show_full_result_count = False

    @admin.display(description=_("fiche"))
    def sheet(self, row: ErrorReport) -> SafeString:
        return format_html('<a href="{}">{}</a>', row.page, row.page)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: reports come from visitors."""
        return False
