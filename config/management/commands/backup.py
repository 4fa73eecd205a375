"""Back the site up, where BACKUP_DIR or BACKUP_BUCKET says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backups.errors import BackupError
from config.backups.jobs import run_backup


class Command(BaseCommand):
    help = "Sauvegarde la base et les fichiers ; les sauvegardes trop vieilles partent."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        try:
            self.stdout.write(run_backup())
        except BackupError as error:
            raise CommandError(str(error)) from error
