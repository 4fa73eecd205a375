"""Try whether a backup restores: into a database that is dropped afterwards."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backups.errors import BackupError
from config.backups.jobs import run_drill


class Command(BaseCommand):
    help = "Restaure une sauvegarde dans une base d’essai, la compare et l’ouvre."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "backup",
            nargs="?",
            default="",
            help="nom ou dossier de la sauvegarde ; la plus récente sans lui",
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            self.stdout.write(run_drill(options["backup"]))
        except BackupError as error:
            raise CommandError(str(error)) from error
