"""Running imports: one at a time, their jobs and states, interrupted ones."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskContext, TaskResultStatus
from django_tasks.base import Task

from cooperation.enums import ImportState
from cooperation.models import ImportBatch
from cooperation.web.jobs import describe_interruption, get_job, is_lost

# A task of a batch's and a person's key.
BatchTask = Task[[int, int | None], None]

IMPORT_LOCK_ID = 815_015
# What is read, planned or written within a request; a worker does the rest.
MAX_LINES_IN_REQUEST = 500
# How long what is done within a request may take to get the lock of imports.
START_TIMEOUT = timedelta(seconds=10)


class BatchError(Exception):
    """A refused operation: ``str()`` is the reason in French, ``details`` its lines."""

    def __init__(self, message: str, details: list[str] | None = None) -> None:
        super().__init__(message)
        self.details = details or []


# One at a time ----------------------------------------------------------------------


def acquire_import_lock() -> None:
    """Lock out other imports until the end of the transaction.

    Raises ``BatchError`` if another import is running. The lock ends with the
    connection, so a killed process does not keep it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [IMPORT_LOCK_ID])
        (is_held,) = cursor.fetchone()
    if not is_held:
        raise BatchError(
            _("Un autre import est en cours : réessayez quand il est fini.")
        )


def is_import_lock_held() -> bool:
    """Return whether an import is running in any process."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' "
            "AND objid = %s AND objsubid = 1 AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database()))",
            [IMPORT_LOCK_ID],
        )
        (is_held,) = cursor.fetchone()
        return bool(is_held)


# Jobs of a worker -------------------------------------------------------------------


def enqueue_job(batch: Any, task: BatchTask, by: Any = None) -> None:
    """Have a worker do a task for a batch, once this transaction is committed."""
    batch.job = UUID(task.enqueue(batch.pk, by.pk if by else None).id)
    batch.save(update_fields=["job"])


def get_batch_of_job(context: TaskContext, key: int) -> ImportBatch | None:
    """Return the batch that a job is to work on, unless it was begun anew since."""
    at_work = ImportBatch.objects.filter(state__in=ImportState.AT_WORK)
    return at_work.filter(pk=key, job=context.task_result.id).first()


def run_marked(batch: ImportBatch, work: Callable[[], object]) -> None:
    """Do a job on an applied batch; its page says why it is refused, if it is."""
    try:
        work()
    except BatchError as error:
        text = "\n".join([str(error), *error.details])
        mark_failed(batch, ImportState.APPLIED, text)
    except BaseException as error:
        problem = _("Un imprévu a tout arrêté : rien n’a changé. Recommencez.")
        why = describe_interruption(error, problem)
        mark_failed(batch, ImportState.APPLIED, why)
        raise


def get_person(key: int | None) -> Any:
    """Return who asked for a job, if they are still there."""
    return get_user_model().objects.filter(pk=key).first() if key else None


# States -----------------------------------------------------------------------------


def mark_running(batch: ImportBatch) -> None:
    """Mark a batch as being applied; raise ``BatchError`` if it is not ready."""
    ready = [ImportState.READ, ImportState.INTERRUPTED]
    mark_at_work(batch, ImportState.RUNNING, ready, steps=batch.lines.count())


def mark_reading(batch: ImportBatch) -> None:
    """Mark a batch as being read; raise ``BatchError`` if it is not pending."""
    steps = sum(table["rows"] for table in batch.sheets)
    mark_at_work(batch, ImportState.READING, ImportState.PENDING, steps=steps)


def mark_at_work(
    batch: ImportBatch, state: str, ready: Sequence[str], steps: int = 0
) -> None:
    """Mark a batch as being at work; raise ``BatchError`` if it is not ``ready``."""
    begun = ImportBatch.objects.filter(pk=batch.pk, state__in=ready).update(
        state=state,
        started_at=timezone.now(),
        job=None,
        steps_done=0,
        steps=steps,
        problem="",
    )
    batch.refresh_from_db()
    if not begun:
        raise BatchError(get_refusal_reason(batch))


def get_refusal_reason(batch: ImportBatch) -> str:
    return {
        ImportState.RECEIVED: _("Le fichier n’est pas encore lu."),
        ImportState.READING: _("Le fichier est en cours de lecture."),
        ImportState.TO_CORRECT: _(
            "Des lignes sont refusées : corrigez-les ou écartez-les d’abord."
        ),
        ImportState.RUNNING: _("Cet import est déjà en cours."),
        ImportState.APPLIED: _("Cet import est déjà appliqué."),
        ImportState.PUBLISHING: _("Ses fiches sont en cours de publication."),
        ImportState.UNDOING: _("Cet import est en cours d’annulation."),
    }.get(ImportState(batch.state), _("Cet import est déjà terminé."))


def mark_failed(batch: ImportBatch, state: str, problem: str) -> None:
    """Set the state after a failure, unless the batch was begun anew since."""
    same = ImportBatch.objects.filter(pk=batch.pk, job=batch.job)
    same.update(state=state, problem=problem, job=None)
    batch.refresh_from_db()


def refresh_state(batch: ImportBatch) -> ImportBatch:
    """Return a batch with its current state; that of before if its process died.

    Nothing of an interrupted batch is written: it is one transaction.
    """
    batch.refresh_from_db()
    if batch.is_at_work and is_work_lost(batch):
        after, problem = {
            ImportState.READING: (
                ImportState.RECEIVED,
                _("La lecture du fichier a été interrompue : relancez-la."),
            ),
            ImportState.RUNNING: (
                ImportState.INTERRUPTED,
                _("L’import a été interrompu : rien n’a été écrit. Relancez-le."),
            ),
            ImportState.PUBLISHING: (
                ImportState.APPLIED,
                _("La publication a été interrompue : rien n’est publié. Relancez-la."),
            ),
            ImportState.UNDOING: (
                ImportState.APPLIED,
                _("L’annulation a été interrompue : rien n’a changé. Relancez-la."),
            ),
        }[ImportState(batch.state)]
        same = ImportBatch.objects.filter(state=batch.state, job=batch.job)
        same.filter(pk=batch.pk).update(state=after, job=None, problem=problem)
        batch.refresh_from_db()
    return batch


def is_work_lost(batch: ImportBatch) -> bool:
    """Return whether nothing works on a batch that is marked so."""
    if batch.job is None:
        started = batch.started_at or timezone.now()
        is_late = timezone.now() - started > START_TIMEOUT
        return is_late and not is_import_lock_held()
    job = get_job(batch)
    if job is None or is_lost(job):
        return True
    return job.status not in (TaskResultStatus.READY, TaskResultStatus.RUNNING)


def find_interrupted_batches() -> list[ImportBatch]:
    """Refresh the batches at work; return those whose import is interrupted."""
    at_work = ImportBatch.objects.filter(state__in=ImportState.AT_WORK)
    looked = [refresh_state(batch) for batch in at_work]
    return [batch for batch in looked if batch.state == ImportState.INTERRUPTED]
