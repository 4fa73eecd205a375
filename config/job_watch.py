"""Ends the job of this worker from another thread: stopped by somebody, or too long.

What the job is at is left by an exception, so that its transaction is rolled back and
its page told. A job that does not leave takes its worker with it: a service begins
another one, which tells that the job was lost.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, connections

from cooperation.web.jobs import (
    Job,
    JobEnded,
    JobStopped,
    JobTooLong,
    get_limit,
    is_stop_asked,
)

log = logging.getLogger(__name__)

# Seconds between two looks, and until a job that was told to end must have done so.
POLL, GRACE = 1.0, 30.0


@contextmanager
def watch_job(job: Job) -> Iterator[None]:
    """Raise ``JobEnded`` in the block when the job is to end.

    Signals are for the main thread: elsewhere nothing is watched.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    watch = JobWatch(job)
    before = signal.signal(signal.SIGUSR1, watch.leave)
    watch.start()
    try:
        yield
    finally:
        watch.is_over = True
        watch.over.set()
        watch.join()
        signal.signal(signal.SIGUSR1, before)


class JobWatch(threading.Thread):
    def __init__(self, job: Job) -> None:
        super().__init__(name=f"watch-{job.pk}", daemon=True)
        self.job = job
        self.limit = get_limit(job).total_seconds()
        self.over, self.is_over = threading.Event(), False
        self.worker = threading.get_ident()
        # That of the thread which works: it is asked for here.
        self.connection: Any = connections["default"]
        self.why: JobEnded | None = None

    def leave(self, _number: int, _frame: Any) -> None:
        """Leave what the job is at (a signal's handler)."""
        if self.why is not None and not self.is_over:
            raise self.why

    def run(self) -> None:
        deadline = time.monotonic() + self.limit
        while not self.over.wait(POLL):
            if time.monotonic() > deadline:
                return self.end(JobTooLong())
            if self.is_stopped():
                return self.end(JobStopped())
        connection.close()
        return None

    def is_stopped(self) -> bool:
        try:
            return is_stop_asked(self.job)
        except (DatabaseError, InterfaceError):
            connection.close()
            return False

    def end(self, why: JobEnded) -> None:
        log.warning("Passerelles: the job %s is ended: %r.", self.job.pk, why)
        connection.close()
        self.why = why
        signal.pthread_kill(self.worker, signal.SIGUSR1)
        with suppress(Exception):  # there may be no connection, or no statement
            self.connection.connection.cancel()
        if not self.over.wait(GRACE):
            log.critical("Passerelles: the job %s does not end.", self.job.pk)
            os.kill(os.getpid(), signal.SIGKILL)
