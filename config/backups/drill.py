"""The drill: a backup is restored beside the site, migrated, compared and opened."""

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from config.backups.errors import BackupError
from config.backups.programs import get_dsn, get_password
from config.backups.restore import (
    compare_rows,
    list_media,
    open_manifest,
    restore_database,
)
from config.backups.stored import StoredBackup

# What the copy must not do or tell: it is no site.
LEFT_OUT_SETTINGS = {"DATABASE_REPLICA_URL": "", "SENTRY_DSN": "", "METRICS_TOKEN": ""}
LOCALE = """
    SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database
    WHERE datname = current_database()
"""


@dataclass
class DrillReport:
    """What a drill found; ``problems`` is empty where the backup restores."""

    backup: str
    rows: int
    files: int
    pages: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def drill_backup(backup: StoredBackup) -> DrillReport:
    """Restore a backup into a database that is dropped afterwards, and look at it.

    Raises ``BackupError`` if it cannot be restored at all.
    """
    manifest = open_manifest(backup)
    files = list_media(backup, manifest)
    with make_scratch_database() as name:
        restore_database(backup, manifest, name)
        seen = examine_copy(name, files)
    problems = compare_rows(manifest, seen["rows"])
    if len(files) != manifest.media["files"]:
        text = _("Fichiers de l’archive : %(n)s au lieu de %(known)s.")
        problems.append(text % {"n": len(files), "known": manifest.media["files"]})
    return DrillReport(
        backup=backup.name,
        rows=sum(manifest.rows.values()),
        files=len(files),
        pages=seen["pages"],
        problems=problems + seen["problems"],
    )


@contextmanager
def make_scratch_database() -> Iterator[str]:
    """Create an empty database beside the site's own; drop it at the end.

    Drops those that a killed drill left, too.
    """
    prefix = f"{connection.settings_dict['NAME'][:40]}_drill_"
    name = prefix + secrets.token_hex(4)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            drop_databases(cursor, prefix)
            cursor.execute(LOCALE)
            encoding, collate, ctype = cursor.fetchone()
            cursor.execute(
                f"CREATE DATABASE {quote_name(name)} TEMPLATE template0 ENCODING "
                "%s LC_COLLATE %s LC_CTYPE %s",
                [encoding, collate, ctype],
            )
    except DatabaseError as error:
        cause = str(error).strip().splitlines()[0]
        raise BackupError(
            _(
                "La base d’essai ne peut pas être créée (%s) : donnez CREATEDB à "
                "l’utilisateur de DATABASE_URL."
            )
            % cause
        ) from error
    try:
        yield name
    finally:
        with connection.cursor() as cursor:
            drop_databases(cursor, prefix)


def drop_databases(cursor: Any, prefix: str) -> None:
    cursor.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
    )
    for (name,) in cursor.fetchall():
        if re.fullmatch(r"[0-9a-f]{8}", name.removeprefix(prefix)):
            cursor.execute(f"DROP DATABASE {quote_name(name)} WITH (FORCE)")


def quote_name(name: str) -> str:
    return str(connection.ops.quote_name(name))


def examine_copy(name: str, files: list[str]) -> dict[str, Any]:
    """Run ``examination`` in a process of its own, on the restored database."""
    done = subprocess.run(
        [sys.executable, "-m", "config.backups.examination"],
        cwd=settings.BASE_DIR,
        env={**os.environ, **LEFT_OUT_SETTINGS, "DATABASE_URL": build_url(name)},
        input=json.dumps(files),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["?"]
        raise BackupError(_("La copie ne se laisse pas ouvrir : %s") % lines[-1])
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return seen


def build_url(name: str) -> str:
    """Return the ``DATABASE_URL`` of another database of the site's server."""
    dsn = get_dsn(connection)
    person = quote(dsn.pop("user", ""), safe="")
    password = quote(get_password(connection), safe="")
    host, port = quote(dsn.pop("host", ""), safe=""), dsn.pop("port", "")
    dsn = {key: value for key, value in dsn.items() if key.startswith("ssl")}
    place = f"{host}:{port}" if port else host
    url = f"postgres://{person}:{password}@{place}/{quote(name, safe='')}"
    return f"{url}?{urlencode(dsn)}" if dsn else url
