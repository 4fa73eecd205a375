"""Periodic jobs are run when they are due, once, and tell how it went."""

from datetime import datetime, time, timedelta
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from cooperation.db import session_lock
from cooperation.models import PeriodicJob
from cooperation.web import periodic
from cooperation.web.periodic import (
    PERIODIC_JOBS,
    PeriodicJobSpec,
    add_missing_jobs,
    end_lost_runs,
    get_success_ages,
    list_due_jobs,
    register_periodic_job,
    request_run,
    run_periodic_job,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> datetime:
    """Return a moment of Paris: "2026-06-01 07:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs of a job named "count", the only one there is."""
    done: list[str] = []
    monkeypatch.setattr(periodic, "PERIODIC_JOBS", PERIODIC_JOBS.copy())
    periodic.PERIODIC_JOBS.clear()

    def count() -> str:
        done.append("run")
        return f"{len(done)} fois"

    register_periodic_job(PeriodicJobSpec("count", "Compter", HOUR, HOUR, count))
    return done


@pytest.mark.parametrize(
    ("plan", "added", "started", "due"),
    [
        ({}, "2026-06-03 12:00", None, "2026-06-03 12:00"),
        ({}, "2026-06-03 12:00", "2026-06-03 13:10", "2026-06-03 14:10"),
        ({"at": time(7)}, "2026-06-03 12:00", None, "2026-06-04 07:00"),
        ({"at": time(7)}, "2026-06-03 06:00", None, "2026-06-03 07:00"),
        # Missed by hours, made up for: the next is at its time again.
        (
            {"at": time(7), "period": DAY},
            "2026-06-03 12:00",
            "2026-06-05 11:00",
            "2026-06-06 07:00",
        ),
        # Monday, whatever day it last ran.
        ({"at": time(7), "weekday": 0}, "2026-06-03 12:00", None, "2026-06-08 07:00"),
        (
            {"at": time(7), "weekday": 0, "period": 7 * DAY},
            "2026-06-03 12:00",
            "2026-06-10 09:00",
            "2026-06-15 07:00",
        ),
        (
            {"at": time(4), "period": 30 * DAY},
            "2026-06-03 12:00",
            "2026-06-10 04:00",
            "2026-07-10 04:00",
        ),
        # The hour of summer begins on March 29: the time of day stays.
        (
            {"at": time(7), "period": DAY},
            "2026-03-01 12:00",
            "2026-03-28 07:00",
            "2026-03-29 07:00",
        ),
    ],
)
def test_a_job_is_due_each_period_or_at_its_time_of_day(
    plan: dict[str, Any], added: str, started: str | None, due: str
) -> None:
    values = {"period": HOUR, "limit": HOUR, "run": lambda: None} | plan
    spec = PeriodicJobSpec(name="n", label="N", **values)
    job = PeriodicJob(added_at=at(added), started_at=at(started) if started else None)
    assert spec.get_next_start(job) == at(due)


@pytest.mark.django_db
def test_a_job_runs_when_due_and_tells_what_it_did(runs: list[str]) -> None:
    add_missing_jobs()
    add_missing_jobs()
    assert get_success_ages() == {"count": None}
    assert [job.name for job in list_due_jobs()] == ["count"]
    assert run_periodic_job("count")
    assert not run_periodic_job("count")
    job = PeriodicJob.objects.get()
    assert (len(runs), job.result, job.problem) == (1, "1 fois", "")
    assert list_due_jobs() == []
    (age,) = get_success_ages().values()
    assert age is not None
    assert 0 <= age < 60


@pytest.mark.django_db
def test_a_job_that_somebody_asks_for_runs_at_once(runs: list[str]) -> None:
    request_run("count")
    assert run_periodic_job("count")
    request_run("count")
    assert [job.name for job in list_due_jobs()] == ["count"]
    assert run_periodic_job("count")
    assert not run_periodic_job("count")
    assert len(runs) == 2


@pytest.mark.django_db
def test_a_job_that_fails_says_why_and_is_tried_at_its_next_time(
    runs: list[str],
) -> None:
    def fail() -> None:
        raise ConnectionRefusedError("Le serveur refuse.\nEt encore.")

    add_missing_jobs()
    run_periodic_job("count")
    succeeded = PeriodicJob.objects.get().succeeded_at
    register_periodic_job(PeriodicJobSpec("count", "Compter", HOUR, HOUR, fail))
    PeriodicJob.objects.update(started_at=timezone.now() - HOUR)
    assert run_periodic_job("count")
    job = PeriodicJob.objects.get()
    assert (job.problem, job.result) == ("Le serveur refuse.", "")
    assert job.succeeded_at == succeeded
    assert list_due_jobs() == []
    PeriodicJob.objects.update(started_at=timezone.now() - HOUR)
    assert [job.name for job in list_due_jobs()] == ["count"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_of_two_processes_one_runs_the_job(runs: list[str]) -> None:
    """Both find it due; the lock lets one through, the other finds it done."""
    add_missing_jobs()
    told: list[bool] = []

    def run() -> None:
        told.append(run_periodic_job("count"))
        connection.close()

    threads = [Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs) == 1
    assert sorted(told) == [False] * 5 + [True]


@pytest.mark.django_db
def test_a_job_that_another_process_runs_is_left_to_it(runs: list[str]) -> None:
    add_missing_jobs()
    job = PeriodicJob.objects.get()
    with session_lock(periodic.JOB_LOCKS, job.pk):
        assert not run_periodic_job("count")
        assert list_due_jobs() == []
        PeriodicJob.objects.update(started_at=timezone.now())
        end_lost_runs()
        assert PeriodicJob.objects.running().exists()
    assert runs == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("late", "told"),
    [
        ([], "Interrompue avant sa fin : son processus s’est arrêté."),
        (["count"], "Arrêtée à sa limite de 60 min."),
    ],
)
def test_a_run_whose_process_died_is_told(
    runs: list[str], late: list[str], told: str
) -> None:
    add_missing_jobs()
    PeriodicJob.objects.update(started_at=timezone.now())
    end_lost_runs(late)
    job = PeriodicJob.objects.get()
    assert (job.problem, job.succeeded_at) == (told, None)
    assert job.ended_at
