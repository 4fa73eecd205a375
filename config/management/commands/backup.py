"""Back the site up, where BACKUP_DIR or BACKUP_BUCKET says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from config.backups.errors import BackupError
from config.backups.jobs import run_backup


class Command(BaseCommand):
    help = (
        "Sauvegarde la base et les fichiers, et supprime les sauvegardes trop vieilles."
    )

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        try:
            backup = run_backup()
        except BackupError as error:
            raise CommandError(str(error)) from error
        manifest = backup.read_manifest()
        size = sum(one["bytes"] for one in manifest.files.values())
        text = _(
            "Sauvegarde %(name)s : %(rows)s lignes, %(files)s fichiers, %(size)s o."
        )
        self.stdout.write(
            text
            % {
                "name": backup.name,
                "rows": sum(manifest.rows.values()),
                "files": manifest.media["files"],
                "size": size,
            }
        )
