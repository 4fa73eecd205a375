"""Read or apply an import; started by the pages of imports."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cooperation.imports.apply import apply_batch
from cooperation.imports.jobs import BatchError
from cooperation.imports.preview import read_in_background
from cooperation.models import ImportBatch


class Command(BaseCommand):
    """``run_import ID [--preview] [--by USER]``: the background job of a large one."""

    help = "Lit ou applique un import préparé dans l’administration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", type=int)
        parser.add_argument("--preview", action="store_true", help="lit seulement")
        parser.add_argument("--by", type=int, help="identifiant de qui l’applique")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read or apply it; refusals are stored in the batch, for its page."""
        batch = ImportBatch.objects.get(pk=options["batch"])
        if options["preview"]:
            read_in_background(batch)
            return
        by = get_user_model().objects.filter(pk=options["by"]).first()
        try:
            apply_batch(batch, by=by, begun=batch.state == "en_cours")
        except BatchError as error:
            raise CommandError(str(error)) from error
