"""The list of imports, which is also their log, and the URLs of their pages."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from cooperation.admin.base import MAY_IMPORT, AdminView, build_path
from cooperation.admin.imports import progress, upload, views
from cooperation.admin.imports.cards import OUTCOME_MARKS
from cooperation.admin.mixins.lists import ListAdmin
from cooperation.enums import LineOutcome
from cooperation.models import ImportBatch
from cooperation.web.context import Context

PAGES: list[tuple[str, AdminView, str]] = [
    ("deposer/", upload.upload_view, "send"),
    ("livrees/", upload.shipped_records_view, "shipped"),
    ("modele-actions.xlsx", upload.template_view, "template"),
    ("<int:pk>/", views.batch_view, "batch"),
    ("<int:pk>/colonnes/", upload.columns_view, "columns"),
    ("<int:pk>/lignes/<int:line>/", views.line_view, "line"),
    ("<int:pk>/remarques.csv", views.remarks_view, "remarks"),
    ("<int:pk>/publication/", views.choose_publication_view, "choose_publication"),
    ("<int:pk>/publier/", views.publish_view, "publish"),
    ("<int:pk>/ecarter/", views.leave_refused_view, "leave_refused"),
    ("<int:pk>/appliquer/", views.apply_view, "apply"),
    ("<int:pk>/avancement/", progress.progress_view, "progress"),
    ("<int:pk>/arreter/", progress.stop_view, "stop"),
    ("<int:pk>/annuler/", views.undo_view, "undo"),
    ("<int:pk>/abandonner/", views.discard_view, "discard"),
]


@admin.register(ImportBatch)
class ImportBatchAdmin(ListAdmin):
    """One's own pending imports, and all those that were applied."""

    change_list_template = "cooperation/admin/imports.html"
    list_display = ("name", "state", "outcome_counts", "received_at", "received_by")
    list_display_links = ("name",)
    list_filter = ("state",)
    list_select_related = ("received_by",)
    search_fields = ("name",)
    autocomplete_fields = ("received_by", "applied_by", "undone_by")
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_urls(self) -> list[Any]:
        allowed = permission_required(MAY_IMPORT, raise_exception=True)
        return [
            *(
                build_path(self, route, allowed(view), page)
                for route, view, page in PAGES
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: Context | None = None
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
        extra_context: Context | None = None,
    ) -> HttpResponse:
        """Redirect to the page of the import, which is not a form."""
        if not object_id.isdecimal():
            raise Http404
        return redirect(views.get_page_url("batch", object_id))

    @admin.display(description=_("lignes"))
    def outcome_counts(self, batch: ImportBatch) -> SafeString:
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
