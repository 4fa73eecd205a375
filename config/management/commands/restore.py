"""Restore a backup as the data of a site whose database is empty."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backups.errors import BackupError
from config.backups.restore import restore_site
from config.backups.stored import find_backup


class Command(BaseCommand):
    help = "Restaure une sauvegarde sur un site dont la base est vide."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", help="nom ou dossier de la sauvegarde")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            for line in restore_site(find_backup(options["backup"])):
                self.stdout.write(line)
        except BackupError as error:
            raise CommandError(str(error)) from error
