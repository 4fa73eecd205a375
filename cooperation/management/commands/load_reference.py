"""Load countries, collectivités, places, themes, funding windows and resources."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from cooperation.reference.change_report import format_change, iter_report_lines
from cooperation.reference.edition_changes import ChangeKind
from cooperation.reference.loading import LoadStep, list_load_steps, load_reference
from cooperation.reference.source_files import ReferenceDataError, read_rows
from cooperation.reference.sync import SyncCount
from cooperation.reference.yearly_update import YearlyUpdate

OUTDATED_LISTS = gettext_lazy(
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
            yearly_update = build_yearly_update(options)
            if options["preview"]:
                self.print_preview(yearly_update)
            else:
                self.load(yearly_update, options)
        except ReferenceDataError as error:
            raise CommandError(str(error)) from error

    def print_preview(self, yearly_update: YearlyUpdate) -> None:
        if yearly_update.is_outdated:
            self.stdout.write(str(OUTDATED_LISTS))
        for line in iter_report_lines(yearly_update.plan, yearly_update.edition):
            self.stdout.write(line)

    def load(self, yearly_update: YearlyUpdate, options: dict[str, Any]) -> None:
        todo = list_load_steps(options["points"], options["outlines"], yearly_update)
        with tqdm(
            total=len(todo), disable=None if options["verbosity"] else True
        ) as bar:
            done = load_reference(wrap_with_progress(step, bar) for step in todo)
        if options["verbosity"]:
            if yearly_update.is_outdated:
                self.stdout.write(str(OUTDATED_LISTS))
            for title, tally in done:
                self.stdout.write(format_tally(title, tally))
            for change in yearly_update.plan.get_changes(ChangeKind.CLOSED):
                self.stdout.write(format_change(change))


def build_yearly_update(options: dict[str, Any]) -> YearlyUpdate:
    """Return the update from the lists and successors that the options name.

    It takes effect on 1 January of this year unless ``--on`` gives a date.
    """
    paths = options["communes"], options["epci"]
    on = options["on"]
    if any(paths) and on is None:
        on = date(timezone.localdate().year, 1, 1)
    return YearlyUpdate(
        *paths, on=on, successors=read_successors(options["successors"])
    )


def read_successors(path: Path | None) -> dict[str, str]:
    rows = read_rows(path, ["code", "successeur"]) if path else []
    return {row["code"]: row["successeur"] for row in rows}


def wrap_with_progress(step: LoadStep, bar: "tqdm[Any]") -> LoadStep:
    """Return the step, which also advances the progress bar."""
    title, load = step

    def load_and_show() -> SyncCount:
        bar.set_description(str(title))
        tally = load()
        bar.update()
        return tally

    return title, load_and_show


def format_tally(title: str, tally: SyncCount) -> str:
    counts = _("%(created)d créés, %(updated)d modifiés, %(unchanged)d inchangés")
    return f"{title} : {counts % vars(tally)}"
