"""The last pages of an import: apply with progress, undo, discard."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cooperation import imports
from cooperation.admin.imports.pages import ImportPages
from cooperation.admin.imports.rows import count_outcomes, list_worksheet_codes
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.enums import ImportState, LineOutcome
from cooperation.imports import BatchError
from cooperation.models import ImportBatch


class ImportApplyPages(ImportPages):
    def apply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what will be written; start writing it on POST."""
        batch = self.get_own_batch(request, pk)
        if not batch.is_pending:
            return self.redirect_to_state(request, batch)
        if batch.state == ImportState.RECEIVED:
            return redirect(self.get_page_url("columns", batch.pk))
        if request.method == "POST":
            try:
                imports.start_import(batch, by=request.user)
            except BatchError as problem:
                return self.report_problem(request, batch, problem)
            return redirect(self.get_page_url("progress", batch.pk))
        context = {
            "title": _("Appliquer"),
            "batch": batch,
            "step": "preview",
            "sheets": count_by_worksheet(batch),
            "refused": batch.count_lines(LineOutcome.REFUSED),
            "left_out": batch.count_lines(LineOutcome.LEFT_OUT),
        }
        return self.page(request, "import_apply", context)

    def redirect_to_state(
        self, request: HttpRequest, batch: ImportBatch
    ) -> HttpResponse:
        """Redirect to the current page of an import that is past this step."""
        if batch.state == ImportState.RUNNING:
            return redirect(self.get_page_url("progress", batch.pk))
        said = {"state": batch.get_state_display()}
        messages.warning(request, _("Rien de plus n’a été fait : %(state)s.") % said)
        return redirect(self.get_page_url("batch", batch.pk))

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the progress of an import; redirect to its result once done."""
        batch = self.get_own_batch(request, pk)
        is_partial = bool(request.headers.get("HX-Request"))
        if batch.state != ImportState.RUNNING:
            page = self.get_page_url("batch", batch.pk)
            if is_partial:
                return HttpResponse(headers={"HX-Redirect": page})
            return redirect(page)
        percentage = 100 * batch.steps_done // max(batch.steps, 1)
        context = {
            "title": _("Import en cours"),
            "batch": batch,
            "step": "result",
            "percentage": min(percentage, 100),
        }
        template = "_import_progress" if is_partial else "import_progress"
        return self.page(request, template, context)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.get_visible_batch(request, pk)
        if batch.state != ImportState.APPLIED:
            return self.redirect_to_state(request, batch)
        if request.method == "POST":
            try:
                imports.revert_batch(batch, by=request.user)
            except BatchError as problem:
                return self.report_problem(request, batch, problem)
            words = _("L’import est annulé : tout est revenu à l’état d’avant.")
            messages.success(request, words)
            return redirect(self.get_page_url("batch", batch.pk))
        context = {
            "title": _("Annuler l’import"),
            "batch": batch,
            "step": "result",
            "sheets": count_by_worksheet(batch),
            "totals": count_outcomes(batch),
        }
        return self.page(request, "import_undo", context)

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.get_own_batch(request, pk)
        if request.method != "POST":
            return redirect(self.get_page_url("batch", batch.pk))
        try:
            imports.discard_batch(batch, by=request.user)
        except BatchError as problem:
            return self.report_problem(request, batch, problem)
        words = _(
            "« %(name)s » est abandonné : rien n’a changé, le fichier est effacé."
        )
        messages.success(request, words % {"name": batch.name})
        return redirect(self.get_page_url("changelist"))


def count_by_worksheet(batch: ImportBatch) -> list[tuple[object, int, int, int]]:
    """Return, by worksheet: label, numbers of created, changed, unchanged lines."""
    return [
        (
            WORKSHEETS[code].label,
            batch.count_lines(LineOutcome.CREATED, code),
            batch.count_lines(LineOutcome.CHANGED, code),
            batch.count_lines(LineOutcome.UNCHANGED, code),
        )
        for code in list_worksheet_codes(batch)
    ]
