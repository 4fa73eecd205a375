"""The preview of an import: what each line would do, corrected in place."""

from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.admin.import_lines import Choice, cards, remarks_of, shown, totals
from cooperation.admin.import_pages import ImportPages
from cooperation.enums import ImportState, LineOutcome
from cooperation.exchange.archive import csv_lines
from cooperation.importing import batches
from cooperation.importing.batches import BatchProblem
from cooperation.models import ImportBatch, ImportLine


class PreviewPages(ImportPages):
    """The page of an import: preview while it waits, result once it is done."""

    def batch_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show an import, or redirect to the page of its current step."""
        batch = self.visible(request, pk)
        if batch.state == ImportState.RECEIVED:
            return redirect(self.address("columns", batch.pk))
        if batch.state == ImportState.RUNNING:
            return redirect(self.address("progress", batch.pk))
        is_own = batch.received_by_id == request.user.pk
        may_correct = is_own and batch.is_pending
        context = self.frame(batch) | {
            "may_correct": may_correct,
            "step": "preview" if batch.is_pending else "result",
            **shown(batch, request.GET, may_correct=may_correct),
        }
        template = "import_preview" if batch.is_pending else "import_result"
        return self.page(request, template, context)

    def frame(self, batch: ImportBatch) -> dict[str, Any]:
        return {
            "title": batch.name,
            "batch": batch,
            "totals": totals(batch),
            "refused": batch.count_of(LineOutcome.REFUSED),
            "to_write": batch.count_of(LineOutcome.CREATED)
            + batch.count_of(LineOutcome.CHANGED),
        }

    def line_view(self, request: HttpRequest, pk: int, line: int) -> HttpResponse:
        """Correct a line or leave it out; show its new outcome."""
        batch = self.own(request, pk)
        row = get_object_or_404(ImportLine.objects.filter(batch=batch), pk=line)
        if request.method != "POST":
            raise Http404
        try:
            row = self.answer(request, batch, row)
        except BatchProblem as problem:
            return self.gone(request, self.refuse(request, batch, problem))
        batch.refresh_from_db()
        if request.headers.get("HX-Request"):
            return self.fragment(request, batch, row)
        self.say_outcome(request, row)
        back = QueryDict(request.POST.get("retour", "")).urlencode()
        page = self.address("batch", batch.pk)
        return redirect(f"{page}?{back}#ligne-{row.pk}")

    def answer(
        self, request: HttpRequest, batch: ImportBatch, row: ImportLine
    ) -> ImportLine:
        """Apply the form of a line: leave it out, take it back, or correct a cell."""
        data = request.POST
        if "ecarter" in data:
            out = data["ecarter"] == "1"
            return batches.leave_out(batch, row, by=request.user, out=out)
        value = data.get("candidat", data.get("valeur", ""))
        column = data.get("colonne", "")
        return batches.correct(batch, row, column, value, by=request.user)

    def fragment(
        self, request: HttpRequest, batch: ImportBatch, row: ImportLine
    ) -> HttpResponse:
        """Return the line rendered anew, with the counts above the list."""
        (card,) = cards([row], may_correct=True)
        context = self.frame(batch) | {
            "line": card,
            "back": request.POST.get("retour", ""),
            "is_fragment": True,
            "may_correct": True,
            "choice": Choice.of(batch, QueryDict(request.POST.get("retour", ""))),
        }
        return render(request, "cooperation/admin/_import_line.html", context)

    def gone(self, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        """Return a redirect as htmx follows it, or as it is for a plain request."""
        if not request.headers.get("HX-Request"):
            return answer
        return HttpResponse(headers={"HX-Redirect": answer.headers["Location"]})

    def say_outcome(self, request: HttpRequest, row: ImportLine) -> None:
        said = {"line": row.line, "outcome": row.get_outcome_display()}
        messages.info(request, _("Ligne %(line)s : %(outcome)s.") % said)

    def remarks_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Return all remarks on an import as CSV, for whoever made the file."""
        batch = self.visible(request, pk)
        return StreamingHttpResponse(
            csv_lines(remarks_of(batch)),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="remarques-{pk}.csv"',
                "Cache-Control": "private, no-store",
            },
        )

    def leave_refused_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.own(request, pk)
        if request.method == "POST":
            try:
                number = batches.leave_out_refused(batch, by=request.user)
            except BatchProblem as problem:
                return self.refuse(request, batch, problem)
            done = ngettext("%(n)s ligne écartée.", "%(n)s lignes écartées.", number)
            messages.info(request, done % {"n": number})
        return redirect(self.address("batch", batch.pk))
