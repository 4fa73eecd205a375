"""Do the jobs that wait: large imports, publications, undoings, mails."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from config.start import load_pages
from config.worker import ALL_QUEUES, SiteWorker


class Command(BaseCommand):
    """``run_worker [--queue NAME] [--batch]``: SIGTERM ends it after its job."""

    help = "Fait les traitements qui attendent, jusqu’à un signal d’arrêt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--queue",
            default=ALL_QUEUES,
            choices=[ALL_QUEUES, *settings.TASKS["default"]["QUEUES"]],
            help="ne fait que cette file (par défaut toutes)",
        )
        parser.add_argument(
            "--batch", action="store_true", help="finit quand plus rien n’attend"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        worker = SiteWorker(queue=options["queue"], batch=options["batch"])
        worker.configure_signals()
        load_pages()
        worker.run()
