"""Exports that a worker makes: a page says how far, and has the file."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cooperation.exports import prepared
from cooperation.models import PreparedFile
from cooperation.web.jobs import stop_job
from tests import factories
from tests.people import log_in_with_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_worker")]
Jobs = Callable[[], None]
STAFF_LIST = "/gestion/cooperation/action/"


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker is there; every export is large, and none more may be sent."""
    monkeypatch.setattr(prepared, "is_worker_running", lambda: True)
    monkeypatch.setattr("cooperation.views.api.exports.is_for_worker", is_large)
    monkeypatch.setattr("cooperation.views.api.exports.MAX_ROWS_AT_ONCE", 0)
    monkeypatch.setattr("cooperation.views.api.exports.claim_slot", lambda: False)
    monkeypatch.setattr("cooperation.admin.mixins.exports.is_for_worker", is_large)


def is_large(rows: int, _most: int = 0) -> bool:
    return prepared.is_for_worker(rows, most=0)


def titles(content: bytes) -> list[Any]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    place = [str(cell).lower() for cell in header].index("titre")
    return [row[place] for row in rows]


def test_a_large_selection_is_prepared_then_fetched_at_its_address(
    client: Client, worker: None, run_jobs: Jobs
) -> None:
    factories.ActionFactory(title="Puits", lead__name="Annecy")
    factories.ActionFactory(title="Lycée")
    answer = client.get("/actions.xlsx?q=puits", follow=True)
    ((address, status),) = answer.redirect_chain
    assert status == 302
    assert address.startswith("/exports/")
    assert "0 lignes écrites sur 1" in answer.text
    assert 'href="/actions/?q=puits"' in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    early = client.get(f"{address}fichier/")
    assert (early.status_code, early["Location"]) == (302, address)

    run_jobs()
    page = client.get(address)
    assert f'href="{address}fichier/"' in page.text
    assert "hx-get" not in page.text
    file = client.get(f"{address}fichier/")
    today = timezone.localdate()
    name = f"actions-puits-{today:%Y-%m-%d}.xlsx"
    assert file["Content-Disposition"] == f'attachment; filename="{name}"'
    assert titles(file.content) == ["Puits"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_asks_for_the_same_gets_the_same_until_the_data_change(
    client: Client, worker: None, run_jobs: Jobs
) -> None:
    factories.ActionFactory()
    first = client.get("/actions.xlsx")["Location"]
    assert client.get("/actions.xlsx")["Location"] == first
    run_jobs()
    assert client.get("/actions.xlsx")["Location"] == first
    assert client.get("/en/actions.xlsx")["Location"] != first
    factories.ActionFactory()
    assert client.get("/actions.xlsx")["Location"] != first


def test_those_that_may_be_sent_at_once_are_immediate(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.ActionFactory()
    assert client.get("/actions.xlsx").status_code == 200
    monkeypatch.setattr("cooperation.views.api.exports.MAX_ROWS_AT_ONCE", 0)
    monkeypatch.setattr(prepared, "is_worker_running", lambda: True)
    assert client.get("/actions.xlsx").status_code == 200, "one may be sent"
    monkeypatch.undo()
    assert not PreparedFile.objects.exists()
    assert (prepared.MAX_ROWS_AT_ONCE, prepared.is_for_worker(3_000)) == (2_000, False)


def test_one_that_failed_is_told_and_asked_for_anew(
    client: Client, worker: None, run_jobs: Jobs
) -> None:
    factories.ActionFactory()
    first = client.get("/actions.xlsx")["Location"]
    stop_job(DBTaskResult.objects.get().pk)
    run_jobs()
    assert "n’a pas pu être préparé" in client.get(first).text
    second = client.get("/actions.xlsx")["Location"]
    assert second != first
    run_jobs()
    assert client.get(f"{second}fichier/").status_code == 200


def test_that_of_staff_is_theirs_alone_and_has_all_worksheets(
    staff_client: Client, worker: None, run_jobs: Jobs
) -> None:
    factories.ActionFactory(title="Brouillon", draft=True)
    addresses = [
        staff_client.get(f"{STAFF_LIST}exporter.{suffix}")["Location"]
        for suffix in ("xlsx", "zip")
    ]
    run_jobs()
    workbook, archive = (
        staff_client.get(f"{address}fichier/") for address in addresses
    )
    assert "Brouillon" in str(titles_of_all(workbook.content))
    assert archive.content.startswith(b"PK")
    assert archive["Content-Type"] == "application/zip"
    other = log_in_with_second_factor(Client(), factories.UserFactory(superuser=True))
    for who in (Client(), other):
        assert who.get(addresses[0]).status_code == 404
        assert who.get(f"{addresses[0]}fichier/").status_code == 404


def titles_of_all(content: bytes) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


def test_old_ones_go_and_only_so_many_are_kept() -> None:
    now = timezone.now()
    for number in range(4):
        PreparedFile.objects.create(
            name=str(number), created_at=now - timedelta(hours=number)
        )
    PreparedFile.objects.keep_newest(2)
    assert [file.name for file in PreparedFile.objects.all()] == ["0", "1"]
    PreparedFile.objects.delete_old(timedelta(minutes=30))
    assert [file.name for file in PreparedFile.objects.all()] == ["0"]


def test_an_address_that_is_none_is_404(client: Client) -> None:
    assert client.get("/exports/inconnue/").status_code == 404
    assert client.get("/exports/inconnue/fichier/").status_code == 404
