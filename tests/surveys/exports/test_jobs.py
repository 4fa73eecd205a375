"""A long export is made by a worker and waits a day for who asked for it."""

import datetime
import io
import zipfile
from collections.abc import Callable

import pytest
from django.utils import timezone

from surveys.enums import ExportState
from surveys.exports import jobs
from surveys.models import AnswerExport, Wave
from tests.surveys.conftest import small_questionnaire
from tests.surveys.results.world import authorities, staff_with, wave_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(monkeypatch, settings, tmp_path, no_worker: None) -> Wave:
    """A wave whose export takes long."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(jobs, "MAX_ANSWERS_IN_REQUEST", 3)
    people = authorities(("commune", "74", 10))
    return wave_with(small_questionnaire(), [(one, {"role": "elu"}) for one in people])


def address(wave: Wave) -> str:
    return f"/gestion/enquetes/{wave.slug}/resultats/exports/"


ANONYMOUS = {"contenu": "anonyme", "format": "csv"}


def test_the_file_is_made_once_and_given_to_who_asked_alone(
    wave: Wave, run_jobs: Callable[[], None]
) -> None:
    client = staff_with("see_answers")
    for _click in range(2):
        client.post(address(wave), ANONYMOUS)
    export = AnswerExport.objects.get()
    assert (export.state, export.rows) == (ExportState.WAITING, 10)
    assert "en préparation" in client.get(address(wave)).content.decode()

    run_jobs()
    page = client.get(address(wave)).content.decode()
    assert f"{address(wave)}{export.pk}/" in page
    given = client.get(f"{address(wave)}{export.pk}/")
    assert "no-store" in given["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(given.getvalue())) as archive:
        assert "reponses.csv" in archive.namelist()
    other = staff_with("see_answers").get(f"{address(wave)}{export.pk}/")
    assert other.status_code == 404


def test_the_file_is_deleted_after_a_day(
    wave: Wave, run_jobs: Callable[[], None]
) -> None:
    client = staff_with("see_answers")
    client.post(address(wave), ANONYMOUS)
    run_jobs()
    AnswerExport.objects.update(
        exported_at=timezone.now() - datetime.timedelta(hours=25)
    )
    jobs.purge_export_files(older_than=datetime.timedelta(0))
    assert not list(jobs.get_export_directory().glob("*"))
    export = AnswerExport.objects.get()
    assert (export.state, export.path) == (ExportState.DELETED, "")
    assert client.get(f"{address(wave)}{export.pk}/").status_code == 404


def test_a_failure_is_told_and_leaves_the_way_to_ask_again(
    wave: Wave, run_jobs: Callable[[], None], monkeypatch
) -> None:
    def fail(*_args: object) -> None:
        raise OSError("disque plein")

    client = staff_with("see_answers")
    client.post(address(wave), ANONYMOUS)
    monkeypatch.setattr(jobs, "write_export", fail)
    run_jobs()
    assert AnswerExport.objects.get().state == ExportState.FAILED
    assert "en échec" in client.get(address(wave)).content.decode()
    client.post(address(wave), ANONYMOUS)
    assert AnswerExport.objects.filter(state=ExportState.WAITING).count() == 1
