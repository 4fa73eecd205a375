"""A backup is made, tried in a drill and restored, with PostgreSQL's own programs."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from config.backups import create, drill
from config.backups.drill import drill_backup
from config.backups.errors import BackupError
from config.backups.jobs import run_backup, run_drill
from config.backups.programs import find_program, get_server_version, read_version
from config.backups.stored import StoredBackup, find_backup, list_backups
from cooperation.models import Action, BackupRun
from tests import factories

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[3]
KEY = "a-key-of-the-tests-0123456789-0123456789"


@pytest.fixture(autouse=True)
def site(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An action with a photo and a document; the folder where backups go."""
    folder = tmp_path / "backups"
    settings.STORAGES = {
        **settings.STORAGES,
        "backups": {
            "BACKEND": "config.storage.PrivateFolderStorage",
            "OPTIONS": {"location": folder},
        },
    }
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BACKUP_KEY = ""
    # The process of a drill has plain static files: nothing is collected in tests.
    plain = {"DEBUG": "1", "SITE_URL": "http://127.0.0.1:8000"}
    monkeypatch.setattr(drill, "LEFT_OUT_SETTINGS", drill.LEFT_OUT_SETTINGS | plain)
    action = factories.ActionFactory(title="Un puits à Dapaong", slug="un-puits")
    name = default_storage.save("documents/eté.pdf", ContentFile(b"%PDF-" + b"x" * 999))
    factories.DocumentFactory(action=action, file=name)
    Session.objects.create(
        session_key="k" * 32, session_data="", expire_date=timezone.now()
    )
    yield folder
    settings.BACKUP_KEY = ""


def back_up() -> StoredBackup:
    run_backup()
    return find_backup()


def read_folder(backup: StoredBackup) -> dict[str, int]:
    folder = Path(storages["backups"].path(backup.name))
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


def test_a_backup_is_a_dump_media_and_a_manifest_for_its_owner_alone(
    site: Path,
) -> None:
    before = timezone.now()
    backup = back_up()

    assert read_folder(backup) == dict.fromkeys(
        ["database.dump", "media.tar", "manifest.json"], 0o600
    )
    assert (site / backup.name).stat().st_mode & 0o777 == 0o700
    manifest = backup.read_manifest()
    assert manifest.rows["cooperation_action"] == 1
    assert "django_session" not in manifest.rows
    assert manifest.media == {"files": 1, "bytes": 1004}
    assert ["cooperation", "0009_backup_runs"] in manifest.migrations
    assert before - timedelta(seconds=1) <= backup.made_at <= timezone.now()
    (run,) = BackupRun.objects.all()
    assert (run.kind, run.backup, run.problem) == ("sauvegarde", backup.name, "")
    assert run.details["rows"]["cooperation_action"] == 1


def test_a_drill_restores_compares_and_opens_pages_and_leaves_no_database() -> None:
    backup = back_up()

    report = drill_backup(backup)

    assert (report.backup, report.problems, report.files) == (backup.name, [], 1)
    assert set(report.pages.values()) == {200}
    assert len(report.pages) == 12
    assert "/actions/un-puits/" in report.pages
    assert list_drill_databases() == []


def list_drill_databases() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE '%_drill_%'")
        return [name for (name,) in cursor.fetchall()]


def test_the_commands_say_it_in_words(settings: Any) -> None:
    settings.BACKUP_KEY = KEY
    said = StringIO()
    call_command("backup", stdout=said)
    call_command("restore_drill", stdout=said)
    name = find_backup().name
    first, second = said.getvalue().splitlines()
    assert first.startswith(f"Sauvegarde {name} : ")
    assert first.endswith(" lignes, fichiers : 1.")
    assert second.startswith(f"La sauvegarde {name} se restaure : ")
    assert second.endswith("comme au manifeste, fichiers : 1, pages ouvertes : 12.")
    noted = BackupRun.objects.order_by("pk").values_list("kind", "backup", "problem")
    assert list(noted) == [("sauvegarde", name, ""), ("essai", name, "")]


def test_with_a_key_nothing_is_readable_and_without_it_nothing_restores(
    settings: Any, site: Path
) -> None:
    settings.BACKUP_KEY = KEY
    backup = back_up()
    stored = site / backup.name

    assert sorted(path.name for path in stored.iterdir()) == [
        "database.dump.enc",
        "manifest.json",
        "media.tar.enc",
    ]
    for path in stored.iterdir():
        assert b"Dapaong" not in path.read_bytes()
        assert b"PDF" not in path.read_bytes()
    for key, reason in {"": "donnez BACKUP_KEY", "x" * 40: "n’est pas la clé"}.items():
        settings.BACKUP_KEY = key
        with pytest.raises(BackupError, match=reason):
            run_drill()
    settings.BACKUP_KEY = KEY
    assert run_drill()


@pytest.mark.parametrize("name", ["database.dump", "media.tar"])
def test_a_damaged_file_is_found_before_anything_is_restored(
    site: Path, name: str
) -> None:
    backup = back_up()
    path = site / backup.name / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)

    with pytest.raises(CommandError, match=f"{name} n’est plus tel"):
        call_command("restore_drill")
    assert "abîmée" in BackupRun.objects.of_kind("essai").get().problem
    path.unlink()
    with pytest.raises(BackupError, match=f"Il manque {name}"):
        run_drill(str(path.parent))


def change_manifest(site: Path, backup: StoredBackup, **values: Any) -> None:
    path = site / backup.name / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_a_backup_of_a_newer_site_is_refused_in_one_sentence(site: Path) -> None:
    backup = back_up()
    migrations = [*backup.read_manifest().migrations, ["cooperation", "0999_later"]]
    change_manifest(site, backup, migrations=migrations, site_version="9.1.0")

    with pytest.raises(BackupError) as refused:
        run_drill()
    assert str(refused.value) == (
        "La sauvegarde vient de la version 9.1.0, plus récente que ce site "
        "(cooperation.0999_later) : mettez-le à jour avant de la restaurer."
    )


def test_a_backup_of_a_newer_server_or_format_is_refused(site: Path) -> None:
    backup = back_up()
    change_manifest(site, backup, server_version=99)
    with pytest.raises(BackupError, match="vient de PostgreSQL 99"):
        run_drill()
    change_manifest(site, backup, format=2)
    with pytest.raises(BackupError, match="format plus récent"):
        run_drill()
    (site / backup.name / "manifest.json").write_text("{")
    with pytest.raises(BackupError, match="illisible"):
        run_drill()


def test_a_backup_of_an_older_site_is_migrated(site: Path) -> None:
    rows = BackupRun.objects.count()
    call_command("migrate", "cooperation", "0008", verbosity=0)
    try:
        backup = create.create_backup()
    finally:
        call_command("migrate", "cooperation", verbosity=0)
    assert rows == 0
    assert "cooperation_backuprun" not in backup.read_manifest().rows
    assert run_drill()


def test_what_the_manifest_does_not_say_is_a_problem(site: Path) -> None:
    backup = back_up()
    rows = backup.read_manifest().rows
    change_manifest(
        site,
        backup,
        rows=rows | {"cooperation_action": 7},
        media={"files": 2, "bytes": 1004},
    )
    with pytest.raises(BackupError) as failed:
        run_drill()
    assert str(failed.value) == (
        "Lignes de cooperation_action : 1 au lieu de 7. "
        "Fichiers de l’archive : 1 au lieu de 2."
    )


def test_a_file_that_an_entry_names_and_the_backup_lacks_is_a_problem() -> None:
    factories.DocumentFactory(file="documents/perdu.pdf")
    run_backup()
    with pytest.raises(BackupError, match=r"archive \(1\) : documents/perdu.pdf"):
        run_drill()


def test_a_backup_that_fails_leaves_nothing_and_says_why(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_disk(*_arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(create, "write_media", fill_disk)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("backup")
    assert list(site.iterdir()) == []
    assert "No space left" in BackupRun.objects.get().problem


def test_without_the_program_the_package_to_install_is_named(
    monkeypatch: pytest.MonkeyPatch, site: Path
) -> None:
    monkeypatch.setattr(create, "get_server_version", lambda _connection: 99)
    with pytest.raises(BackupError, match="installez postgresql-client-99"):
        run_backup()
    assert not site.exists()


def test_the_program_is_the_oldest_that_knows_the_server() -> None:
    version = get_server_version(connection)
    program = find_program("pg_dump", version)
    assert read_version(program) >= version
    assert read_version(find_program("pg_dump", 1)) <= read_version(program)


def test_old_backups_go_and_unfinished_ones_a_day_later(site: Path) -> None:
    now = datetime(2026, 11, 29, 2, 15, tzinfo=UTC)
    for age in (0, 1, 8, 9, 400):
        made = now - timedelta(days=age, hours=1)
        folder = site / f"{made:%Y%m%dT%H%M%SZ}"
        folder.mkdir(parents=True)
        (folder / "database.dump").write_text("x")
        if age != 1:
            (folder / "manifest.json").write_text("{}")
    create.delete_old_backups(storages["backups"], now)
    left = [one.name for one in list_backups(storages["backups"])]
    # Of the two of one week, the newest; the year-old one is of one of twelve months.
    assert left == [
        "20261129T011500Z",
        "20261121T011500Z",
        "20261120T011500Z",
        "20251025T011500Z",
    ]


# Another machine ----------------------------------------------------------------------


def test_the_site_is_restored_on_another_machine_as_the_document_says(
    settings: Any, site: Path, tmp_path: Path
) -> None:
    settings.BACKUP_KEY = KEY
    backup = back_up()
    name = f"{connection.settings_dict['NAME']}_other"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    environment = {
        **os.environ,
        "DATABASE_URL": drill.build_url(name),
        "MEDIA_ROOT": str(tmp_path / "elsewhere"),
        "VAR_DIR": str(tmp_path / "var"),
        "BACKUP_KEY": KEY,
        "DEBUG": "1",
    }

    def run(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command.split()[1:]],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    restore, prepare = read_commands(str(site / backup.name))
    try:
        done = run(restore)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[1:] == [
            "Fichiers restaurés : 1.",
            "Migrations appliquées. Lancez maintenant « manage.py prepare_site ».",
        ]
        restored = tmp_path / "elsewhere" / "documents"
        assert [path.read_bytes()[:5] for path in restored.iterdir()] == [b"%PDF-"]
        again = run(restore)
        assert again.returncode == 1
        assert "La base du site n’est pas vide" in again.stderr
        prepared = run(prepare)
        assert prepared.returncode == 0, prepared.stderr
        titles = run("python manage.py shell --command print(*Action.objects.all())")
        assert "Un puits à Dapaong" in titles.stdout
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    assert Action.objects.count() == 1


def read_commands(backup: str) -> list[str]:
    """Return the commands of docs/backups.md, with the folder of a backup."""
    text = (ROOT / "docs" / "backups.md").read_text()
    section = text.partition("## Restore on another machine")[2]
    (block,) = re.findall(r"```sh\n(\.venv.*?)```", section, re.DOTALL)
    return [line.replace("BACKUP", backup) for line in block.splitlines()]
