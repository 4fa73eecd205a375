"""What happens beside an import: others' changes, other imports, a kill."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as project
from django.db import connection, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from cooperation.enums import ImportState
from cooperation.imports import apply
from cooperation.imports.apply import apply_batch, start_import
from cooperation.imports.jobs import (
    BatchError,
    acquire_import_lock,
    is_import_lock_held,
    mark_running,
    refresh_state,
)
from cooperation.imports.undo import revert_batch
from cooperation.models import Action, ImportBatch
from cooperation.web.jobs import is_worker_running
from tests.cooperation.spreadsheets.books import as_csv, remarks, sent
from tests.factories import (
    ActionFactory,
    CollectivityFactory,
    ExchangeRateFactory,
    FundingWindowFactory,
    PhotoFactory,
    UserFactory,
)
from tests.processes import own_database

pytestmark = pytest.mark.slow

HEADER = [
    "reference",
    "titre",
    "chef_de_file",
    "budget_eur",
    "annee_debut",
    "annee_fin",
]


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> None:
    """Keep what is sent in a folder of the test."""
    settings.VAR_DIR = tmp_path


@pytest.mark.django_db
def test_an_entry_changed_since_the_preview_is_shown_not_overwritten() -> None:
    anne, action = UserFactory.create(), ActionFactory.create(title="Avant")
    table = [["reference", "titre"], [action.reference, "Import"]]
    batch = sent(as_csv(table), "a.csv", anne)
    Action.objects.filter(pk=action.pk).update(title="Agent")
    with pytest.raises(BatchError) as refusal:
        apply_batch(batch, by=anne)
    assert "ligne 2" in refusal.value.details[0]
    action.refresh_from_db()
    assert action.title == "Agent"
    assert batch.lines.get().changes[0]["old"] == "Agent"
    apply_batch(batch, by=anne)
    assert Action.objects.get().title == "Import"


@pytest.mark.django_db
def test_undo_tells_what_changed_since_and_touches_nothing() -> None:
    anne, action = UserFactory.create(), ActionFactory.create()
    lead = CollectivityFactory.create(name="Cruseilles")
    table = [
        HEADER,
        [action.reference, "Changée", action.lead.name, "", "", ""],
        ["", "Créée", lead.name, "", "", ""],
    ]
    batch = sent(as_csv(table), "a.csv", anne)
    apply_batch(batch, by=anne)
    PhotoFactory.create(action=Action.objects.get(title="Créée"))
    Action.objects.filter(pk=action.pk).update(title="Encore")
    with pytest.raises(BatchError) as refusal:
        revert_batch(batch, by=anne)
    told = " ".join(refusal.value.details)
    assert "modifiée depuis" in told
    assert "photo" in told
    assert Action.objects.filter(title__in=["Encore", "Créée"]).count() == 2


@pytest.mark.django_db
def test_the_mess_is_read_converted_and_said() -> None:
    anne, lead = UserFactory.create(), CollectivityFactory.create(name="Annecy")
    window = FundingWindowFactory.create()
    ExchangeRateFactory.create(per_euro="1.25")
    header = [*HEADER, "guichet", "montant", "montant_annee"]
    table = [
        header,
        ["", "Puits", lead.name, "env. 50 000 €", "2012-2015", "", "", "", ""],
        [
            "",
            "Mares",
            lead.name,
            "481.180 €",
            "depuis 2007",
            "",
            *(window.code, "1000 CHF", "2020"),
        ],
        ["", "Sel", lead.name, "", "2020", "", *(window.code, "1000 CHF", "2021")],
        ["", "Lait", "Anecy", "", "2020", "", "", "", ""],
    ]
    batch = sent(as_csv(table), "a.csv", anne)
    outcomes = list(batch.lines.values_list("outcome", flat=True))
    assert outcomes == ["creee", "creee", "refusee", "refusee"], remarks(batch)
    said = remarks(batch)
    assert any("pas de taux pour CHF en 2021" in text for text in said)
    assert any("converti" in text for text in said)
    near = batch.lines.get(title="Lait").remarks[0]["candidates"]
    assert near[0]["label"].startswith("Annecy")
    batch.lines.refused().delete()
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.READ)
    apply_batch(batch, by=anne)
    puits, mares = Action.objects.get(title="Puits"), Action.objects.get(title="Mares")
    assert (puits.start_year, puits.end_year, puits.budget_eur) == (2012, 2015, 50_000)
    assert (mares.start_year, mares.budget_eur) == (2007, 481_180)
    funding = mares.fundings.get()
    assert funding.amount == 800
    assert "1000 CHF au taux de 1.25" in funding.note


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_imports_is_told_to_wait() -> None:
    anne, action = UserFactory.create(), ActionFactory.create()
    table = [["reference", "titre"], [action.reference, "Import"]]
    batch = sent(as_csv(table), "a.csv", anne)
    told: list[str] = []

    def second() -> None:
        try:
            apply_batch(batch, by=anne)
        except BatchError as error:
            told.append(str(error))
        finally:
            connection.close()

    with transaction.atomic():
        acquire_import_lock()
        thread = Thread(target=second)
        thread.start()
        thread.join()
    assert "Un autre import est en cours" in told[0]
    assert ImportBatch.objects.get().state == ImportState.READ
    apply_batch(batch, by=anne)
    assert Action.objects.get().title == "Import"


TABLE = [["reference", "titre", "chef_de_file"]]


def send_many(by: User, action: Action, number: int) -> ImportBatch:
    """Send a file that changes an action and creates ``number`` others."""
    changed = [action.reference, "Import", action.lead.name]
    created = (["", f"Nouvelle {n}", action.lead.name] for n in range(number))
    return sent(as_csv([*TABLE, changed, *created]), "a.csv", by)


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker on the database of the test, killed at the end if it still lives."""
    environment = {**os.environ, **own_database(), "DEMO": "1"}
    program = [sys.executable, "manage.py", "run_worker"]
    process = subprocess.Popen(program, cwd=project.BASE_DIR, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_its_page_says_so_and_it_is_applied_again(
    staff_client: Client, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], None]
) -> None:
    anne, action = (
        User.objects.get(),
        ActionFactory.create(title="Avant", lead__name="Annecy"),
    )
    batch = send_many(anne, action, 20)
    monkeypatch.setattr(apply, "MAX_LINES_IN_REQUEST", 1)
    page = f"/gestion/cooperation/importbatch/{batch.pk}/"
    staff_client.post(f"{page}appliquer/")
    assert refresh_state(batch).state == ImportState.RUNNING
    with worker() as process:
        with transaction.atomic():
            # The row is held: the import waits in the middle, and is killed there.
            Action.objects.select_for_update().get()
            wait_until(is_import_lock_held, process)
            told = staff_client.get(f"{page}avancement/")
            assert "lignes écrites sur 21" in told.text
            process.send_signal(signal.SIGKILL)
            process.wait()
            wait_until(lambda: not is_worker_running())
            told = staff_client.get(f"{page}avancement/", follow=True)
        # PostgreSQL sees by itself, within a second, that nobody waits for it any more.
        wait_until(lambda: not is_import_lock_held())
    assert "L’import a été interrompu : rien n’a été écrit. Relancez-le." in told.text
    assert list(Action.objects.values_list("title", flat=True)) == ["Avant"]

    run_jobs()
    assert list(Action.objects.values_list("title", flat=True)) == ["Avant"]
    (job,) = DBTaskResult.objects.all()
    assert (job.status, job.exception_class_path) == (
        "FAILED",
        "cooperation.web.jobs.LostWorker",
    )
    staff_client.post(f"{page}appliquer/")
    run_jobs()
    assert refresh_state(batch).state == ImportState.APPLIED
    assert Action.objects.count() == 21
    run_jobs()
    assert Action.objects.count() == 21


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_stopped_finishes_its_import(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    anne, action = (
        UserFactory.create(),
        ActionFactory.create(title="Avant", lead__name="Annecy"),
    )
    batch = send_many(anne, action, 20)
    monkeypatch.setattr(apply, "MAX_LINES_IN_REQUEST", 1)
    start_import(batch, by=anne)
    with worker() as process:
        with transaction.atomic():
            Action.objects.select_for_update().get()
            wait_until(is_import_lock_held, process)
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    assert refresh_state(batch).state == ImportState.APPLIED
    assert Action.objects.count() == 21


@pytest.mark.django_db
def test_a_job_whose_import_was_begun_anew_does_nothing(
    monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], None]
) -> None:
    anne, action = (
        UserFactory.create(),
        ActionFactory.create(title="Avant", lead__name="Annecy"),
    )
    batch = send_many(anne, action, 2)
    monkeypatch.setattr(apply, "MAX_LINES_IN_REQUEST", 1)
    start_import(batch, by=anne)
    (first,) = DBTaskResult.objects.all()
    ImportBatch.objects.update(state=ImportState.INTERRUPTED, job=None)
    start_import(batch, by=anne)
    assert batch.job != first.pk
    run_jobs()
    assert refresh_state(batch).state == ImportState.APPLIED
    assert Action.objects.count() == 3
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


@pytest.mark.django_db
def test_an_import_that_was_begun_anew_meanwhile_is_not_written_twice() -> None:
    """Its page believed it dead: what it wrote is taken back at its end."""
    anne, action = (
        UserFactory.create(),
        ActionFactory.create(title="Avant", lead__name="Annecy"),
    )
    batch = send_many(anne, action, 2)
    mark_running(batch)
    ImportBatch.objects.filter(pk=batch.pk).update(job=uuid4())
    with pytest.raises(BatchError, match="relancé entre-temps"):
        apply_batch(batch, by=anne, begun=True)
    assert Action.objects.count() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.problem) == (ImportState.RUNNING, "")


def wait_until(
    is_so: Callable[[], bool], process: subprocess.Popen[bytes] | None = None
) -> None:
    """Wait for up to a minute; fail if the process ends before."""
    for _ in range(1200):
        if is_so():
            return
        assert process is None or process.poll() is None, "it ended before it began"
        time.sleep(0.05)
    raise AssertionError("it did not come")
