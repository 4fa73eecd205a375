"""A file is parsed once, in the background if it is large, and a death is told."""

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from cooperation.enums import ImportState
from cooperation.imports import parsed_file, preview
from cooperation.imports.jobs import enqueue_job, refresh_state
from cooperation.imports.pending_files import get_import_directory
from cooperation.imports.preview import (
    correct_line,
    read_in_background,
    start_preview,
)
from cooperation.imports.tables import choose_header_line
from cooperation.imports.upload import discard_batch, store_file
from cooperation.models import ImportBatch
from cooperation.spreadsheets.files import open_in_bounded_process
from tests.cooperation.spreadsheets.books import Table, as_csv, xlsx
from tests.factories import CollectivityFactory, UserFactory

HEADER = ["Titre", "Chef de file", "État"]


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> None:
    """Keep what is sent in a folder of the test."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def anne(db: None) -> User:
    """Somebody who may import, beside the authority that the files name."""
    CollectivityFactory.create(name="Annecy")
    return UserFactory.create(superuser=True)


def store(content: bytes, name: str, by: User) -> ImportBatch:
    return store_file(SimpleUploadedFile(name, content), name=name, by=by)


def store_lines(by: User, *rows: list[str], header: list[str] = HEADER) -> ImportBatch:
    return store(as_csv([header, *rows]), "a.csv", by)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were opened, each time that one was."""
    opened: list[Path] = []

    @contextmanager
    def count_openings(path: Path, *options: Any) -> Any:
        opened.append(path)
        with open_in_bounded_process(path, *options) as book:
            yield book

    monkeypatch.setattr(parsed_file, "open_in_bounded_process", count_openings)
    return opened


def test_a_file_is_parsed_once_for_all_its_tables_and_pages(
    anne: User, parsed: list[Path]
) -> None:
    tables: dict[str, Table] = {
        "Actions": [HEADER, ["Un puits", "Annecy", "finie"]],
        "Partenaires": [["Nom", "Pays"], ["Eau Vive", ""]],
    }
    batch = store(xlsx(tables), "a.xlsx", anne)
    start_preview(batch)
    (line,) = batch.lines.filter(sheet="actions")
    correct_line(batch, line, {"etat": "terminee"}, by=anne)
    start_preview(batch)

    assert len(parsed) == 1
    folder = (get_import_directory() / batch.path).parent
    kept = sorted(path.name for path in folder.iterdir())
    assert kept == ["envoi.xlsx", "lignes-0.jsonl", "lignes-1.jsonl"]
    discard_batch(batch, by=anne)
    assert not folder.exists()


def test_another_line_is_chosen_as_header_and_the_file_read_again(
    anne: User, parsed: list[Path]
) -> None:
    table = [
        ["Quoi", "Comment", "Avec quoi"],
        HEADER,
        ["Un puits", "Annecy", "en cours"],
    ]
    batch = store(as_csv(table), "a.csv", anne)
    start_preview(batch)
    assert (batch.state, batch.sheets[0]["code"]) == (ImportState.RECEIVED, "")

    choose_header_line(batch, batch.sheets[0]["name"], 2)
    start_preview(batch)

    assert len(parsed) == 2
    assert batch.sheets[0]["header"] == HEADER
    assert batch.sheets[0]["first_lines"][1] == (2, "Titre · Chef de file · État")
    assert list(batch.lines.values_list("title", "line")) == [("Un puits", 3)]


def test_a_large_file_is_read_and_planned_by_a_worker(
    anne: User, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], None]
) -> None:
    rows = [[f"Puits {n}", "Annecy", "en cours"] for n in range(5)]
    batch = store_lines(anne, *rows)
    monkeypatch.setattr(preview, "MAX_SMALL_SIZE", 0)
    start_preview(batch)
    assert (batch.state, batch.sheets) == (ImportState.READING, [])
    assert batch.job
    run_jobs()
    refresh_state(batch)
    assert (batch.state, batch.problem, batch.job) == (ImportState.READ, "", None)
    assert batch.counts["total"] == {"creee": 5}


def begin_reading(batch: ImportBatch) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.READING)
    batch.refresh_from_db()


def test_a_killed_reading_is_told_at_once_and_begun_again(anne: User) -> None:
    batch = store_lines(anne, ["Un puits", "Annecy", "en cours"])
    begin_reading(batch)
    enqueue_job(batch, preview.read_import)
    # No process holds the lock of this worker.
    DBTaskResult.objects.get().claim("a worker that is dead")
    refresh_state(batch)
    assert (batch.state, batch.job) == (ImportState.RECEIVED, None)
    assert batch.problem == "La lecture du fichier a été interrompue : relancez-la."
    start_preview(batch)
    assert batch.counts["total"] == {"creee": 1}
    assert batch.problem == ""


def test_an_unreadable_file_that_was_read_in_the_background_is_discarded(
    anne: User,
) -> None:
    batch = store(b"PK\x03\x04 nothing of a workbook", "a.xlsx", anne)
    folder = (get_import_directory() / batch.path).parent
    begin_reading(batch)
    read_in_background(batch)
    assert (batch.state, batch.path) == (ImportState.DISCARDED, "")
    assert batch.problem
    assert not folder.exists()


def test_unknown_columns_wait_for_staff_after_a_reading_in_the_background(
    anne: User,
) -> None:
    batch = store_lines(anne, ["Un puits", "Annecy", "x"], header=[*HEADER[:2], "Quoi"])
    begin_reading(batch)
    read_in_background(batch)
    assert (batch.state, batch.lines.count()) == (ImportState.RECEIVED, 0)
    assert batch.notes[-1] == "Colonnes laissées de côté : « Quoi »."
