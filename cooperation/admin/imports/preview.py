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

from cooperation import imports
from cooperation.admin.imports.pages import ImportPages
from cooperation.admin.imports.rows import (
    LineFilter,
    build_line_cards,
    build_lines_context,
    count_outcomes,
    iter_remark_rows,
)
from cooperation.enums import ImportState, LineOutcome
from cooperation.exports.csv import stream_csv
from cooperation.imports import BatchError
from cooperation.models import ImportBatch, ImportLine


class ImportPreviewPages(ImportPages):
    """The page of an import: preview while it waits, result once it is done."""

    def batch_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show an import, or redirect to the page of its current step."""
        batch = self.get_visible_batch(request, pk)
        if batch.state == ImportState.RECEIVED:
            return redirect(self.get_page_url("columns", batch.pk))
        if batch.state == ImportState.RUNNING:
            return redirect(self.get_page_url("progress", batch.pk))
        is_own = batch.received_by_id == request.user.pk
        may_correct = is_own and batch.is_pending
        context = self.get_batch_context(batch) | {
            "may_correct": may_correct,
            "step": "preview" if batch.is_pending else "result",
            **build_lines_context(batch, request.GET, may_correct=may_correct),
        }
        template = "import_preview" if batch.is_pending else "import_result"
        return self.page(request, template, context)

    def get_batch_context(self, batch: ImportBatch) -> dict[str, Any]:
        return {
            "title": batch.name,
            "batch": batch,
            "totals": count_outcomes(batch),
            "refused": batch.count_lines(LineOutcome.REFUSED),
            "to_write": batch.count_lines(LineOutcome.CREATED)
            + batch.count_lines(LineOutcome.CHANGED),
        }

    def line_view(self, request: HttpRequest, pk: int, line: int) -> HttpResponse:
        """Correct a line or leave it out; show its new outcome."""
        batch = self.get_own_batch(request, pk)
        row = get_object_or_404(ImportLine.objects.filter(batch=batch), pk=line)
        if request.method != "POST":
            raise Http404
        try:
            row = self.answer(request, batch, row)
        except BatchError as problem:
            return self.redirect_htmx(
                request, self.report_problem(request, batch, problem)
            )
        batch.refresh_from_db()
        if request.headers.get("HX-Request"):
            return self.render_line(request, batch, row)
        self.add_outcome_message(request, row)
        back = QueryDict(request.POST.get("retour", "")).urlencode()
        page = self.get_page_url("batch", batch.pk)
        return redirect(f"{page}?{back}#ligne-{row.pk}")

    def answer(
        self, request: HttpRequest, batch: ImportBatch, row: ImportLine
    ) -> ImportLine:
        """Apply the form of a line: leave it out, take it back, or correct a cell."""
        data = request.POST
        if "ecarter" in data:
            out = data["ecarter"] == "1"
            return imports.leave_out_line(batch, row, by=request.user, out=out)
        value = data.get("candidat", data.get("valeur", ""))
        column = data.get("colonne", "")
        return imports.correct_cell(batch, row, column, value, by=request.user)

    def render_line(
        self, request: HttpRequest, batch: ImportBatch, row: ImportLine
    ) -> HttpResponse:
        """Return the line rendered anew, with the counts above the list."""
        (card,) = build_line_cards([row], may_correct=True)
        context = self.get_batch_context(batch) | {
            "line": card,
            "back": request.POST.get("retour", ""),
            "is_fragment": True,
            "may_correct": True,
            "choice": LineFilter.from_query(
                batch, QueryDict(request.POST.get("retour", ""))
            ),
        }
        return render(request, "cooperation/admin/_import_line.html", context)

    def redirect_htmx(self, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        """Return a redirect as htmx follows it, or as it is for a plain request."""
        if not request.headers.get("HX-Request"):
            return answer
        return HttpResponse(headers={"HX-Redirect": answer.headers["Location"]})

    def add_outcome_message(self, request: HttpRequest, row: ImportLine) -> None:
        said = {"line": row.line, "outcome": row.get_outcome_display()}
        messages.info(request, _("Ligne %(line)s : %(outcome)s.") % said)

    def remarks_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Return all remarks on an import as CSV, for whoever made the file."""
        batch = self.get_visible_batch(request, pk)
        rows = iter_remark_rows(batch)
        return StreamingHttpResponse(
            stream_csv(header=next(rows), rows=rows),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="remarques-{pk}.csv"',
                "Cache-Control": "private, no-store",
            },
        )

    def leave_refused_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.get_own_batch(request, pk)
        if request.method == "POST":
            try:
                number = imports.leave_out_refused_lines(batch, by=request.user)
            except BatchError as problem:
                return self.report_problem(request, batch, problem)
            done = ngettext("%(n)s ligne écartée.", "%(n)s lignes écartées.", number)
            messages.info(request, done % {"n": number})
        return redirect(self.get_page_url("batch", batch.pk))
