"""Jobs in the queue of django-tasks: who runs them, what a dead worker left.

A worker holds a lock as long as it lives: a job that is running without one is lost.
One that is stopped, or past its limit, is ended by its worker (config/job_watch.py).
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID
from zlib import crc32

from django.db import connections, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cooperation.db import list_session_locks
from cooperation.models import JobStop

Job = DBTaskResult[Any, Any]

WORKER_LOCKS = 815_016
KEPT_FOR = datetime.timedelta(days=30)
SHOWN_FOR = datetime.timedelta(days=7)
MAX_SHOWN = 50


# How long a job may take, by the name of its task; past it, its worker ends it.
DEFAULT_LIMIT = datetime.timedelta(minutes=30)
LONG_LIMIT = datetime.timedelta(hours=2)
LIMITS = {
    "deliver_mail": datetime.timedelta(minutes=2),
    **dict.fromkeys(("run_import", "publish_import", "undo_import"), LONG_LIMIT),
    **dict.fromkeys(("apply_yearly_update", "undo_yearly_update"), LONG_LIMIT),
}
# How long a job waits before its page says why.
PATIENCE = datetime.timedelta(seconds=5)


class LostWorker(Exception):
    """The worker of a job died before the job's end."""


class JobEnded(BaseException):
    """A job is ended from outside, wherever it is at; no task may go on after it."""


class JobStopped(JobEnded):
    """Somebody stopped the job."""


class JobTooLong(JobEnded):
    """The job was at its limit."""


def build_lock_key(worker: str) -> int:
    """Return the key of a worker's lock, a positive integer of PostgreSQL."""
    return crc32(worker.encode()) & 0x7FFFFFFF


def is_worker_running() -> bool:
    """Return whether any worker takes up jobs."""
    return bool(list_session_locks(WORKER_LOCKS))


def count_waiting_jobs() -> int:
    return DBTaskResult.objects.ready().count()


def list_shown_jobs() -> list[Job]:
    """Return the newest jobs that wait, run, or failed this week."""
    since = timezone.now() - SHOWN_FOR
    done = Q(status=TaskResultStatus.SUCCESSFUL) | Q(finished_at__lt=since)
    return list(DBTaskResult.objects.exclude(done).order_by("-enqueued_at")[:MAX_SHOWN])


def get_job(row: Any) -> Job | None:
    """Return the job of a row that has one as ``job``, if it is still known."""
    return DBTaskResult.objects.filter(pk=row.job).first() if row.job else None


def is_lost(job: Job) -> bool:
    """Return whether a job is marked as running and no worker runs it."""
    if job.status != TaskResultStatus.RUNNING:
        return False
    return build_lock_key(job.worker_ids[-1]) not in list_session_locks(WORKER_LOCKS)


@transaction.atomic
def fail_lost_jobs() -> None:
    """End the jobs of dead workers: nothing runs them again by itself.

    The rows are locked: a worker that is just telling its end still has its lock.
    """
    for job in DBTaskResult.objects.running().select_for_update(skip_locked=True):
        if is_lost(job):
            job.set_failed(LostWorker())


# Ending them --------------------------------------------------------------------------


def get_limit(job: Job) -> datetime.timedelta:
    """Return how long a job may take."""
    return LIMITS.get(job.task_path.rpartition(".")[2], DEFAULT_LIMIT)


@transaction.atomic
def stop_job(key: UUID) -> bool:
    """End a job that waits, have its worker end one that runs.

    Return whether there was something to end.
    """
    job = DBTaskResult.objects.select_for_update().filter(pk=key).first()
    if job is None or job.status not in (
        TaskResultStatus.READY,
        TaskResultStatus.RUNNING,
    ):
        return False
    if job.status == TaskResultStatus.READY:
        job.set_failed(JobStopped())
    else:
        JobStop.objects.get_or_create(job=key)
    return True


def is_stop_asked(job: Job) -> bool:
    return JobStop.objects.filter(job=job.pk).exists()


def describe_interruption(error: BaseException, otherwise: str) -> str:
    """Return why work that writes all or nothing was cut, in words for its page."""
    if isinstance(error, JobStopped):
        return _("Arrêté sur demande : rien n’a changé.")
    if isinstance(error, JobTooLong):
        return _(
            "Arrêté à sa limite de temps : rien n’a changé. Prévenez qui administre le "
            "site."
        )
    return otherwise


def describe_failure(job: Job) -> str:
    """Return why a job failed, in two or three words."""
    reasons = {
        LostWorker: _("interrompu : le service de traitement s’est arrêté"),
        JobStopped: _("arrêté sur demande"),
        JobTooLong: _("arrêté à sa limite de %s min")
        % round(get_limit(job).total_seconds() / 60),
    }
    known = {f"{one.__module__}.{one.__qualname__}": reasons[one] for one in reasons}
    return known.get(job.exception_class_path, _("en échec"))


# How far they are ---------------------------------------------------------------------


class JobProgress:
    """Writes how far a process is, outside its transaction.

    ``row`` is anything with ``steps`` and ``steps_done``.
    """

    def __init__(self, row: Any) -> None:
        self.row, self.table = row, row._meta.db_table
        self.own: Any = connections.create_connection("default")
        self.done = 0

    def advance(self, lines: int) -> None:
        self.done += lines
        self.write("steps_done", self.done)

    def start(self, steps: int) -> None:
        """Begin anew, with a known number of lines."""
        self.write("steps", steps)
        self.done = 0
        self.advance(0)

    def write(self, column: str, number: int) -> None:
        query = f'UPDATE "{self.table}" SET {column} = %s WHERE id = %s'  # noqa: S608
        with self.own.cursor() as cursor:
            cursor.execute(query, [number, self.row.pk])

    def close(self) -> None:
        self.own.close()


@contextmanager
def track_progress(row: Any) -> Iterator[JobProgress]:
    progress = JobProgress(row)
    try:
        yield progress
    finally:
        progress.close()


def describe_wait(row: Any) -> str:
    """Return why the job of a row has not begun yet, if that takes long."""
    job = get_job(row)
    if job is None or job.status != TaskResultStatus.READY:
        return ""
    if timezone.now() - job.enqueued_at < PATIENCE:
        return ""
    if is_worker_running():
        return _("Le traitement attend que le précédent soit fini.")
    return _(
        "Le traitement attend : aucun service de traitement ne tourne. Prévenez qui "
        "administre le site ; il commencera de lui-même dès qu’il y en aura un."
    )


# Old ones -----------------------------------------------------------------------------


def prune_jobs(age: datetime.timedelta = KEPT_FOR) -> int:
    """Delete the records of jobs that ended longer than ``age`` ago."""
    limit = timezone.now() - age
    JobStop.objects.filter(asked_at__lt=limit).delete()
    old = DBTaskResult.objects.finished().filter(finished_at__lt=limit)
    return old.delete()[0]
