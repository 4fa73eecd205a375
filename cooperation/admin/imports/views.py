"""The pages of an import that is read: preview and corrections, progress, result.

``ImportBatchAdmin`` registers them, for those who may import. Only who uploaded a file
may continue its import; others see it once it is applied.
"""

from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.admin import base
from cooperation.admin.imports.cards import build_line_cards
from cooperation.admin.imports.rows import (
    LineFilter,
    build_lines_context,
    count_by_worksheet,
    count_new_entries,
    count_outcomes,
    iter_remark_rows,
)
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.enums import ImportState, LineOutcome
from cooperation.exports.csv import stream_csv
from cooperation.imports.apply import start_import
from cooperation.imports.jobs import BatchError, refresh_state
from cooperation.imports.preview import (
    correct_line,
    leave_out_line,
    leave_out_refused_lines,
)
from cooperation.imports.publication import (
    choose_publication,
    count_drafts,
    count_entries,
    start_publication,
)
from cooperation.imports.undo import start_undo
from cooperation.imports.upload import discard_batch
from cooperation.models import ImportBatch, ImportLine
from cooperation.web.context import Context

NOT_CACHED = {"Cache-Control": "private, no-store"}


# What the pages share ---------------------------------------------------------------


get_page_url = partial(base.get_page_url, ImportBatch)


def get_own_batch(request: HttpRequest, pk: int) -> ImportBatch:
    """Return an import that the person uploaded; raise Http404 for another's."""
    rows = ImportBatch.objects.sent_by(request.user)
    return refresh_state(get_object_or_404(rows, pk=pk))


def get_visible_batch(request: HttpRequest, pk: int) -> ImportBatch:
    """Return an import that the person uploaded, or one that was applied."""
    rows = ImportBatch.objects.visible_to(request.user).select_related("received_by")
    return refresh_state(get_object_or_404(rows, pk=pk))


class ImportStep(NamedTuple):
    """A step of an import; it has a URL once it can be opened."""

    label: str
    url: str
    current: bool


def render_page(
    request: HttpRequest, template: str, step: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    trail = [(_("Imports"), get_page_url("changelist"))]
    batch = context.get("batch")
    if batch is not None and context["title"] != batch.name:
        trail.append((batch.name, get_page_url("batch", batch.pk)))
    frame = {"trail": trail, "steps": list_import_steps(batch, step)}
    whole = admin.site.each_context(request) | frame | context
    path = f"cooperation/admin/{template}.html"
    return render(request, path, whole, status=status)


def list_import_steps(batch: ImportBatch | None, current: str) -> list[ImportStep]:
    columns = preview = ""
    if batch is not None and batch.is_pending:
        columns = get_page_url("columns", batch.pk)
    not_planned = (ImportState.RECEIVED, ImportState.READING)
    if batch is not None and batch.state not in not_planned:
        preview = get_page_url("batch", batch.pk)
    return [
        ImportStep(label, url, code == current)
        for code, label, url in (
            ("file", _("Fichier"), ""),
            ("columns", _("Colonnes"), columns),
            ("preview", _("Aperçu et corrections"), preview),
            ("result", _("Résultat"), ""),
        )
    ]


def redirect_htmx(request: HttpRequest, url: str) -> HttpResponse:
    """Return a redirect as htmx follows it, or as it is for a plain request."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def report_problems(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show why something was not done; redirect to the page of the import."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, pk, **kwargs)
        except BatchError as problem:
            for words in [str(problem), *problem.details[:20]]:
                messages.error(request, words)
            return redirect_htmx(request, get_page_url("batch", pk))

    return wrapped


# The preview and its corrections ----------------------------------------------------


def batch_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an import: its preview while it waits, its result once it is done."""
    batch = get_visible_batch(request, pk)
    if batch.state == ImportState.RECEIVED:
        return redirect(get_page_url("columns", batch.pk))
    if batch.is_at_work:
        return redirect(get_page_url("progress", batch.pk))
    may_correct = batch.is_pending and batch.received_by_id == request.user.pk
    return render_page(
        request,
        "import_preview" if batch.is_pending else "import_result",
        "preview" if batch.is_pending else "result",
        title=batch.name,
        may_correct=may_correct,
        **build_batch_context(batch),
        **build_result_context(batch),
        **build_lines_context(batch, request.GET, may_correct=may_correct),
    )


def build_batch_context(batch: ImportBatch) -> Context:
    return {
        "batch": batch,
        "totals": count_outcomes(batch),
        "refused": batch.count_lines(LineOutcome.REFUSED),
        "to_write": batch.count_lines(LineOutcome.CREATED)
        + batch.count_lines(LineOutcome.CHANGED),
        "new_entries": count_new_entries(batch),
    }


def build_result_context(batch: ImportBatch) -> Context:
    """Return where the entries of an applied import are, and how many are drafts."""
    if batch.state != ImportState.APPLIED:
        return {}
    return {
        "drafts": count_drafts(batch),
        "lists": [
            (
                WORKSHEETS[code].label,
                number,
                f"{base.get_page_url(WORKSHEETS[code].model, 'changelist')}"
                f"?import={batch.pk}",
            )
            for code, number in count_entries(batch)
        ],
    }


@report_problems
def line_view(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Correct a line or leave it out; show its new outcome."""
    batch = get_own_batch(request, pk)
    row = get_object_or_404(ImportLine.objects.filter(batch=batch), pk=line)
    if request.method != "POST":
        raise Http404
    back = QueryDict(request.POST.get("retour", ""))
    row = apply_line_form(batch, row, request.POST, by=request.user)
    batch.refresh_from_db()
    if request.headers.get("HX-Request"):
        return render_line(request, batch, row, back)
    values = {"line": row.line, "outcome": row.get_outcome_display()}
    messages.info(request, _("Ligne %(line)s : %(outcome)s.") % values)
    page = get_page_url("batch", batch.pk)
    return redirect(f"{page}?{back.urlencode()}#ligne-{row.pk}")


def apply_line_form(
    batch: ImportBatch, row: ImportLine, data: Mapping[str, str], *, by: Any
) -> ImportLine:
    """Leave a line out (``ecarter`` is 1), take it back (0), or correct its cells."""
    left_out = data.get("ecarter")
    if left_out is not None:
        return leave_out_line(batch, row, by=by, out=left_out == "1")
    return correct_line(batch, row, parse_corrections(data), by=by)


def parse_corrections(data: Mapping[str, str]) -> dict[str, str]:
    """Return the texts by column: those that were typed, and the candidate chosen.

    A cell that still says what the page showed was not touched: another tab may have
    corrected it since.
    """
    typed = {
        name.removeprefix("valeur-"): text
        for name, text in data.items()
        if name.startswith("valeur-")
    }
    changed = {
        column: text
        for column, text in typed.items()
        if text.splitlines() != data.get(f"avant-{column}", "").splitlines()
    }
    column, is_chosen, value = data.get("candidat", "").partition("=")
    return changed | ({column: value} if is_chosen else {})


def render_line(
    request: HttpRequest, batch: ImportBatch, row: ImportLine, back: QueryDict
) -> HttpResponse:
    """Return the line rendered anew, with the counts above the list."""
    (card,) = build_line_cards([row], batch, may_correct=True)
    context = build_batch_context(batch) | {
        "line": card,
        "back": request.POST.get("retour", ""),
        "is_fragment": True,
        "may_correct": True,
        "line_filter": LineFilter.from_query(batch, back),
    }
    return render(request, "cooperation/admin/_import_line.html", context)


def remarks_view(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Return all remarks on an import as CSV, for whoever made the file."""
    batch = get_visible_batch(request, pk)
    rows = iter_remark_rows(batch)
    name = f'attachment; filename="remarques-{pk}.csv"'
    return StreamingHttpResponse(
        stream_csv(header=next(rows), rows=rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": name, **NOT_CACHED},
    )


@report_problems
def choose_publication_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Set whether new entries will be drafts or published."""
    batch = get_own_batch(request, pk)
    if request.method == "POST":
        choose_publication(batch, publishes=request.POST.get("publier") == "1")
        messages.info(request, _("Votre choix est retenu pour les nouvelles fiches."))
    return redirect(get_page_url("batch", batch.pk))


@report_problems
def leave_refused_view(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_own_batch(request, pk)
    if request.method == "POST":
        number = leave_out_refused_lines(batch, by=request.user)
        done = ngettext("%(n)s ligne écartée.", "%(n)s lignes écartées.", number)
        messages.info(request, done % {"n": number})
    return redirect(get_page_url("batch", batch.pk))


# The end ----------------------------------------------------------------------------


@report_problems
def apply_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what will be written; start writing it on POST."""
    batch = get_own_batch(request, pk)
    if not batch.is_pending:
        return redirect_to_state(request, batch)
    if batch.state == ImportState.RECEIVED:
        return redirect(get_page_url("columns", batch.pk))
    if request.method == "POST":
        start_import(batch, by=request.user)
        return redirect(get_page_url("progress", batch.pk))
    return render_page(
        request,
        "import_apply",
        "preview",
        title=_("Appliquer"),
        worksheets=count_by_worksheet(batch),
        **build_batch_context(batch),
        left_out=batch.count_lines(LineOutcome.LEFT_OUT),
    )


def redirect_to_state(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Redirect to the current page of an import that is past this step."""
    if batch.is_at_work:
        return redirect(get_page_url("progress", batch.pk))
    values = {"state": batch.get_state_display()}
    messages.warning(request, _("Rien de plus n’a été fait : %(state)s.") % values)
    return redirect(get_page_url("batch", batch.pk))


@report_problems
def undo_view(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_visible_batch(request, pk)
    if batch.state != ImportState.APPLIED:
        return redirect_to_state(request, batch)
    if request.method == "POST":
        start_undo(batch, by=request.user)
        if not batch.is_at_work:
            words = _("L’import est annulé : tout est revenu à l’état d’avant.")
            messages.success(request, words)
        return redirect(get_page_url("batch", batch.pk))
    return render_page(
        request,
        "import_undo",
        "result",
        title=_("Annuler l’import"),
        batch=batch,
        worksheets=count_by_worksheet(batch),
        totals=count_outcomes(batch),
    )


@report_problems
def publish_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to publish the drafts that an import made; do it on POST."""
    batch = get_visible_batch(request, pk)
    if batch.is_at_work:
        return redirect_to_state(request, batch)
    number = count_drafts(batch)
    if not number and request.method != "POST":
        return redirect(get_page_url("batch", batch.pk))
    if request.method == "POST":
        published = start_publication(batch, by=request.user)
        if published is not None:
            done = ngettext("%(n)s fiche publiée.", "%(n)s fiches publiées.", published)
            messages.success(request, done % {"n": published})
        return redirect(get_page_url("batch", batch.pk))
    return render_page(
        request,
        "import_publish",
        "result",
        title=_("Publier"),
        batch=batch,
        drafts=number,
    )


@report_problems
def discard_view(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_own_batch(request, pk)
    if request.method != "POST":
        return redirect(get_page_url("batch", batch.pk))
    discard_batch(batch, by=request.user)
    words = _("« %(name)s » est abandonné : rien n’a changé, le fichier est effacé.")
    messages.success(request, words % {"name": batch.name})
    return redirect(get_page_url("changelist"))
