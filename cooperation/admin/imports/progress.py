"""The page of an import that a worker is at: how far it is, and its stop."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cooperation.admin.imports.views import (
    get_page_url,
    get_visible_batch,
    redirect_htmx,
    render_page,
)
from cooperation.enums import ImportState
from cooperation.models import ImportBatch
from cooperation.web.jobs import describe_wait, stop_job


def progress_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a worker is; redirect to the page of the import once done."""
    batch = get_visible_batch(request, pk)
    if not batch.is_at_work:
        return redirect_htmx(request, get_page_url("batch", pk))
    is_partial = bool(request.headers.get("HX-Request"))
    return render_page(
        request,
        "_import_progress" if is_partial else "import_progress",
        "preview" if batch.state == ImportState.READING else "result",
        title=get_progress_title(batch),
        batch=batch,
        wait=describe_wait(batch),
        percentage=min(100 * batch.steps_done // max(batch.steps, 1), 100),
    )


def stop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Have what a worker does for an import end; nothing of it is written."""
    batch = get_visible_batch(request, pk)
    if request.method == "POST" and batch.is_at_work and batch.job:
        stop_job(batch.job)
        messages.info(request, _("L’arrêt est demandé : rien ne sera écrit."))
    page = "progress" if batch.is_at_work else "batch"
    return redirect(get_page_url(page, pk))


def get_progress_title(batch: ImportBatch) -> str:
    return {
        ImportState.READING: _("Lecture en cours"),
        ImportState.PUBLISHING: _("Publication en cours"),
        ImportState.UNDOING: _("Annulation en cours"),
    }.get(ImportState(batch.state), _("Import en cours"))
