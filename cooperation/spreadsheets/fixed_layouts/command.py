"""Import of one file in a known layout, and the base class of its commands."""

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cooperation.exports.csv import stream_csv
from cooperation.spreadsheets.files import UnreadableFile, read_table
from cooperation.spreadsheets.fixed_layouts.apply_records import apply_records
from cooperation.spreadsheets.fixed_layouts.layouts import (
    DOCUMENTED_PARTNERSHIPS,
    SOURCED_ACTIONS,
    WIKIDATA_TWINNINGS,
    FileLayout,
    RowReader,
    recognise_layout,
)
from cooperation.spreadsheets.fixed_layouts.report import ImportReport, Remark

ACTION_LAYOUTS = [SOURCED_ACTIONS, DOCUMENTED_PARTNERSHIPS]
AGREEMENT_LAYOUTS = [WIKIDATA_TWINNINGS]


def import_file(
    path: Path, layouts: list[FileLayout], *, dry_run: bool = False
) -> ImportReport:
    """Import a file in one of some layouts, in one transaction.

    Raises ``UnreadableFile`` when the file as a whole cannot be read.
    """
    table = read_table(path)
    layout = recognise_layout(table, layouts)
    report = ImportReport(rows=len(table.rows), notes=table.notes)
    records = [
        layout.build_record(RowReader(line, row, report)) for line, row in table.rows
    ]
    valid_records = [record for record in records if record is not None]
    apply_records(valid_records, report, origin=path.name, dry_run=dry_run)
    return report


class ImportCommand(BaseCommand):
    """Import a file in one of the layouts ``layouts`` and print the report."""

    layouts: ClassVar[list[FileLayout]]

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
                options["file"], self.layouts, dry_run=options["dry_run"]
            )
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        if options["report"]:
            write_remarks(report, options["report"])
        lines = report.summary() if options["report"] else report.lines()
        self.stdout.write("\n".join(lines))


def write_remarks(report: ImportReport, path: Path) -> None:
    """Write every remark to a CSV file."""
    with path.open("wb") as file:
        file.writelines(stream_csv(header=Remark._fields, rows=report.remarks))
