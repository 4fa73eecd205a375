"""What the pages of an import have in common: who may, which one, how it is shown."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation.admin.exporting import MAY_IMPORT
from cooperation.enums import ImportState
from cooperation.importing import batches
from cooperation.importing.batches import BatchProblem
from cooperation.models import ImportBatch

if TYPE_CHECKING:
    Base = admin.ModelAdmin[ImportBatch]
else:
    Base = admin.ModelAdmin


class ImportPages(Base):
    """The skeleton of the pages of an import."""

    def address(self, page: str, *args: Any) -> str:
        """Give the address of a page of imports."""
        return reverse(f"admin:cooperation_importbatch_{page}", args=args)

    def require_right(self, request: HttpRequest) -> None:
        """Stop whoever may not import."""
        if not request.user.has_perm(MAY_IMPORT):
            raise PermissionDenied

    def own(self, request: HttpRequest, pk: int) -> ImportBatch:
        """Give an import that the person sent; another's is not there."""
        self.require_right(request)
        rows = ImportBatch.objects.of(request.user)
        return batches.look(get_object_or_404(rows, pk=pk))

    def visible(self, request: HttpRequest, pk: int) -> ImportBatch:
        """Give an import that the person may look at: theirs, or one that was done."""
        self.require_right(request)
        rows = ImportBatch.objects.visible_to(request.user)
        found = get_object_or_404(rows.select_related("received_by"), pk=pk)
        return batches.look(found)

    def page(
        self,
        request: HttpRequest,
        template: str,
        context: dict[str, Any],
        status: int = 200,
    ) -> HttpResponse:
        """Show a page of imports."""
        trail = [(_("Imports"), self.address("changelist"))]
        batch = context.get("batch")
        if batch is not None and context.get("title") != batch.name:
            trail.append((batch.name, self.address("batch", batch.pk)))
        frame = {"trail": trail, "steps": steps(batch, context.get("step", ""))}
        whole = self.admin_site.each_context(request) | frame | context
        path = f"cooperation/admin/{template}.html"
        return render(request, path, whole, status=status)

    def refuse(
        self, request: HttpRequest, batch: ImportBatch, problem: BatchProblem
    ) -> HttpResponse:
        """Say why something was not done, line by line, on the page of the import."""
        for words in [str(problem), *problem.details[:20]]:
            messages.error(request, words)
        return redirect(self.address("batch", batch.pk))


def steps(batch: ImportBatch | None, current: str) -> list[dict[str, Any]]:
    """Give the four steps of an import, each with its page once it can be opened."""
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
