"""A job is ended by its worker where it is at: stopped by somebody, or at its limit."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from config import job_watch
from cooperation.enums import ImportState
from cooperation.imports import apply
from cooperation.imports.apply import start_import
from cooperation.imports.jobs import is_import_lock_held, refresh_state
from cooperation.models import Action, ImportBatch, JobStop
from cooperation.web import jobs
from cooperation.web.jobs import describe_failure, prune_jobs, stop_job
from tests.cooperation.spreadsheets.books import as_csv, sent
from tests.factories import ActionFactory, UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_worker"),
    pytest.mark.slow,
]
Jobs = Callable[[], None]


@pytest.fixture(autouse=True)
def quickly(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Look often, and have a worker do every import."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(job_watch, "POLL", 0.05)
    monkeypatch.setattr(apply, "MAX_LINES_IN_REQUEST", 0)
    return


@pytest.fixture
def batch() -> ImportBatch:
    """A file that changes one action; a worker is to apply it."""
    anne, action = UserFactory.create(), ActionFactory.create(title="Avant")
    table = [["reference", "titre"], [action.reference, "Import"]]
    found = sent(as_csv(table), "a.csv", anne)
    start_import(found, by=anne)
    return found


def hold_the_row_while(deed: Callable[[], object]) -> Thread:
    """Keep the row from the import that will want it, until a deed is done."""

    def hold() -> None:
        try:
            with transaction.atomic():
                Action.objects.select_for_update().get()
                deadline = time.monotonic() + 20
                while not is_import_lock_held() and time.monotonic() < deadline:
                    time.sleep(0.02)
                deed()
                time.sleep(1)
        finally:
            connection.close()

    thread = Thread(target=hold)
    thread.start()
    time.sleep(0.2)  # it has the row by then
    return thread


def test_a_stopped_import_writes_nothing_is_told_and_can_be_applied_again(
    batch: ImportBatch, run_jobs: Jobs
) -> None:
    (job,) = DBTaskResult.objects.all()
    holder = hold_the_row_while(lambda: stop_job(job.pk))
    run_jobs()
    holder.join()
    job.refresh_from_db()
    assert job.status == TaskResultStatus.FAILED
    assert describe_failure(job) == "arrêté sur demande"
    after = refresh_state(batch)
    assert (after.state, after.problem) == (
        ImportState.READ,
        "Arrêté sur demande : rien n’a changé.",
    )
    assert Action.objects.get().title == "Avant"

    start_import(batch, by=None)
    run_jobs()
    assert refresh_state(batch).state == ImportState.APPLIED
    assert Action.objects.get().title == "Import"


def test_an_import_at_its_limit_is_ended_and_told(
    batch: ImportBatch, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(jobs.LIMITS, "run_import", timedelta(seconds=1))
    holder = hold_the_row_while(lambda: time.sleep(2))
    run_jobs()
    holder.join()
    (job,) = DBTaskResult.objects.all()
    assert describe_failure(job) == "arrêté à sa limite de 0 min"
    assert refresh_state(batch).state == ImportState.READ
    assert batch.problem.startswith("Arrêté à sa limite de temps : rien n’a changé.")
    assert Action.objects.get().title == "Avant"


def test_a_job_that_waits_is_ended_at_once_and_never_run(
    batch: ImportBatch, run_jobs: Jobs
) -> None:
    (job,) = DBTaskResult.objects.all()
    assert stop_job(job.pk)
    run_jobs()
    assert refresh_state(batch).state == ImportState.INTERRUPTED
    assert Action.objects.get().title == "Avant"
    assert not stop_job(job.pk), "it has ended"
    assert not JobStop.objects.exists()


def test_a_job_that_ended_by_itself_is_left_alone(
    batch: ImportBatch, run_jobs: Jobs
) -> None:
    run_jobs()
    (job,) = DBTaskResult.objects.all()
    assert not stop_job(job.pk)
    job.refresh_from_db()
    assert job.status == TaskResultStatus.SUCCESSFUL
    JobStop.objects.create(job=job.pk)
    prune_jobs(timedelta(0))
    assert not JobStop.objects.exists()


def test_who_sent_a_file_and_the_owner_have_a_button(
    staff_client: Client, batch: ImportBatch, run_jobs: Jobs
) -> None:
    (job,) = DBTaskResult.objects.all()
    page = staff_client.get("/gestion/traitements/").text
    assert f'name="arreter" value="{job.pk}"' in page
    told = staff_client.post(
        "/gestion/traitements/", {"arreter": str(job.pk)}, follow=True
    )
    assert "L’arrêt est demandé" in told.text
    assert "arrêté sur demande" in told.text
    again = staff_client.post(
        "/gestion/traitements/", {"arreter": str(job.pk)}, follow=True
    )
    assert "Ce traitement est déjà fini." in again.text
    wrong = staff_client.post("/gestion/traitements/", {"arreter": "x"})
    assert wrong.status_code == 404

    ImportBatch.objects.update(received_by=staff_client.session["_auth_user_id"])
    start_import(batch, by=None)
    address = f"/gestion/cooperation/importbatch/{batch.pk}/"
    progress = staff_client.get(f"{address}avancement/").text
    assert f'action="{address}arreter/"' in progress
    staff_client.post(f"{address}arreter/")
    run_jobs()
    assert "L’import a été interrompu" in staff_client.get(address).text
    assert Action.objects.get().title == "Avant"
