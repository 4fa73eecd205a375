"""The database that each worker copies: migrated once, for as long as it is current.

Migrating takes seconds of every worker at every run, a copy a fraction of one. Django
still migrates each copy, and finds nothing to do.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

PREFIX = "test_template_"
UNFINISHED = "test_unfinished_template"
# What decides how a migrated database looks.
SOURCES = ("*/migrations/*.py", "*/sql/*.sql", "requirements/base.txt")


def get_template_name() -> str:
    """Return a name that changes with the migrations, their SQL and the packages."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            digest.update(bytes(path.relative_to(settings.BASE_DIR)))
            digest.update(path.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


def ensure_template() -> str | None:
    """Return the name of the template, made if needed; None with a server of one's own.

    Takes away the templates of earlier migrations.
    """
    if connection.settings_dict["ENGINE"] != "config.embedded":
        return None
    name = get_template_name()
    with only_one_process(), connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
        )
        found = [row[0] for row in cursor.fetchall()]
        if name not in found:
            make_template(cursor, name)
        for other in {*found} - {name}:
            cursor.execute(f"DROP DATABASE IF EXISTS {other}")
    return name


@contextmanager
def only_one_process() -> Iterator[None]:
    """Let the workers of a run, and runs beside it, wait for each other."""
    with (settings.VAR_DIR / "test_template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_template(cursor: Any, name: str) -> None:
    """Migrate a database in a process of its own; it gets its name when it is whole."""
    cursor.execute(f"DROP DATABASE IF EXISTS {UNFINISHED}")
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"PASSERELLES_DB_NAME": UNFINISHED},
        check=True,
    )
    cursor.execute(f"ALTER DATABASE {UNFINISHED} RENAME TO {name}")
