"""The worker: django-tasks' own, with a sign of life.

It fails what a dead worker left running; the page of an import tells it and lets it be
applied again. Nothing is run twice by itself.
"""

from typing import Any

from django.db import connections, transaction
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from config.job_watch import watch_job
from config.processes import PAUSE, LongProcess
from cooperation.web.jobs import WORKER_LOCKS, Job, JobEnded, fail_lost_jobs

ALL_QUEUES = "*"


class SiteWorker(LongProcess, Worker):
    title, locks = "passerelles-worker", WORKER_LOCKS

    def __init__(self, *, queue: str = ALL_QUEUES, batch: bool = False) -> None:
        """Take jobs of a queue until a signal; with ``batch`` until none waits."""
        self.queue = queue
        super().__init__(
            queue_names=[queue],
            interval=PAUSE,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="",
            excluded_queue_names=[],
        )

    def run(self) -> None:
        if self.batch:
            self.work_under_lock()
        else:
            super().run()

    def work(self, _lock: Any) -> bool:
        """Run the first job of the queue; return whether there was one."""
        fail_lost_jobs()
        job = self.claim_next()
        if job is not None:
            self.run_watched(job)
        elif self.batch:
            self.running = False
        return job is not None

    def run_watched(self, job: Job) -> None:
        """Run a job until its end, its limit, or somebody's stop."""
        try:
            with watch_job(job):
                self.run_task(job)
        except JobEnded as why:  # it came while the job was telling its own end
            connections.close_all()
            job.refresh_from_db()
            if job.status == TaskResultStatus.RUNNING:
                job.set_failed(why)

    @transaction.atomic
    def claim_next(self) -> Job | None:
        """Return the first job that waits, claimed so that no other worker has it."""
        waiting = DBTaskResult.objects.ready()
        if self.queue != ALL_QUEUES:
            waiting = waiting.filter(queue_name=self.queue)
        job = waiting.get_locked()
        if job is not None:
            job.claim(self.worker_id)
        return job
