"""Import of files without the limits of the web: planned and written in one pass.

Only what was done is kept of a line, so that memory does not grow with the file. A
refused line is reported, and stops the import unless refused lines are left out.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.db import (
    DryRunRollback,
    iter_batches,
    without_timeouts,
)
from cooperation.enums import ImportState, LineOutcome
from cooperation.imports.apply import error_message
from cooperation.imports.jobs import BatchError, acquire_import_lock
from cooperation.imports.parsed_file import parse_file
from cooperation.imports.pending_files import make_command_directory
from cooperation.imports.preview import iter_table_lines, list_known_tables
from cooperation.imports.tables import ImportTable
from cooperation.imports.upload import set_tables
from cooperation.models import ImportBatch
from cooperation.search.fulltext import defer_search_vectors, refresh_touched_vectors
from cooperation.spreadsheets.files import COMMAND_LIMITS
from cooperation.spreadsheets.layouts.columns import FLAT_WORKSHEET
from cooperation.spreadsheets.resources.context import ImportContext
from cooperation.spreadsheets.resources.registry import build_resource
from cooperation.spreadsheets.resources.results import CellMessage, LinePlan, SourceLine
from cooperation.spreadsheets.writing.keys import SequenceKeys
from cooperation.spreadsheets.writing.writer import PlanWriter

LARGE_CHUNK_SIZE = 2_000
SEARCH_REFRESH_SIZE = 5_000

MessageCallback = Callable[[str, int, CellMessage], None]
ProgressCallback = Callable[[int], object]


@dataclass
class LargeImport:
    """One large import: its options and its result."""

    path: Path
    by: Any = None
    dry_run: bool = False
    leave_refused: bool = False
    publishes: bool = False
    on_message: MessageCallback = lambda *_values: None
    on_progress: ProgressCallback = lambda _lines: None
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def run(self) -> ImportBatch | None:
        """Import the file and return its batch, or None after a dry run.

        Raises ``UnreadableFile`` or ``BatchError``, nothing being written.
        """
        batch = ImportBatch.objects.create(
            name=self.path.name[:200],
            received_by=self.by,
            state=ImportState.RUNNING,
            started_at=timezone.now(),
        )
        try:
            with transaction.atomic():
                self.write_all(batch)
        except DryRunRollback:
            batch.delete()
            return None
        except DatabaseError as error:
            batch.delete()
            raise BatchError(error_message(error)) from error
        except BaseException:
            batch.delete()
            raise
        batch.refresh_from_db()
        return batch

    def write_all(self, batch: ImportBatch) -> None:
        acquire_import_lock()
        without_timeouts()
        self.writer = PlanWriter(batch, self.by)
        with defer_search_vectors(self.writer.touched):
            self.import_tables(batch)
        self.check_refusals()
        if self.dry_run:
            raise DryRunRollback
        self.writer.analyze_written()
        ImportBatch.objects.filter(pk=batch.pk).update(
            state=ImportState.APPLIED,
            applied_at=timezone.now(),
            applied_by=self.by,
            kind=batch.kind,
            notes=self.notes,
            counts={"total": dict(self.counts)},
        )

    def check_refusals(self) -> None:
        """Raise ``BatchError`` if lines were refused and are not to be left out."""
        refused = self.counts[LineOutcome.REFUSED]
        if refused and not self.leave_refused and not self.dry_run:
            raise BatchError(
                _(
                    "%s lignes refusées : rien n’est écrit. Corrigez-les (--report les "
                    "liste) ou laissez-les de côté (--leave-refused)."
                )
                % refused
            )

    def import_tables(self, batch: ImportBatch) -> None:
        """Parse the file; plan and write each table, in the order of writing."""
        with TemporaryDirectory(dir=make_command_directory()) as folder:
            set_tables(batch, parse_file(self.path, Path(folder), COMMAND_LIMITS))
            self.notes = batch.notes
            check_known_tables(batch)
            context = ImportContext(SequenceKeys(), publishes=self.publishes)
            for table in list_known_tables(batch):
                # A single worksheet names nothing of its own lines.
                is_flat = table["code"] == FLAT_WORKSHEET.code
                context.tracks_created = is_flat or len(batch.sheets) > 1
                lines = iter_table_lines(Path(folder), batch.sheets, table)
                self.import_table(batch, table, lines, context)

    def import_table(
        self,
        batch: ImportBatch,
        table: ImportTable,
        lines: Iterator[SourceLine],
        context: ImportContext,
    ) -> None:
        self.sheet = table["code"]
        resource = build_resource(
            self.sheet,
            {code: name for name, code in table["mapping"].items() if code},
            context,
            is_csv=batch.kind == "csv",
            is_streaming=True,
            writer=self,
        )
        for some in iter_batches(lines, LARGE_CHUNK_SIZE):
            resource.import_lines(some)

    def write(self, plans: list[LinePlan]) -> None:
        """Report the plans of a chunk; write them unless lines were refused."""
        self.counts.update(str(plan.outcome.value) for plan in plans)
        for plan in plans:
            for remark in plan.remarks:
                self.on_message(self.sheet, plan.line, remark)
        self.on_progress(len(plans))
        if self.leave_refused or not self.counts[LineOutcome.REFUSED]:
            self.writer.write(plans)
        if sum(map(len, self.writer.touched.values())) > SEARCH_REFRESH_SIZE:
            refresh_touched_vectors(self.writer.touched)


def check_known_tables(batch: ImportBatch) -> None:
    if not list_known_tables(batch):
        names = ", ".join(f"« {n} »" for s in batch.sheets for n in s["header"])
        raise BatchError(_("Aucune feuille n’est connue. Colonnes lues : %s.") % names)
