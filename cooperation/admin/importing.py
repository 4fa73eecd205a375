"""Imports in the admin: their list, which is also their log, and the routes to them."""

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

from cooperation.admin.concluding import ConcludingPages
from cooperation.admin.exporting import MAY_IMPORT
from cooperation.admin.import_lines import MARKS
from cooperation.admin.previewing import PreviewPages
from cooperation.admin.sending import SendingPages
from cooperation.enums import LineOutcome
from cooperation.models import ImportBatch


@admin.register(ImportBatch)
class ImportBatchAdmin(SendingPages, PreviewPages, ConcludingPages):
    """One's own imports that wait, and all those that were done."""

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
        """Add the pages of an import, from the file to its undoing."""
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
        """Call the list by its name."""
        context = {"title": _("Imports"), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        """Give what the person may look at."""
        return ImportBatch.objects.visible_to(request.user)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Lead to the import's own page: it is not a form."""
        if not object_id.isdecimal():
            raise Http404
        return redirect(self.address("batch", object_id))

    @admin.display(description=_("lignes"))
    def said_counts(self, batch: ImportBatch) -> SafeString:
        """Give how many lines have each outcome."""
        counted = [
            (MARKS[outcome], batch.count_of(outcome), outcome.label)
            for outcome in LineOutcome
            if batch.count_of(outcome)
        ]
        return format_html_join(mark_safe("<br>"), "{} {} {}", counted)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Imports show to those who may import."""
        return self.has_view_permission(request)

    def has_view_permission(
        self, request: HttpRequest, obj: ImportBatch | None = None
    ) -> bool:
        """Importing is a right of its own."""
        return bool(request.user.has_perm(MAY_IMPORT))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A file is sent on a page of its own."""
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: ImportBatch | None = None
    ) -> bool:
        """What is imported is corrected line by line, on the import's page."""
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: ImportBatch | None = None
    ) -> bool:
        """What was done is kept; what was not is discarded or purged."""
        return False
