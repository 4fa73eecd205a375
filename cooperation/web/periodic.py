"""Periodic jobs: registered by name, run by whoever holds a job's lock, recorded.

``manage.py run_scheduler`` starts them; the table of those of this site is
config/periodic_jobs.py.
"""

import datetime
import logging
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cooperation.db import list_session_locks, session_lock
from cooperation.models import PeriodicJob

log = logging.getLogger(__name__)

SCHEDULER_LOCKS, JOB_LOCKS = 815_017, 815_018
# How late a job may be before it is called overdue, and at least its limit.
MIN_DELAY = datetime.timedelta(minutes=10)
ONE_DAY = datetime.timedelta(days=1)


class PeriodicJobSpec(NamedTuple):
    """A job, and when it is due: each ``period``, at a time of day if one is given.

    ``run`` returns what it did in one sentence, or None; it raises what went wrong.
    Past ``limit`` its process is ended. ``weekday``, 0 on Monday, goes with ``at``.
    """

    name: str
    label: str | Promise
    period: datetime.timedelta
    limit: datetime.timedelta
    run: Callable[[], str | None]
    at: datetime.time | None = None
    weekday: int | None = None

    def get_next_start(self, job: PeriodicJob) -> datetime.datetime:
        """Return when the job is due, in the past if it is already."""
        if job.wanted_at:
            return job.wanted_at
        if self.at is None:
            return job.started_at + self.period if job.started_at else job.added_at
        last = timezone.localtime(job.started_at or job.added_at)
        if job.started_at is None:
            day = last.date() + ONE_DAY * (last.time() >= self.at)
        else:
            day = last.date() + (self.period if self.weekday is None else ONE_DAY)
        while self.weekday not in (None, day.weekday()):
            day += ONE_DAY
        return timezone.make_aware(datetime.datetime.combine(day, self.at))

    def is_overdue(self, job: PeriodicJob) -> bool:
        delay = timezone.now() - self.get_next_start(job)
        return delay > max(MIN_DELAY, self.limit)


PERIODIC_JOBS: dict[str, PeriodicJobSpec] = {}


def register_periodic_job(spec: PeriodicJobSpec) -> None:
    """Add a job to those that the scheduler runs; one of the same name is replaced."""
    PERIODIC_JOBS[spec.name] = spec


# Which there are ----------------------------------------------------------------------


def add_missing_jobs() -> None:
    """Write the rows of jobs that are registered and were never known here."""
    rows = [PeriodicJob(name=name) for name in PERIODIC_JOBS]
    PeriodicJob.objects.bulk_create(rows, ignore_conflicts=True)


def list_jobs() -> list[tuple[PeriodicJobSpec, PeriodicJob]]:
    """Return each registered job with its last run, in the order of the table."""
    rows = PeriodicJob.objects.filter(name__in=PERIODIC_JOBS)
    known = {row.name: row for row in rows}
    return [
        (spec, known.get(name) or PeriodicJob(name=name))
        for name, spec in PERIODIC_JOBS.items()
    ]


def list_due_jobs() -> list[PeriodicJob]:
    """Return the jobs that are due and that no process runs."""
    now = timezone.now()
    due = [job for spec, job in list_jobs() if spec.get_next_start(job) <= now]
    held = list_session_locks(JOB_LOCKS) if due else set()
    return [job for job in due if job.pk not in held]


def get_success_ages() -> dict[str, float | None]:
    """Return how many seconds ago each job last succeeded; None if it never did."""
    now = timezone.now()
    return {
        spec.name: (now - job.succeeded_at).total_seconds()
        if job.succeeded_at
        else None
        for spec, job in list_jobs()
    }


def is_scheduler_running() -> bool:
    return bool(list_session_locks(SCHEDULER_LOCKS))


# Running them -------------------------------------------------------------------------


def request_run(name: str) -> None:
    """Have the scheduler run a job at once, out of turn."""
    add_missing_jobs()
    PeriodicJob.objects.filter(name=name).update(wanted_at=timezone.now())


def run_periodic_job(name: str) -> bool:
    """Run a job that is due, and record how it ended; return whether it ran.

    Of several processes the one that has its lock runs it, the others nothing.
    """
    spec, job = PERIODIC_JOBS[name], PeriodicJob.objects.get(name=name)
    with session_lock(JOB_LOCKS, job.pk, f"passerelles-job-{name}") as lock:
        if lock is None:
            return False
        job.refresh_from_db()
        if spec.get_next_start(job) > timezone.now():
            return False
        record_start(job)
        try:
            result = spec.run() or ""
        except Exception as error:
            log.exception("The periodic job %s failed.", name)
            record_end(job, problem=describe_error(error))
        else:
            record_end(job, result=result)
    return True


def record_start(job: PeriodicJob) -> None:
    job.started_at, job.wanted_at = timezone.now(), None
    job.save(update_fields=["started_at", "wanted_at"])


def record_end(job: PeriodicJob, *, result: str = "", problem: str = "") -> None:
    """Record the end of a run: what it did, or what went wrong."""
    job.ended_at = timezone.now()
    job.result, job.problem = result, problem
    if not problem:
        job.succeeded_at = job.ended_at
    job.save(update_fields=["ended_at", "succeeded_at", "result", "problem"])


def describe_error(error: BaseException) -> str:
    """Return an error in one line, with its type where it says nothing itself."""
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__


def end_lost_runs(names: Iterable[str] = ()) -> None:
    """Record the runs whose process died; those of ``names`` were at their limit."""
    running, late = list(PeriodicJob.objects.running()), set(names)
    held = list_session_locks(JOB_LOCKS) if running else set()
    for job in running:
        # One that has just told its end, and let its lock go, stays as it is.
        same = PeriodicJob.objects.running().filter(started_at=job.started_at)
        if job.pk not in held:
            problem = describe_loss(job, is_late=job.name in late)
            same.filter(pk=job.pk).update(
                ended_at=timezone.now(), result="", problem=problem
            )


def describe_loss(job: PeriodicJob, *, is_late: bool) -> str:
    spec = PERIODIC_JOBS.get(job.name)
    if not is_late or spec is None:
        return _("Interrompue avant sa fin : son processus s’est arrêté.")
    minutes = max(1, round(spec.limit.total_seconds() / 60))
    return _("Arrêtée à sa limite de %s min.") % minutes
