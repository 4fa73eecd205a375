"""Backups in a bucket, and media in another: the same code by Django's storages."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import Client
from django.urls import reverse
from moto import mock_aws

from config import doctor
from config.backups.jobs import run_backup
from config.backups.restore import list_media, restore_media
from config.backups.stored import find_backup, list_backups, verify_files
from config.s3 import build_s3_storage
from config.storage import iter_files
from tests import factories

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ACCESS = {"access_key": "k", "secret_key": "s", "region_name": "eu-west-3"}


@pytest.fixture
def buckets(settings: Any) -> Iterator[Any]:
    with mock_aws():
        client = boto3.client(
            "s3",
            region_name="eu-west-3",
            aws_access_key_id="k",
            aws_secret_access_key="s",
        )
        for name in ("media", "backups"):
            place = {"LocationConstraint": "eu-west-3"}
            client.create_bucket(Bucket=name, CreateBucketConfiguration=place)
        settings.STORAGES = {
            **settings.STORAGES,
            "default": build_s3_storage("media", ACCESS),
            "backups": build_s3_storage("backups", ACCESS),
        }
        yield client


def list_keys(client: Any, bucket: str) -> list[str]:
    found = client.list_objects_v2(Bucket=bucket).get("Contents", [])
    return [one["Key"] for one in found]


def test_media_and_backups_lie_in_their_buckets(settings: Any, buckets: Any) -> None:
    settings.BACKUP_KEY = "a-key-of-the-tests-0123456789-0123456789"
    content = b"x" * 6_000_000  # more than a part of an upload
    name = default_storage.save("documents/été.pdf", ContentFile(content))
    assert list_keys(buckets, "media") == [name] == list(iter_files(default_storage))

    run_backup()

    backup = find_backup()
    manifest = backup.read_manifest()
    assert list_keys(buckets, "backups") == [
        f"{backup.name}/{one}"
        for one in ("database.dump.enc", "manifest.json", "media.tar.enc")
    ]
    verify_files(backup, manifest)
    assert list_media(backup, manifest) == [name]
    default_storage.delete(name)
    assert restore_media(backup, manifest, default_storage) == 1
    with default_storage.open(name) as file:
        assert file.read() == content
    backup.delete()
    assert list_backups(storages["backups"]) == []


def test_a_photo_in_a_bucket_is_sent_by_the_site_and_a_lost_one_is_404(
    buckets: Any, client: Client
) -> None:
    name = default_storage.save("documents/rapport.pdf", ContentFile(b"%PDF-1.7"))
    document = factories.DocumentFactory(
        action=factories.ActionFactory(), file=name, title="Rapport"
    )
    address = reverse("cooperation:document", args=[document.pk])

    answer = client.get(address)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    modified = {"if-modified-since": answer.headers["Last-Modified"]}
    assert client.get(address, headers=modified).status_code == 304
    assert list(doctor.find_file_problems()) == []

    default_storage.delete(name)
    assert client.get(address).status_code == 404
    assert [text[:15] for text in doctor.find_file_problems()] == ["Fichiers perdus"]
