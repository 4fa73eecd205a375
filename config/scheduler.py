"""The scheduler: starts each periodic job when it is due, in a process of its own.

Such a process is ended at the job's limit, and what it needs of memory goes with it.
Several schedulers may run: a job's lock lets one process through.
"""

import logging
import os
import signal
import sys
import time
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from django.db import connections

from config.processes import LongProcess
from cooperation.web.periodic import (
    PERIODIC_JOBS,
    SCHEDULER_LOCKS,
    add_missing_jobs,
    end_lost_runs,
    list_due_jobs,
    run_periodic_job,
)

log = logging.getLogger(__name__)

SECONDS_TO_STOP = 10.0
FORK = get_context("fork")


class Run(NamedTuple):
    """A job that a process is at, and when it must have ended."""

    process: BaseProcess
    deadline: float


class Scheduler(LongProcess):
    title, locks = "passerelles-scheduler", SCHEDULER_LOCKS

    def __init__(self) -> None:
        self.running = True
        self.runs: dict[str, Run] = {}
        self.late: set[str] = set()

    def run(self) -> None:
        try:
            super().run()
        finally:
            for run in self.runs.values():
                end_process(run.process)

    def shutdown(self, _number: int, _frame: Any) -> None:
        """End after this round (a signal's handler)."""
        self.running = False

    def work(self, lock: Any) -> bool:
        """Start what is due, end what is late; return False: then there is time."""
        self.end_runs()
        end_lost_runs(self.late)
        add_missing_jobs()
        for job in list_due_jobs():
            if job.name not in self.runs:
                self.start(job.name, lock)
        return False

    def start(self, name: str, lock: Any) -> None:
        # A connection is of one process: the other opens its own.
        connections.close_all()
        process = FORK.Process(target=run_in_child, args=(name, lock))
        process.start()
        limit = PERIODIC_JOBS[name].limit.total_seconds()
        self.runs[name] = Run(process, time.monotonic() + limit)
        self.late.discard(name)

    def end_runs(self) -> None:
        """Forget the processes that ended; end those past their limit."""
        for name, run in list(self.runs.items()):
            if run.process.is_alive() and time.monotonic() > run.deadline:
                log.warning("The periodic job %s is stopped at its limit.", name)
                end_process(run.process)
                self.late.add(name)
            if not run.process.is_alive():
                del self.runs[name]


def end_process(process: BaseProcess) -> None:
    """Ask a process to end, then end it."""
    process.terminate()
    process.join(SECONDS_TO_STOP)
    if process.is_alive():
        process.kill()
        process.join()


def run_in_child(name: str, lock: Any) -> None:
    """Run a job in a process that has just been made of the scheduler's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    # Else the sign of life of a scheduler that is killed would last as long as this.
    os.close(lock.connection.fileno())
    run_periodic_job(name)
    connections.close_all()
