"""The staff page of periodic jobs and of the queue: what ran, waits, failed."""

import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import TaskResultStatus

from cooperation.models import PeriodicJob
from cooperation.web.context import Context
from cooperation.web.jobs import (
    Job,
    describe_failure,
    is_worker_running,
    list_shown_jobs,
    stop_job,
)
from cooperation.web.periodic import (
    PERIODIC_JOBS,
    PeriodicJobSpec,
    is_scheduler_running,
    list_jobs,
    request_run,
)

TASK_LABELS = {
    "read_import": gettext_lazy("Lecture d’un fichier à importer"),
    "run_import": gettext_lazy("Import"),
    "publish_import": gettext_lazy("Publication des fiches d’un import"),
    "undo_import": gettext_lazy("Annulation d’un import"),
    "make_export": gettext_lazy("Export de réponses à une enquête"),
    "apply_yearly_update": gettext_lazy("Listes du 1er janvier"),
    "undo_yearly_update": gettext_lazy("Annulation des listes du 1er janvier"),
    "deliver_mail": gettext_lazy("Envoi d’un courriel"),
    "search_table": gettext_lazy("Recherche de doublons"),
    "prepare_public_export": gettext_lazy("Export demandé par le public"),
    "prepare_list_export": gettext_lazy("Export demandé par l’équipe"),
}
STATE_LABELS: dict[str, Any] = {
    TaskResultStatus.READY: gettext_lazy("en attente"),
    TaskResultStatus.RUNNING: gettext_lazy("en cours"),
}


class PeriodicJobRow(NamedTuple):
    """A periodic job as the page shows it."""

    spec: PeriodicJobSpec
    job: PeriodicJob

    @property
    def next_start(self) -> datetime.datetime:
        return self.spec.get_next_start(self.job)

    @property
    def is_overdue(self) -> bool:
        return self.spec.is_overdue(self.job)


class QueueRow(NamedTuple):
    """A job of the queue as the page shows it."""

    label: Any
    state: Any
    job: Job
    key: str
    may_stop: bool


def show_jobs(request: HttpRequest, frame: Context) -> HttpResponse:
    """Show the jobs to who may see them; the owner starts or stops one by POST."""
    if not request.user.has_perm("cooperation.view_periodicjob"):
        raise PermissionDenied
    if request.method == "POST":
        if not request.user.is_superuser:
            raise PermissionDenied
        return (
            stop_queued_job(request)
            if "arreter" in request.POST
            else start_job(request)
        )
    context = {
        "title": _("Traitements et tâches périodiques"),
        "rows": [PeriodicJobRow(spec, job) for spec, job in list_jobs()],
        "queue": [describe_job(job) for job in list_shown_jobs()],
        "has_worker": is_worker_running(),
        "has_scheduler": is_scheduler_running(),
        "may_run": request.user.is_superuser,
    }
    return render(request, "cooperation/admin/jobs.html", frame | context)


def start_job(request: HttpRequest) -> HttpResponse:
    """Ask the scheduler to run a job at once."""
    spec = PERIODIC_JOBS.get(request.POST.get("tache", ""))
    if spec is None:
        raise Http404
    request_run(spec.name)
    if is_scheduler_running():
        words = _("« %s » commence dans quelques secondes : actualisez la page.")
        messages.success(request, words % spec.label)
    else:
        words = _("« %s » attend : aucun planificateur ne tourne.")
        messages.warning(request, words % spec.label)
    return redirect("admin:jobs")


def stop_queued_job(request: HttpRequest) -> HttpResponse:
    """End a job of the queue; a worker needs a moment for one that runs."""
    try:
        key = UUID(request.POST["arreter"])
    except ValueError as error:
        raise Http404 from error
    if stop_job(key):
        words = _("L’arrêt est demandé : actualisez la page dans quelques secondes.")
        messages.success(request, words)
    else:
        messages.info(request, _("Ce traitement est déjà fini."))
    return redirect("admin:jobs")


def describe_job(job: Job) -> QueueRow:
    label = TASK_LABELS.get(job.task_name, job.task_name)
    is_failed = job.status == TaskResultStatus.FAILED
    state = describe_failure(job) if is_failed else STATE_LABELS[job.status]
    return QueueRow(label, state, job, str(job.pk), may_stop=not is_failed)
