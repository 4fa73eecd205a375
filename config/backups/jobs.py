"""The two jobs of backups, for the scheduler and the commands.

Both note in ``BackupRun`` how it went, return what they did in a sentence, and raise
``BackupError`` where it went wrong.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from config.backups.create import create_backup
from config.backups.drill import drill_backup
from config.backups.errors import BackupError
from config.backups.stored import find_backup
from cooperation.enums import BackupRunKind
from cooperation.models import BackupRun


def run_backup() -> str:
    """Make a backup, and note how it went."""
    started_at = timezone.now()
    try:
        backup = create_backup(started_at)
    except Exception as error:
        problem = describe_failure(error)
        note_run(BackupRunKind.BACKUP, started_at, problem=problem)
        raise BackupError(problem) from error
    manifest = backup.read_manifest()
    details = asdict(manifest)
    del details["migrations"]
    note_run(BackupRunKind.BACKUP, started_at, backup=backup.name, details=details)
    text = _("Sauvegarde %(name)s : %(rows)s lignes, fichiers : %(files)s.")
    return text % {
        "name": backup.name,
        "rows": sum(manifest.rows.values()),
        "files": manifest.media["files"],
    }


def run_drill(place: str = "") -> str:
    """Try whether a backup restores, the newest by default, and note how it went."""
    started_at, name = timezone.now(), ""
    try:
        backup = find_backup(place)
        name = backup.name
        report = drill_backup(backup)
        if report.problems:
            raise BackupError(" ".join(report.problems))
    except Exception as error:
        problem = describe_failure(error)
        note_run(BackupRunKind.DRILL, started_at, backup=name, problem=problem)
        raise BackupError(problem) from error
    note_run(BackupRunKind.DRILL, started_at, backup=name, details=asdict(report))
    text = _(
        "La sauvegarde %(name)s se restaure : %(rows)s lignes comme au manifeste, "
        "fichiers : %(files)s, pages ouvertes : %(pages)s."
    )
    return text % {
        "name": report.backup,
        "rows": report.rows,
        "files": report.files,
        "pages": len(report.pages),
    }


def describe_failure(error: Exception) -> str:
    """Return in a sentence what a disk, a bucket or the database said, or we did."""
    if isinstance(error, BackupError):
        return str(error)
    said = (getattr(error, "strerror", None) or str(error)).strip().partition("\n")[0]
    text = _("La sauvegarde n’a pas pu être écrite ou lue : %s.")
    return text % (said or type(error).__name__)


def note_run(kind: str, started_at: datetime, **fields: Any) -> None:
    fields["backup"] = fields.get("backup", "")[:20]
    BackupRun.objects.create(
        kind=kind, started_at=started_at, ended_at=timezone.now(), **fields
    )
