"""Import the staff's workbook, or one worksheet of it, whatever its size."""

import gc
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from cooperation.enums import LineOutcome
from cooperation.exports.csv import encode_csv_row, stream_csv
from cooperation.imports.jobs import BatchError, find_interrupted_batches
from cooperation.imports.large_files import LargeImport
from cooperation.spreadsheets.files import UnreadableFile
from cooperation.spreadsheets.resources.registry import get_import_spec
from cooperation.spreadsheets.resources.results import CellMessage, Level

MAX_MESSAGES_SHOWN = 50
REPORT_HEADINGS = [
    "feuille",
    "ligne",
    "colonne",
    "valeur",
    "niveau",
    "raison",
    "candidats",
]


class Command(BaseCommand):
    """``import_directory FILE``, with the options below."""

    help = "Importe un classeur de l’équipe (XLSX, ODS ou CSV), sans limite de la page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="montrer sans rien écrire"
        )
        parser.add_argument(
            "--report", type=Path, help="fichier CSV où écrire les remarques"
        )
        parser.add_argument(
            "--leave-refused",
            action="store_true",
            help="laisser de côté les lignes refusées au lieu de tout refuser",
        )
        parser.add_argument(
            "--publish",
            action="store_true",
            help="publier les fiches nouvelles au lieu d’en faire des brouillons",
        )
        parser.add_argument("--by", help="adresse électronique de qui importe")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import the file; print the outcome and how to undo it."""
        gc.freeze()  # full collections need not look at what is loaded by now
        for interrupted in find_interrupted_batches():
            self.stderr.write(f"{interrupted.name} : {interrupted.problem}")
        with ExitStack() as stack:
            self.refusals_shown = 0
            self.report = self.open_report(options["report"], stack)
            bar = stack.enter_context(
                tqdm(unit=" lignes", disable=not options["verbosity"])
            )
            large = LargeImport(
                options["file"],
                self.person(options["by"]),
                options["dry_run"],
                options["leave_refused"],
                options["publish"],
                self.write_message,
                bar.update,
            )
            try:
                batch = large.run()
            except (BatchError, UnreadableFile) as error:
                raise CommandError(str(error)) from error
        for note in large.notes:
            self.stdout.write(note)
        for outcome, number in sorted(large.counts.items()):
            self.stdout.write(f"{LineOutcome(outcome).label} : {number}")
        if batch is not None:
            self.stdout.write(f"import {batch.pk} : undo_import {batch.pk} l’annule")

    def person(self, email: str | None) -> Any:
        """Return the user with this address; raise ``CommandError`` if unknown."""
        if not email:
            return None
        person = get_user_model().objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Personne n’a l’adresse {email}.")
        return person

    def open_report(self, path: Path | None, stack: ExitStack) -> Any:
        """Open the CSV report and write its headings."""
        if path is None:
            return None
        file = stack.enter_context(path.open("wb"))
        file.writelines(stream_csv(header=REPORT_HEADINGS, rows=[]))
        return file

    def write_message(self, worksheet: str, line: int, message: CellMessage) -> None:
        """Write a message to the report; without one, print the first refusals."""
        if self.report:
            candidates = " | ".join(choice.value for choice in message.candidates)
            words = [message.value, message.level.value, message.reason, candidates]
            row = [worksheet, line, message.column, *words]
            self.report.write(encode_csv_row(row))
        elif (
            message.level == Level.REFUSED and self.refusals_shown < MAX_MESSAGES_SHOWN
        ):
            self.refusals_shown += 1
            label = get_import_spec(worksheet).label
            self.stdout.write(
                f"{label}, ligne {line}, {message.column}, "
                f"« {message.value} » : {message.reason}"
            )
