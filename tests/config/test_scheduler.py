"""Schedulers in processes: two of them, one that is killed, a job that never ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from cooperation.db import list_session_locks
from cooperation.models import PeriodicJob
from cooperation.web.periodic import (
    JOB_LOCKS,
    SCHEDULER_LOCKS,
    is_scheduler_running,
)
from tests.processes import own_database

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# A scheduler of other jobs than the site's, each of which writes down when it ran.
PROGRAM = """
import os, signal, sys, time
from datetime import timedelta
import django
django.setup()
from config.scheduler import Scheduler
from cooperation.web.periodic import (
    PERIODIC_JOBS, PeriodicJobSpec, register_periodic_job
)

PERIODIC_JOBS.clear()
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def write(name):
    with open(os.path.join(sys.argv[1], name), "a") as file:
        file.write(f"{time.time()}\\n")


def fail():
    write("fail")
    raise ValueError("Rien ne va.")


def hang():
    write("hang")
    time.sleep(600)


def be_long():
    write("long")
    time.sleep(4)


jobs = {
    "count": (2 * SECOND, HOUR, lambda: write("count")),
    "fail": (HOUR, HOUR, fail),
    "hang": (HOUR, SECOND, hang),
    "long": (HOUR, HOUR, be_long),
}
for name in sys.argv[2:]:
    register_periodic_job(PeriodicJobSpec(name, name, *jobs[name]))
scheduler = Scheduler()
signal.signal(signal.SIGTERM, scheduler.shutdown)
scheduler.run()
"""
Process = subprocess.Popen[bytes]
Start = Callable[..., Process]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a scheduler of the jobs that are named; killed at the end of the test."""
    environment = {**os.environ, **own_database(), "DEMO": "1"}
    environment |= {"PYTHONWARNINGS": "error"}
    with ExitStack() as running:

        def start(*jobs: str) -> Process:
            program = [sys.executable, "-c", PROGRAM, str(tmp_path), *jobs]
            process = subprocess.Popen(program, cwd=settings.BASE_DIR, env=environment)
            running.enter_context(process)
            running.callback(process.kill)
            return process

        yield start


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come")


def read_times(folder: Path, name: str) -> list[float]:
    path = folder / name
    return [float(line) for line in path.read_text().splitlines()]


def test_two_schedulers_run_each_job_once_in_its_period(
    start: Start, tmp_path: Path
) -> None:
    both = [start("count", "fail"), start("count", "fail")]
    wait_until(lambda: len(list_session_locks(SCHEDULER_LOCKS)) == 2)
    time.sleep(8)
    for process in both:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(timeout=30) for process in both] == [0, 0]
    assert not is_scheduler_running()

    times = read_times(tmp_path, "count")
    assert 3 <= len(times) <= 10
    # A job is due two seconds after it was started, which is before it writes.
    assert all(after - before > 1.5 for before, after in pairwise(times))
    assert len(read_times(tmp_path, "fail")) == 1
    assert PeriodicJob.objects.get(name="fail").problem == "Rien ne va."


def test_a_job_that_does_not_end_is_ended_and_told(
    start: Start, tmp_path: Path
) -> None:
    start("hang", "count")
    hung = PeriodicJob.objects.filter(name="hang").exclude(problem="")
    wait_until(hung.exists)
    assert hung.get().problem == "Arrêtée à sa limite de 1 min."
    assert len(read_times(tmp_path, "hang")) == 1


def test_a_killed_scheduler_leaves_its_job_to_end_and_another_does_not_begin_it(
    start: Start, tmp_path: Path
) -> None:
    first = start("long")
    wait_until(lambda: (tmp_path / "long").exists())
    first.kill()
    first.wait()
    # The job lives on, the scheduler does not look as if it did.
    wait_until(lambda: not is_scheduler_running())
    assert list_session_locks(JOB_LOCKS)
    start("long")
    wait_until(is_scheduler_running)
    job = PeriodicJob.objects.filter(name="long")
    wait_until(lambda: job.get().ended_at is not None)
    assert (job.get().problem, len(read_times(tmp_path, "long"))) == ("", 1)


def test_a_scheduler_waits_for_a_database_that_was_away(
    start: Start, tmp_path: Path
) -> None:
    process = start("count")
    wait_until(lambda: (tmp_path / "count").exists())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    wait_until(lambda: not is_scheduler_running())
    wait_until(is_scheduler_running)
    before = len(read_times(tmp_path, "count"))
    wait_until(lambda: len(read_times(tmp_path, "count")) > before)
    assert process.poll() is None
