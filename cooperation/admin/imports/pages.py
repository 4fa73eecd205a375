"""What the pages of an import share: permission, batch, rendering."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation import imports
from cooperation.admin.mixins.exports import MAY_IMPORT
from cooperation.enums import ImportState
from cooperation.imports import BatchError
from cooperation.models import ImportBatch

if TYPE_CHECKING:
    Base = admin.ModelAdmin[ImportBatch]
else:
    Base = admin.ModelAdmin


class ImportPages(Base):
    def get_page_url(self, page: str, *args: Any) -> str:
        return reverse(f"admin:cooperation_importbatch_{page}", args=args)

    def require_import_permission(self, request: HttpRequest) -> None:
        if not request.user.has_perm(MAY_IMPORT):
            raise PermissionDenied

    def get_own_batch(self, request: HttpRequest, pk: int) -> ImportBatch:
        """Return an import that the person uploaded; raise Http404 for another's."""
        self.require_import_permission(request)
        rows = ImportBatch.objects.sent_by(request.user)
        return imports.refresh_state(get_object_or_404(rows, pk=pk))

    def get_visible_batch(self, request: HttpRequest, pk: int) -> ImportBatch:
        """Return an import that the person uploaded, or one that was applied."""
        self.require_import_permission(request)
        rows = ImportBatch.objects.visible_to(request.user)
        found = get_object_or_404(rows.select_related("received_by"), pk=pk)
        return imports.refresh_state(found)

    def page(
        self,
        request: HttpRequest,
        template: str,
        context: dict[str, Any],
        status: int = 200,
    ) -> HttpResponse:
        trail = [(_("Imports"), self.get_page_url("changelist"))]
        batch = context.get("batch")
        if batch is not None and context.get("title") != batch.name:
            trail.append((batch.name, self.get_page_url("batch", batch.pk)))
        frame = {
            "trail": trail,
            "steps": list_import_steps(batch, context.get("step", "")),
        }
        whole = self.admin_site.each_context(request) | frame | context
        path = f"cooperation/admin/{template}.html"
        return render(request, path, whole, status=status)

    def report_problem(
        self, request: HttpRequest, batch: ImportBatch, problem: BatchError
    ) -> HttpResponse:
        """Show why something was not done; redirect to the page of the import."""
        for words in [str(problem), *problem.details[:20]]:
            messages.error(request, words)
        return redirect(self.get_page_url("batch", batch.pk))


def list_import_steps(batch: ImportBatch | None, current: str) -> list[dict[str, Any]]:
    """Return the four steps of an import; each has a URL once it can be opened."""
    pending = batch is not None and batch.is_pending
    is_read = batch is not None and batch.state != ImportState.RECEIVED
    pk = batch.pk if batch else 0
    columns = reverse("admin:cooperation_importbatch_columns", args=[pk])
    preview = reverse("admin:cooperation_importbatch_batch", args=[pk])
    return [
        {"label": label, "url": url, "current": code == current}
        for code, label, url in (
            ("file", _("Fichier"), ""),
            ("columns", _("Colonnes"), columns if pending else ""),
            ("preview", _("Aperçu et corrections"), preview if is_read else ""),
            ("result", _("Résultat"), ""),
        )
    ]
