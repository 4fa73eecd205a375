"""What is kept of a file: its columns for the next, nothing after a day."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cooperation.enums import ImportState
from cooperation.imports import apply
from cooperation.imports.apply import apply_batch, start_import
from cooperation.imports.jobs import BatchError, refresh_state
from cooperation.imports.pending_files import get_import_directory
from cooperation.imports.preview import preview_batch
from cooperation.imports.tables import map_columns
from cooperation.imports.undo import revert_batch
from cooperation.imports.upload import purge_batches
from cooperation.models import Action, ImportBatch, ImportMapping
from tests.cooperation.spreadsheets.books import as_csv, remarks, sent
from tests.factories import ActionFactory, CollectivityFactory, UserFactory

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> None:
    """Keep what is sent in a folder of the test."""
    settings.VAR_DIR = tmp_path


@pytest.mark.django_db
def test_columns_told_once_are_known_in_the_next_file() -> None:
    anne, lead = UserFactory.create(), CollectivityFactory.create(name="Annecy")
    header = ["Titre", "Chef de file", "Combien", "Démarrage"]
    batch = sent(as_csv([header, ["Puits", lead.name, "500", "2019"]]), "a.csv", anne)
    assert any("« Combien »" in note for note in batch.notes)
    ours = ["titre", "chef_de_file", "budget_eur", "annee_debut"]
    name = batch.sheets[0]["name"]
    with pytest.raises(BatchError, match="inconnue"):
        map_columns(batch, name, {"Titre": "titre", "Combien": "rien"}, by=anne)
    map_columns(batch, name, dict(zip(header, ours, strict=True)), by=anne)
    assert batch.state == ImportState.RECEIVED
    preview_batch(batch)
    apply_batch(batch, by=anne)
    made = Action.objects.get()
    assert (made.budget_eur, made.start_year) == (500, 2019)

    # The same header, written a little otherwise, by somebody else.
    header = ["TITRE", "Chef de file", "combien", "Demarrage"]
    table = [header, ["Mares", lead.name, "700", "2020"]]
    following = sent(as_csv(table), "b.csv", UserFactory.create())
    assert following.counts["total"] == {"creee": 1}, remarks(following)
    apply_batch(following, by=anne)
    made = Action.objects.get(title="Mares")
    assert (made.budget_eur, made.start_year) == (700, 2020)
    assert ImportMapping.objects.get().changed_by == anne


@pytest.mark.django_db
def test_what_waits_is_forgotten_after_a_day_with_its_files() -> None:
    anne, lead = UserFactory.create(), CollectivityFactory.create()
    old, done, new = (
        sent(as_csv([["Titre", "Chef de file"], [title, lead.name]]), "a.csv", anne)
        for title in ("Vieux", "Fait", "Neuf")
    )
    apply_batch(done, by=anne)
    stray = get_import_directory() / f"{anne.pk}/perdu/envoi.csv"
    stray.parent.mkdir()
    stray.write_text("x")
    assert purge_batches() == 0
    assert stray.exists()
    files = [(get_import_directory() / batch.path) for batch in (old, done, new)]
    yesterday = timezone.now() - timedelta(hours=25)
    ImportBatch.objects.filter(pk__in=[old.pk, done.pk]).update(received_at=yesterday)
    os.utime(stray, (yesterday.timestamp(), yesterday.timestamp()))

    assert purge_batches() == 1
    assert [path.exists() for path in files] == [False, False, True]
    assert not stray.exists()
    for batch in (old, done, new):
        batch.refresh_from_db()
    assert [old.state, done.state, new.state] == [
        *(ImportState.DISCARDED, ImportState.APPLIED, ImportState.READ),
    ]
    assert [batch.lines.count() for batch in (old, done, new)] == [0, 0, 1]
    revert_batch(done, by=anne)
    assert not Action.objects.exists()


@pytest.mark.django_db
def test_a_large_batch_is_applied_by_a_worker(
    monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], None]
) -> None:
    anne, action = UserFactory.create(), ActionFactory.create(title="Avant")
    table = [
        ["reference", "titre", "chef_de_file"],
        [action.reference, "Import", action.lead.name],
        ["", "Nouvelle", action.lead.name],
    ]
    batch = sent(as_csv(table), "a.csv", anne)
    monkeypatch.setattr(apply, "MAX_LINES_IN_REQUEST", 1)
    start_import(batch, by=anne)
    assert (batch.state, batch.steps) == (ImportState.RUNNING, 2)
    assert batch.job
    with pytest.raises(BatchError, match="déjà en cours"):
        start_import(batch, by=anne)
    run_jobs()
    refresh_state(batch)
    assert (batch.state, batch.problem) == (ImportState.APPLIED, "")
    assert (batch.steps_done, batch.applied_by, batch.job) == (2, anne, None)
    titles = Action.objects.order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["Import", "Nouvelle"]
    assert Action.history.filter(history_user=anne, history_type="+").count() == 1
