"""Load countries, collectivités, places, themes, funding windows and resources."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from cooperation.reference.loading import Step, load_reference, steps
from cooperation.reference.reading import ReferenceError
from cooperation.reference.syncing import Tally


class Command(BaseCommand):
    """``load_reference [--points FILE…] [--outlines FILE…]``, as often as wanted."""

    help = "Charge ou met à jour les données de référence de fixtures/reference/."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the official files of a site's owner."""
        parser.add_argument(
            "--points",
            type=Path,
            nargs="+",
            default=[],
            metavar="FICHIER",
            help="points officiels (CSV ou GeoJSON), qui remplacent les approximatifs",
        )
        parser.add_argument(
            "--outlines",
            type=Path,
            nargs="+",
            default=[],
            metavar="FICHIER",
            help="contours officiels des collectivités (GeoJSON)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, all or nothing, and print what changed in each table."""
        todo = steps(options["points"], options["outlines"])
        bar = tqdm(total=len(todo), disable=None if options["verbosity"] else True)
        try:
            with bar:
                done = load_reference(watched(step, bar) for step in todo)
        except ReferenceError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            for title, tally in done:
                self.stdout.write(line(title, tally))


def watched(step: Step, bar: "tqdm[Any]") -> Step:
    """Give a step that moves the progress bar on."""
    title, load = step

    def load_and_show() -> Tally:
        bar.set_description(str(title))
        tally = load()
        bar.update()
        return tally

    return title, load_and_show


def line(title: str, tally: Tally) -> str:
    """Give the sentence that says what changed in a table."""
    counts = _("%(created)d créés, %(updated)d modifiés, %(unchanged)d inchangés")
    return f"{title} : {counts % vars(tally)}"
