"""A file that waits may lie in a bucket: what one node was sent, another applies."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from moto import mock_aws

from config.s3 import build_s3_storage
from cooperation.enums import ImportState
from cooperation.imports import pending_files
from cooperation.imports.parsed_file import iter_kept_rows
from cooperation.imports.pending_files import (
    has_folder,
    make_folder,
    open_folder,
    remove_old_folders,
)
from cooperation.imports.upload import purge_batches
from cooperation.imports.yearly_updates import open_update, store_list
from cooperation.models import Action, GlossaryTerm, ImportBatch
from cooperation.reference.source_files import ReferenceDataError
from tests import factories

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
ACCESS = {"access_key": "k", "secret_key": "s", "region_name": "eu-west-3"}
IMPORTS = "/gestion/cooperation/importbatch/"


@pytest.fixture
def bucket(settings: Any, tmp_path: Path) -> Iterator[Any]:
    """A bucket, and nodes whose own folder is empty."""
    settings.VAR_DIR = tmp_path / "node"
    with mock_aws():
        client = boto3.client(
            "s3",
            region_name="eu-west-3",
            aws_access_key_id="k",
            aws_secret_access_key="s",
        )
        place = {"LocationConstraint": "eu-west-3"}
        client.create_bucket(Bucket="imports", CreateBucketConfiguration=place)
        settings.STORAGES = {
            **settings.STORAGES,
            "imports": build_s3_storage("imports", ACCESS),
        }
        yield client
        assert not (tmp_path / "node" / "imports").exists(), "nothing stays on a node"


def list_keys(client: Any) -> list[str]:
    found = client.list_objects_v2(Bucket="imports").get("Contents", [])
    return [one["Key"].rpartition("/")[2] for one in found]


def upload(client: Client, text: str) -> ImportBatch:
    file = SimpleUploadedFile("actions.csv", text.encode())
    client.post(f"{IMPORTS}deposer/", {"file": file})
    return ImportBatch.objects.latest("pk")


def test_an_import_is_read_again_previewed_and_applied_from_the_bucket(
    staff_client: Client, bucket: Any
) -> None:
    factories.CollectivityFactory(name="Annecy")
    batch = upload(staff_client, "Quoi;Avec\nTitre;Chef de file\nUn puits;Annecy\n")
    assert batch.state == ImportState.RECEIVED
    assert list_keys(bucket) == ["envoi.csv", "lignes-0.jsonl"]
    page = f"{IMPORTS}{batch.pk}/"
    columns = staff_client.get(f"{page}colonnes/").text
    assert "Un puits" in columns
    staff_client.post(f"{page}colonnes/", {"ligne-feuille-0": "2"})
    batch.refresh_from_db()
    assert batch.state == ImportState.READ
    with open_folder(batch.path.rpartition("/")[0]) as folder:
        assert list(iter_kept_rows(folder, 0)) == [(3, ["Un puits", "Annecy"])]
    staff_client.post(f"{page}appliquer/")
    assert Action.objects.get().title == "Un puits"
    assert purge_batches(timedelta(0)) == 0
    assert list_keys(bucket) == []


def test_what_is_discarded_or_cannot_be_read_leaves_nothing(
    staff_client: Client, bucket: Any
) -> None:
    upload(staff_client, "Titre;Chef de file\nUn puits;Annecy\n")
    waiting = ImportBatch.objects.get()
    staff_client.post(f"{IMPORTS}{waiting.pk}/abandonner/")
    file = SimpleUploadedFile("actions.xlsx", b"PK no workbook")
    answer = staff_client.post(f"{IMPORTS}deposer/", {"file": file})
    assert answer.status_code == 400
    assert list_keys(bucket) == []


def test_a_simple_table_waits_in_the_bucket_too(
    staff_client: Client, bucket: Any
) -> None:
    page = "/gestion/cooperation/glossaryterm/"
    factories.GlossaryTermFactory()
    text = "Code;Nom français\njumelage;Jumelage d’été\n"
    file = SimpleUploadedFile("termes.csv", text.encode())
    sent = {"import_file": file, "format": "0"}
    preview = staff_client.post(f"{page}import/", sent)
    assert list_keys(bucket) == ["envoi.csv"]
    values = preview.context["confirm_form"].initial
    staff_client.post(f"{page}process_import/", values)
    assert GlossaryTerm.objects.get().name_fr == "Jumelage d’été"
    assert list_keys(bucket) == []


def test_lists_of_a_year_wait_in_the_bucket_and_errors_name_the_file_alone(
    bucket: Any,
) -> None:
    with make_folder("millesime/un") as place:
        for name in ("communes", "epcis"):
            store_list(SimpleUploadedFile("l.csv", b"\x00"), place / f"{name}.csv")
    assert has_folder("millesime/un")
    with (
        pytest.raises(ReferenceDataError) as refusal,
        open_update("millesime/un", date(2026, 1, 1)) as update,
    ):
        assert update.plan
    assert "/tmp" not in str(refusal.value)


def test_what_nobody_knows_goes_after_its_time(
    bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with make_folder("1/perdu") as place:
        (place / "envoi.csv").write_text("x")
    remove_old_folders([], timedelta(hours=1))
    assert has_folder("1/perdu")
    monkeypatch.setattr(pending_files.time, "time", lambda: 4e9)
    remove_old_folders(["1/perdu"], timedelta(hours=1))
    assert has_folder("1/perdu")
    remove_old_folders([], timedelta(hours=1))
    assert not has_folder("1/perdu")
