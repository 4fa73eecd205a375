"""What happens beside an import: others' changes, other imports, a kill."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings as project
from django.db import connection, transaction

from cooperation.enums import ImportState
from cooperation.imports.apply import apply_batch
from cooperation.imports.jobs import BatchError, acquire_import_lock, refresh_state
from cooperation.imports.undo import revert_batch
from cooperation.models import Action, ImportBatch
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


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_leaves_nothing_and_says_so() -> None:
    anne, action = UserFactory.create(), ActionFactory.create(title="Avant")
    table = [
        ["reference", "titre", "chef_de_file"],
        [action.reference, "Import", action.lead.name],
        *(["", f"Nouvelle {n}", action.lead.name] for n in range(20)),
    ]
    batch = sent(as_csv(table), "a.csv", anne)
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.RUNNING)
    environment = {**os.environ, **own_database(), "DEMO": "1"}
    program = [sys.executable, "manage.py", "run_import", str(batch.pk)]
    with transaction.atomic():
        # The row is held: the import waits in the middle, and is killed there.
        Action.objects.select_for_update().get()
        process = subprocess.Popen(program, cwd=project.BASE_DIR, env=environment)
        ImportBatch.objects.filter(pk=batch.pk).update(process=process.pid)
        waits_for_the_lock(process)
        process.send_signal(signal.SIGKILL)
        process.wait()
    while is_at_work():
        time.sleep(0.05)
    assert list(Action.objects.values_list("title", flat=True)) == ["Avant"]
    assert refresh_state(batch).state == ImportState.INTERRUPTED
    assert "rien n’a été écrit" in batch.problem
    apply_batch(batch, by=anne)
    assert Action.objects.count() == 21


def waits_for_the_lock(process: subprocess.Popen[bytes]) -> None:
    """Wait until the other process holds the lock of imports."""
    while not is_at_work():
        assert process.poll() is None, "it ended before it began"
        time.sleep(0.05)


def is_at_work() -> bool:
    """Return whether some process holds the lock of imports of this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return bool(cursor.fetchone()[0])
