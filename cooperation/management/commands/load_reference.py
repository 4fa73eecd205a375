"""Load countries, collectivités, places, themes, funding windows and resources."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from cooperation.reference.changes import Kind
from cooperation.reference.loading import Step, load_reference, steps
from cooperation.reference.reading import ReferenceError, read_rows
from cooperation.reference.syncing import Tally
from cooperation.reference.telling import report, sentence
from cooperation.reference.turning import Turn

OVERTAKEN = gettext_lazy(
    "L’annuaire connaît des listes plus récentes que celles du site : communes et EPCI "
    "ne sont pas touchés. Pour les changer, donnez --communes et --epci."
)


class Command(BaseCommand):
    """``load_reference``, repeatable; ``--preview`` only prints what would change.

    ``--communes`` and ``--epci`` take the lists of a newer year.
    """

    help = "Charge ou met à jour les données de référence de fixtures/reference/."

    def add_arguments(self, parser: CommandParser) -> None:
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

        lists = {
            "--communes": "liste des communes d’une autre année (CSV)",
            "--epci": "liste des EPCI de la même année (CSV)",
            "--successors": "qui succède à qui (CSV : code, successeur)",
        }
        for name, words in lists.items():
            parser.add_argument(name, type=Path, metavar="FICHIER", help=words)
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            metavar="AAAA-MM-JJ",
            help="premier jour de ces listes (par défaut, le 1er janvier de l’année)",
        )
        parser.add_argument(
            "--preview",
            action="store_true",
            help="montre ce qui changerait aux communes et aux EPCI, sans rien écrire",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load all or nothing."""
        try:
            turn = turn_of(options)
            if options["preview"]:
                self.tell(turn)
            else:
                self.load(turn, options)
        except ReferenceError as error:
            raise CommandError(str(error)) from error

    def tell(self, turn: Turn) -> None:
        if turn.is_overtaken:
            self.stdout.write(str(OVERTAKEN))
        for told in report(turn.plan, turn.edition):
            self.stdout.write(told)

    def load(self, turn: Turn, options: dict[str, Any]) -> None:
        todo = steps(options["points"], options["outlines"], turn)
        with tqdm(
            total=len(todo), disable=None if options["verbosity"] else True
        ) as bar:
            done = load_reference(watched(step, bar) for step in todo)
        if options["verbosity"]:
            if turn.is_overtaken:
                self.stdout.write(str(OVERTAKEN))
            for title, tally in done:
                self.stdout.write(line(title, tally))
            for change in turn.plan.of(Kind.CLOSED):
                self.stdout.write(sentence(change))


def turn_of(options: dict[str, Any]) -> Turn:
    """Return the update from the lists and successors that the options name.

    It takes effect on 1 January of this year unless ``--on`` gives a date.
    """
    paths = options["communes"], options["epci"]
    on = options["on"]
    if any(paths) and on is None:
        on = date(timezone.localdate().year, 1, 1)
    return Turn(*paths, on=on, successors=told_successors(options["successors"]))


def told_successors(path: Path | None) -> dict[str, str]:
    rows = read_rows(path, ["code", "successeur"]) if path else []
    return {row["code"]: row["successeur"] for row in rows}


def watched(step: Step, bar: "tqdm[Any]") -> Step:
    """Return the step, which also advances the progress bar."""
    title, load = step

    def load_and_show() -> Tally:
        bar.set_description(str(title))
        tally = load()
        bar.update()
        return tally

    return title, load_and_show


def line(title: str, tally: Tally) -> str:
    counts = _("%(created)d créés, %(updated)d modifiés, %(unchanged)d inchangés")
    return f"{title} : {counts % vars(tally)}"
