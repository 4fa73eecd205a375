"""Base class of the import commands."""

import csv
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cooperation.spreadsheets.files import UnreadableFile
from cooperation.spreadsheets.fixed_layouts.import_file import import_file
from cooperation.spreadsheets.fixed_layouts.layouts import FileLayout
from cooperation.spreadsheets.report import ImportReport, Remark


class ImportCommand(BaseCommand):
    """Import a file in one of the layouts ``forms`` and print the report."""

    forms: ClassVar[list[FileLayout]]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="montrer sans rien écrire"
        )
        parser.add_argument(
            "--report", type=Path, help="fichier CSV où écrire les remarques"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import the file; raise ``CommandError`` only if it cannot be read at all."""
        try:
            report = import_file(
                options["file"], self.forms, dry_run=options["dry_run"]
            )
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        if options["report"]:
            write_remarks(report, options["report"])
        lines = report.summary() if options["report"] else report.lines()
        self.stdout.write("\n".join(lines))


def write_remarks(report: ImportReport, path: Path) -> None:
    """Write every remark to a CSV file (``;``, UTF-8 with BOM)."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(Remark._fields)
        writer.writerows(report.remarks)
