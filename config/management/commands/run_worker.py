"""Do the jobs that wait: imports of large files, publications, undoings."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.worker import SiteWorker


class Command(BaseCommand):
    """``run_worker [--batch]``: SIGTERM ends it after the job that it is at."""

    help = "Fait les traitements qui attendent, jusqu’à un signal d’arrêt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--batch", action="store_true", help="finit quand plus rien n’attend"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        worker = SiteWorker(batch=options["batch"])
        worker.configure_signals()
        worker.run()
