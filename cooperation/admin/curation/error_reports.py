"""Admin of the error reports that visitors send."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cooperation.admin.base import ModelAdmin
from cooperation.models import ErrorReport


@admin.register(ErrorReport)
class ErrorReportAdmin(ModelAdmin):
    list_display = ("page", "text", "state", "created_at")
    list_filter = ("state",)
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
