"""Jobs in the queue of django-tasks: who runs them, what a dead worker left.

A worker holds a lock as long as it lives: a job that is running without one is lost.
"""

import datetime
from typing import Any
from zlib import crc32

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cooperation.db import list_session_locks

Job = DBTaskResult[Any, Any]

WORKER_LOCKS = 815_016
KEPT_FOR = datetime.timedelta(days=30)
SHOWN_FOR = datetime.timedelta(days=7)
MAX_SHOWN = 50


class LostWorker(Exception):
    """The worker of a job died before the job's end."""


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


def prune_jobs(age: datetime.timedelta = KEPT_FOR) -> int:
    """Delete the records of jobs that ended longer than ``age`` ago."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - age)
    return old.delete()[0]
