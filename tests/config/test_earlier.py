"""Data made before version 0.2.0 are set aside, whole, and never while in use."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.core.checks import Error
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from config import checks
from config.embedded import earlier
from config.embedded.server import get_running_server, is_alive, release_server
from tests.config.conftest import Start, close
from tests.config.test_embedded import postmaster_pid

pytestmark = pytest.mark.slow

OF_TODAY = ("cooperation", "0001_tables")


def make_database(data_dir: Path, name: str, migration: tuple[str, str]) -> None:
    """Make a database with one migration applied, its server stopped afterwards."""
    server = get_running_server(data_dir)
    run(server.get_uri("postgres"), f"CREATE DATABASE {name}")
    run(server.get_uri(name), "CREATE TABLE django_migrations (app text, name text)")
    run(
        server.get_uri(name), "INSERT INTO django_migrations VALUES (%s, %s)", migration
    )
    release_server(data_dir)


def run(uri: str, statement: str, values: Any = None) -> None:
    with closing(psycopg2.connect(uri)) as connected:
        connected.autocommit = True
        connected.cursor().execute(statement, values)


def run_before_make(var_dir: Path) -> subprocess.CompletedProcess[str]:
    """Run what make runs before demo, dev, test and bench."""
    environment = {**os.environ, "VAR_DIR": str(var_dir), "DATABASE_URL": ""}
    return subprocess.run(
        [sys.executable, "-m", "config.embedded.earlier"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def var_dir(tmp_path: Path) -> Path:
    """A folder of data."""
    folder = tmp_path / "var"
    (folder / "mails").mkdir(parents=True)
    return folder


@pytest.fixture
def data_dir(var_dir: Path) -> Path:
    return var_dir / "postgresql"


def test_a_folder_of_before_is_renamed_and_told_once(
    var_dir: Path, data_dir: Path
) -> None:
    make_database(data_dir, "passerelles", checks.FIRST_MIGRATION)

    first, second = run_before_make(var_dir), run_before_make(var_dir)

    aside = var_dir.with_name("var-before-0.2.0")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == (
        f"Passerelles: the data in {var_dir} were made before version 0.2.0: they now "
        f"lie in {aside}, and make demo makes them anew.\n"
    )
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert (aside / "mails").exists()
    assert earlier.holds_earlier_data(aside / "postgresql")


def test_data_in_use_stay_where_they_are(
    var_dir: Path, data_dir: Path, start_holder: Start
) -> None:
    make_database(data_dir, "passerelles", checks.FIRST_MIGRATION)
    holder = start_holder(data_dir)
    pid = postmaster_pid(data_dir)

    refused = run_before_make(var_dir)

    assert refused.returncode == 1
    assert refused.stderr == (
        f"Passerelles: the data in {var_dir} were made before version 0.2.0 and are "
        "still in use: stop the site that shows them, then run this again.\n"
    )
    assert is_alive(pid)
    close(holder)
    assert not is_alive(pid)
    assert list(var_dir.parent.iterdir()) == [var_dir]


def test_any_database_but_that_of_a_test_counts(data_dir: Path) -> None:
    make_database(data_dir, "passerelles", OF_TODAY)
    make_database(data_dir, "test_passerelles", checks.FIRST_MIGRATION)
    assert not earlier.holds_earlier_data(data_dir)

    make_database(data_dir, "passerelles_bench_10000", checks.FIRST_MIGRATION)
    assert earlier.holds_earlier_data(data_dir)
    assert not (data_dir / "postmaster.pid").exists()


def test_a_folder_without_a_server_is_left(var_dir: Path) -> None:
    assert earlier.set_aside_earlier_data(var_dir) is None
    assert var_dir.exists()


def test_the_folder_set_aside_takes_a_free_name(tmp_path: Path) -> None:
    for name in ("var-before-0.2.0", "var-before-0.2.0-2"):
        (tmp_path / name).mkdir()
    free = tmp_path / "var-before-0.2.0-3"
    assert earlier.find_free_name(tmp_path / "var") == free


def test_a_server_that_does_not_start_is_told_in_one_line(
    var_dir: Path, data_dir: Path
) -> None:
    data_dir.mkdir()
    (data_dir / "PG_VERSION").write_text("9")

    refused = run_before_make(var_dir)

    assert refused.returncode == 1
    assert refused.stderr.startswith("Passerelles: The embedded PostgreSQL of")
    assert refused.stderr.count("\n") == 1


# A database that is not embedded --------------------------------------------------


def apply_first_migration() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())",
            checks.FIRST_MIGRATION,
        )


@pytest.mark.django_db
def test_migrate_refuses_a_database_of_before() -> None:
    assert checks.check_earlier_database(databases=["default"]) == []
    assert checks.check_earlier_database() == []
    apply_first_migration()

    (error,) = checks.check_earlier_database(databases=["default"])

    assert isinstance(error, Error)
    with pytest.raises(SystemCheckError, match="E001"):
        call_command("migrate", skip_checks=False, verbosity=0)


@pytest.mark.django_db
def test_make_leaves_an_external_database_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    databases = {"default": {"ENGINE": "django.db.backends.postgresql"}}
    monkeypatch.setattr(settings, "DATABASES", databases)
    earlier.main()
    apply_first_migration()

    with pytest.raises(SystemExit) as stopped:
        earlier.main()

    assert str(stopped.value) == (
        "Passerelles: the database was made before version 0.2.0 and is left as it is: "
        "name an empty one in DATABASE_URL and load the data into it."
    )
