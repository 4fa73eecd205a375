"""Undo an import that was applied."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cooperation.imports.jobs import BatchError
from cooperation.imports.undo import revert_batch
from cooperation.models import ImportBatch


class Command(BaseCommand):
    """``undo_import ID``: restores the state before, or changes nothing."""

    help = "Annule un import appliqué."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", type=int)

    def handle(self, *_args: Any, **options: Any) -> None:
        batch = ImportBatch.objects.filter(pk=options["batch"]).first()
        if batch is None:
            raise CommandError("Cet import n’existe pas.")
        try:
            revert_batch(batch, by=None)
        except BatchError as error:
            raise CommandError("\n".join([str(error), *error.details])) from error
        self.stdout.write(f"{batch.name} : annulé")
