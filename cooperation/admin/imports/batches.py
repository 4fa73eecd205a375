"""The list of imports, which is also their log, and the URLs of their pages."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from cooperation.admin.imports.import_apply import ImportApplyPages
from cooperation.admin.imports.import_upload import ImportUploadPages
from cooperation.admin.imports.preview import ImportPreviewPages
from cooperation.admin.imports.rows import OUTCOME_MARKS
from cooperation.admin.mixins.exports import MAY_IMPORT
from cooperation.enums import LineOutcome
from cooperation.models import ImportBatch


@admin.register(ImportBatch)
class ImportBatchAdmin(ImportUploadPages, ImportPreviewPages, ImportApplyPages):
    """One's own pending imports, and all those that were applied."""

    change_list_template = "cooperation/admin/imports.html"
    list_display = ("name", "state", "said_counts", "received_at", "received_by")
    list_display_links = ("name",)
    list_filter = ("state",)
    list_select_related = ("received_by",)
    search_fields = ("name",)
    autocomplete_fields = ("received_by", "applied_by", "undone_by")
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_urls(self) -> list[Any]:
        pages: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
            ("deposer/", self.send_view, "send"),
            ("modele-actions.xlsx", self.template_view, "template"),
            ("<int:pk>/", self.batch_view, "batch"),
            ("<int:pk>/colonnes/", self.columns_view, "columns"),
            ("<int:pk>/lignes/<int:line>/", self.line_view, "line"),
            ("<int:pk>/remarques.csv", self.remarks_view, "remarks"),
            ("<int:pk>/ecarter/", self.leave_refused_view, "leave_refused"),
            ("<int:pk>/appliquer/", self.apply_view, "apply"),
            ("<int:pk>/avancement/", self.progress_view, "progress"),
            ("<int:pk>/annuler/", self.undo_view, "undo"),
            ("<int:pk>/abandonner/", self.discard_view, "discard"),
        ]
        return [
            *(
                path(
                    route,
                    self.admin_site.admin_view(view),
                    name=f"cooperation_importbatch_{name}",
                )
                for route, view, name in pages
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": _("Imports"), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        return ImportBatch.objects.visible_to(request.user)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Redirect to the page of the import, which is not a form."""
        if not object_id.isdecimal():
            raise Http404
        return redirect(self.get_page_url("batch", object_id))

    @admin.display(description=_("lignes"))
    def said_counts(self, batch: ImportBatch) -> SafeString:
        counted = [
            (OUTCOME_MARKS[outcome], batch.count_lines(outcome), outcome.label)
            for outcome in LineOutcome
            if batch.count_lines(outcome)
        ]
        return format_html_join(mark_safe("<br>"), "{} {} {}", counted)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(
        self, request: HttpRequest, obj: ImportBatch | None = None
    ) -> bool:
        """Return whether the person has the right to import, whatever their others."""
        return bool(request.user.has_perm(MAY_IMPORT))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a file is uploaded on a page of its own."""
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: ImportBatch | None = None
    ) -> bool:
        """Refuse: lines are corrected on the page of the import."""
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: ImportBatch | None = None
    ) -> bool:
        """Refuse: applied imports are kept, others are discarded or purged."""
        return False
