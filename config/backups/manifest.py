"""What a backup says of itself, so that a restoration can be compared with it."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from config.backups.errors import BackupError

FORMAT = 1
MANIFEST = "manifest.json"
TABLES = """
    SELECT relname, relpersistence = 'u' FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'public' AND relkind IN ('r', 'p') ORDER BY relname
"""


@dataclass
class Manifest:
    """Written as JSON beside the dump and the media, last of all.

    ``rows``: table → rows of the dump. ``media``: ``files`` and ``bytes``. ``files``:
    each file of the backup → its ``bytes`` and ``sha256`` as stored.
    """

    made_at: str
    site_version: str
    server_version: int
    program_version: int
    migrations: list[list[str]]
    rows: dict[str, int]
    media: dict[str, int] = field(default_factory=dict)
    encrypted: bool = False
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read a manifest; raise ``BackupError`` for one that this code cannot read."""
        try:
            values = json.loads(text)
            if values["format"] == FORMAT:
                return cls(**values)
        except (ValueError, KeyError, TypeError):
            raise BackupError(
                _("Le manifeste de la sauvegarde est illisible.")
            ) from None
        raise BackupError(
            _("La sauvegarde est d’un format plus récent : mettez ce site à jour.")
        )


def list_left_out_tables() -> list[str]:
    """Return the tables whose rows are of the moment: sessions, attempts, jobs.

    A restored site must not open old sessions again, nor run old jobs once more.
    """
    jobs = apps.get_model("django_tasks_database", "DBTaskResult")
    attempts = str(settings.CACHES["default"]["LOCATION"])
    return [Session._meta.db_table, jobs._meta.db_table, attempts]


def count_rows(cursor: Any) -> dict[str, int]:
    """Return the number of rows of each table that a dump has."""
    cursor.execute(TABLES)
    left_out = list_left_out_tables()
    names = [
        name
        for name, is_unlogged in cursor.fetchall()
        if not is_unlogged and name not in left_out
    ]
    counts = {}
    for name in names:
        cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 -- of the catalogue
        (counts[name],) = cursor.fetchone()
    return counts


def list_migrations(connection: Any) -> list[list[str]]:
    return sorted(
        [app, name] for app, name in MigrationRecorder(connection).applied_migrations()
    )


def refuse_newer(manifest: Manifest) -> None:
    """Raise ``BackupError`` if a backup has migrations that this code does not."""
    known = MigrationLoader(None).disk_migrations
    ours = {app.label for app in apps.get_app_configs()}
    unknown = [
        f"{app}.{name}"
        for app, name in manifest.migrations
        if app in ours and (app, name) not in known
    ]
    if unknown:
        raise BackupError(
            _(
                "La sauvegarde vient de la version %(version)s, plus récente que ce "
                "site (%(migration)s) : mettez-le à jour avant de la restaurer."
            )
            % {"version": manifest.site_version, "migration": unknown[-1]}
        )
