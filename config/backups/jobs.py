"""The two jobs of backups, as the scheduler and the commands run them.

Both note in ``BackupRun`` how it went, and raise ``BackupError`` where it went wrong.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from config.backups.create import create_backup
from config.backups.drill import DrillReport, drill_backup
from config.backups.errors import BackupError
from config.backups.stored import StoredBackup, find_backup
from cooperation.enums import BackupRunKind
from cooperation.models import BackupRun


def run_backup() -> StoredBackup:
    """Make a backup, and note how it went."""
    started_at = timezone.now()
    try:
        backup = create_backup(started_at)
    except BackupError as error:
        note_run(BackupRunKind.BACKUP, started_at, problem=str(error))
        raise
    details = asdict(backup.read_manifest())
    del details["migrations"]
    note_run(BackupRunKind.BACKUP, started_at, backup=backup.name, details=details)
    return backup


def run_drill(place: str = "") -> DrillReport:
    """Try whether a backup restores, the newest by default, and note how it went."""
    started_at, name = timezone.now(), ""
    try:
        backup = find_backup(place)
        name = backup.name
        report = drill_backup(backup)
        if report.problems:
            raise BackupError(" ".join(report.problems))
    except BackupError as error:
        note_run(BackupRunKind.DRILL, started_at, backup=name, problem=str(error))
        raise
    note_run(BackupRunKind.DRILL, started_at, backup=name, details=asdict(report))
    return report


def note_run(kind: str, started_at: datetime, **fields: Any) -> None:
    fields["backup"] = fields.get("backup", "")[:20]
    BackupRun.objects.create(
        kind=kind, started_at=started_at, ended_at=timezone.now(), **fields
    )
