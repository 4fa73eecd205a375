"""Import of files without the limits of the web: planned and written in one pass.

Only what was done is kept of a line, so that memory does not grow with the file. A
refused line is reported, and stops the import unless refused lines are left out.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.enums import ImportState, LineOutcome
from cooperation.exchange.sheets import SHEETS
from cooperation.importing.batches.applying import because
from cooperation.importing.batches.previewing import (
    codes_of,
    some_at_a_time,
    tables_of,
    texts_by_column,
)
from cooperation.importing.batches.problems import BatchProblem
from cooperation.importing.batches.receiving import described_file
from cooperation.importing.batches.recognising import recognised, told
from cooperation.importing.batches.running import hold_the_lock
from cooperation.importing.planning.context import Context
from cooperation.importing.planning.planner import SheetPlanner
from cooperation.importing.planning.plans import Plan, Said
from cooperation.importing.reading import COMMAND, Sheet, open_book
from cooperation.importing.taking_time import take_time
from cooperation.importing.writing.keys import SequenceKeys
from cooperation.importing.writing.writer import Writer
from cooperation.models import ImportBatch
from cooperation.search import refresh_touched, words_of_some_at_the_end

AT_ONCE = 2_000
WORDS_AT_ONCE = 5_000

Remark = Callable[[str, int, Said], None]
Advance = Callable[[int], object]


class DryRun(Exception):
    """Raised to roll back a dry run."""


@dataclass
class Large:
    """One large import: its options and its result."""

    path: Path
    by: Any = None
    dry_run: bool = False
    leave_refused: bool = False
    remark: Remark = lambda *_said: None
    advance: Advance = lambda _lines: None
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
            process=os.getpid(),
        )
        try:
            with transaction.atomic():
                self.write_all(batch)
        except DryRun:
            batch.delete()
            return None
        except DatabaseError as error:
            batch.delete()
            raise BatchProblem(because(error)) from error
        except BaseException:
            batch.delete()
            raise
        batch.refresh_from_db()
        return batch

    def write_all(self, batch: ImportBatch) -> None:
        hold_the_lock()
        take_time()
        writer = Writer(batch, self.by)
        with words_of_some_at_the_end(writer.touched):
            for sheet, plans in self.plans(batch):
                self.tell(sheet, plans)
                if self.leave_refused or not self.counts[LineOutcome.REFUSED]:
                    writer.write(plans)
                if sum(map(len, writer.touched.values())) > WORDS_AT_ONCE:
                    refresh_touched(writer.touched)
        self.check()
        if self.dry_run:
            raise DryRun
        ImportBatch.objects.filter(pk=batch.pk).update(
            state=ImportState.APPLIED,
            applied_at=timezone.now(),
            applied_by=self.by,
            process=None,
            kind=batch.kind,
            notes=self.notes,
            counts={"total": dict(self.counts)},
        )

    def check(self) -> None:
        """Raise ``BatchError`` if lines were refused and are not to be left out."""
        refused = self.counts[LineOutcome.REFUSED]
        if refused and not self.leave_refused and not self.dry_run:
            raise BatchProblem(
                _(
                    "%s lignes refusées : rien n’est écrit. Corrigez-les (--report les "
                    "liste) ou laissez-les de côté (--leave-refused)."
                )
                % refused
            )

    def tell(self, sheet: str, plans: list[Plan]) -> None:
        self.counts.update(str(plan.outcome.value) for plan in plans)
        for plan in plans:
            for said in plan.remarks:
                self.remark(sheet, plan.line, said)
        self.advance(len(plans))

    def plans(self, batch: ImportBatch) -> Iterator[tuple[str, list[Plan]]]:
        """Yield the plans of each table with its code, in the order of writing."""
        with self.tables(batch) as tables:
            context = Context(SequenceKeys(), remembers=len(batch.sheets) > 1)
            for table, rows in tables:
                planner = SheetPlanner(
                    SHEETS[table["code"]],
                    codes_of(table),
                    context,
                    is_csv=batch.kind == "csv",
                    forgets=True,
                )
                lines = texts_by_column(table, rows)
                for some in some_at_a_time(lines, AT_ONCE):
                    yield table["code"], planner.plan(some)

    @contextmanager
    def tables(self, batch: ImportBatch) -> Iterator[Iterator[tuple[Any, Any]]]:
        """Yield the known tables of the file with their rows.

        A text file has one table and is read once; a workbook is read through first.
        """
        with open_book(self.path, COMMAND) as book:
            batch.kind = book.kind
            if book.kind == "csv":
                yield self.only_table(batch, book.sheets())
                self.notes += book.notes
                return
        batch.kind, self.notes, batch.sheets = described_file(self.path, COMMAND)
        check_known(batch)
        yield self.each_table(batch)

    def only_table(
        self, batch: ImportBatch, sheets: Iterator[Sheet]
    ) -> Iterator[tuple[Any, Any]]:
        for sheet in sheets:
            batch.sheets = [recognised(sheet.name, sheet.header)]
            self.notes = told(batch.sheets)
            check_known(batch)
            yield batch.sheets[0], sheet.rows

    def each_table(self, batch: ImportBatch) -> Iterator[tuple[Any, Any]]:
        """Yield the tables of a workbook in the order of writing."""
        for table in tables_of(batch):
            with open_book(self.path, COMMAND) as book:
                for sheet in book.sheets():
                    if sheet.name == table["name"]:
                        yield table, sheet.rows


def check_known(batch: ImportBatch) -> None:
    if not tables_of(batch):
        names = ", ".join(f"« {n} »" for s in batch.sheets for n in s["header"])
        raise BatchProblem(
            _("Aucune feuille n’est connue. Colonnes lues : %s.") % names
        )
