"""What a worker does for the pages of an import, and what they say while it waits."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cooperation.db import session_lock
from cooperation.enums import ImportState, Publication
from cooperation.imports import apply, preview, publication, undo
from cooperation.models import Action, ImportBatch
from cooperation.web.jobs import WORKER_LOCKS, count_waiting_jobs
from tests import factories

pytestmark = pytest.mark.django_db
IMPORTS = "/gestion/cooperation/importbatch/"
Jobs = Callable[[], None]


@pytest.fixture(autouse=True)
def everything_is_large(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is asked of an import is done by a worker."""
    settings.VAR_DIR = tmp_path
    for module in (apply, preview, publication, undo):
        monkeypatch.setattr(module, "MAX_LINES_IN_REQUEST", 0)


@pytest.fixture
def batch(staff_client: Client) -> ImportBatch:
    """A file of two new actions, sent; a worker is to read it."""
    factories.CollectivityFactory(name="Annecy")
    text = "Titre;Collectivité chef de file\nUn puits;Annecy\nUn four;Annecy\n"
    file = SimpleUploadedFile("actions.csv", text.encode())
    staff_client.post(f"{IMPORTS}deposer/", {"file": file})
    return ImportBatch.objects.get()


def of(batch: ImportBatch, page: str = "") -> str:
    return f"{IMPORTS}{batch.pk}/{page}"


def press(client: Client, batch: ImportBatch, page: str) -> str:
    """Press the button of a page; return the page that comes then."""
    answer = client.post(of(batch, page), follow=True)
    assert answer.redirect_chain[-1][0] == of(batch, "avancement/")
    batch.refresh_from_db()
    return str(answer.text)


@pytest.mark.slow
def test_a_worker_reads_applies_publishes_and_undoes(
    staff_client: Client, batch: ImportBatch, run_jobs: Jobs
) -> None:
    assert batch.state == ImportState.READING
    run_jobs()
    assert "Un four" in staff_client.get(of(batch)).text

    assert "Import en cours" in press(staff_client, batch, "appliquer/")
    assert batch.state == ImportState.RUNNING
    run_jobs()
    assert "Publier ces 2 fiches" in staff_client.get(of(batch)).text

    assert "Publication en cours" in press(staff_client, batch, "publier/")
    # A second tab, a second click: nothing more is done.
    assert "Publication en cours" in press(staff_client, batch, "publier/")
    assert "Publication en cours" in press(staff_client, batch, "annuler/")
    assert count_waiting_jobs() == 1
    assert not Action.objects.published().exists()
    run_jobs()
    assert Action.objects.published().count() == 2
    assert "Publier" not in staff_client.get(of(batch)).text

    assert "Annulation en cours" in press(staff_client, batch, "annuler/")
    assert Action.objects.count() == 2
    run_jobs()
    assert "tout est revenu à l’état d’avant" in staff_client.get(of(batch)).text
    assert not Action.objects.exists()
    assert count_waiting_jobs() == 0


def test_another_of_the_staff_sees_how_far_an_undoing_is(
    staff_client: Client, batch: ImportBatch, run_jobs: Jobs
) -> None:
    run_jobs()
    press(staff_client, batch, "appliquer/")
    ImportBatch.objects.update(received_by=None)
    assert staff_client.get(of(batch, "avancement/")).status_code == 404
    run_jobs()
    press(staff_client, batch, "annuler/")
    assert staff_client.get(of(batch, "avancement/")).status_code == 200


def test_what_a_worker_refuses_is_told_on_the_page(
    staff_client: Client, batch: ImportBatch, run_jobs: Jobs
) -> None:
    run_jobs()
    press(staff_client, batch, "appliquer/")
    run_jobs()
    action = Action.objects.get(title="Un puits")
    action.title = "Un autre puits"
    action.save()
    press(staff_client, batch, "annuler/")
    run_jobs()
    told = staff_client.get(of(batch)).text
    assert "Des fiches ont changé depuis : l’import ne s’annule plus." in told
    assert "« Un autre puits » : modifiée depuis" in told
    assert Action.objects.filter(publication=Publication.DRAFT).count() == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (
            "publier/",
            "La publication a été interrompue : rien n’est publié. Relancez-la.",
        ),
        ("annuler/", "L’annulation a été interrompue : rien n’a changé. Relancez-la."),
    ],
)
def test_a_dead_worker_is_told_and_the_button_is_there_again(
    staff_client: Client, batch: ImportBatch, run_jobs: Jobs, page: str, problem: str
) -> None:
    run_jobs()
    press(staff_client, batch, "appliquer/")
    run_jobs()
    press(staff_client, batch, page)
    # No process holds the lock of this worker.
    DBTaskResult.objects.ready().get().claim("a worker that is dead")
    told = staff_client.get(of(batch, "avancement/"), follow=True).text
    assert problem in told
    assert of(batch, page) in told
    press(staff_client, batch, page)
    run_jobs()
    batch.refresh_from_db()
    assert batch.problem == ""


def test_a_page_says_after_some_seconds_why_nothing_happens(
    staff_client: Client, batch: ImportBatch, run_jobs: Jobs
) -> None:
    waits = "Le traitement attend : aucun service de traitement ne tourne."
    assert waits not in staff_client.get(of(batch, "avancement/")).text
    long_ago = timezone.now() - timedelta(seconds=10)
    DBTaskResult.objects.update(enqueued_at=long_ago)
    assert waits in staff_client.get(of(batch, "avancement/")).text
    part = staff_client.get(of(batch, "avancement/"), headers={"hx-request": "true"})
    assert waits in part.text
    with session_lock(WORKER_LOCKS, 1):
        told = staff_client.get(of(batch, "avancement/")).text
    assert waits not in told
    assert "Le traitement attend que le précédent soit fini." in told
    run_jobs()
    batch.refresh_from_db()
    assert batch.state == ImportState.READ
