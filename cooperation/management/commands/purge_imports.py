"""Discard the imports that have been waiting for too long."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cooperation.imports.jobs import find_interrupted_batches
from cooperation.imports.upload import purge_batches


class Command(BaseCommand):
    """``purge_imports [--hours N]``, as the scheduler does once an hour."""

    help = "Abandonne les imports qui attendent depuis trop longtemps."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hours", type=int, default=24, help="24 par défaut")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Discard them; print them, and the imports that were interrupted."""
        for batch in find_interrupted_batches():
            self.stdout.write(f"{batch.name} : {batch.problem}")
        number = purge_batches(timedelta(hours=options["hours"]))
        self.stdout.write(f"{number} imports abandonnés")
