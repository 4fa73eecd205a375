"""Revert of a batch: the state before is restored exactly, or nothing changes."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.enums import ImportState
from cooperation.exchange.sheets import SHEETS, WRITING_ORDER
from cooperation.importing.batches.previewing import some_at_a_time
from cooperation.importing.batches.problems import BatchProblem
from cooperation.importing.batches.running import hold_the_lock
from cooperation.importing.batches.since import changed_since
from cooperation.importing.taking_time import take_time
from cooperation.importing.writing import rows
from cooperation.importing.writing.tables import from_json, table_of
from cooperation.importing.writing.writer import WORDS_OF
from cooperation.models import ImportBatch, ImportChange
from cooperation.search import words_at_once, words_of_some_at_the_end

SHEETS_OF_THEIR_OWN = [code for code in WRITING_ORDER if not SHEETS[code].is_child]
BELONGING = [code for code in WRITING_ORDER if SHEETS[code].is_child]
MOST_TOLD = 20


def undo(batch: ImportBatch, *, by: Any) -> None:
    """Restore what a batch changed, and delete what it created.

    Raises ``BatchError``, nothing being changed, if its rows were changed since:
    ``details`` lists them.
    """
    try:
        with transaction.atomic():
            hold_the_lock()
            take_time()
            held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
            if held.state != ImportState.APPLIED:
                raise BatchProblem(_("Seul un import appliqué s’annule, et une fois."))
            problems = changed_since(held)
            if problems:
                message = _("Des fiches ont changé depuis : l’import ne s’annule plus.")
                raise BatchProblem(message, problems[:MOST_TOLD])
            Undoing(held, by).undo()
            ImportBatch.objects.filter(pk=batch.pk).update(
                state=ImportState.UNDONE, undone_at=timezone.now(), undone_by=by
            )
    except DatabaseError as error:
        reason = str(error).splitlines()[0]
        message = _("Cet import ne s’annule plus : %s") % reason
        raise BatchProblem(message) from error
    batch.refresh_from_db()


class Undoing:
    """Reverts the changes of a batch, in the current transaction."""

    def __init__(self, batch: ImportBatch, by: Any) -> None:
        self.batch, self.by = batch, by.pk if by else None
        self.reason = _("annulation : %s") % batch.reason
        self.reason = self.reason[:100]
        self.touched: dict[str, set[int]] = defaultdict(set)

    def undo(self) -> None:
        """Revert all: child rows first, then entries in reverse order of writing."""
        with words_of_some_at_the_end(self.touched):
            for code in BELONGING:
                self.take_away(code)
            for code in WRITING_ORDER:
                self.put_back(code)
            for code in reversed(SHEETS_OF_THEIR_OWN):
                self.take_away(code)
            for code in WRITING_ORDER:
                self.bring_back(code)

    def changes(self, code: str, **kept: Any) -> Iterator[list[ImportChange]]:
        found = self.batch.changed.filter(table=code, **kept).order_by("pk")
        return some_at_a_time(found.iterator(chunk_size=500), 500)

    def take_away(self, code: str) -> None:
        table = table_of(code)
        for some in self.changes(code, key=None):
            for change in some:
                keys = change.created
                self.touch(code, list(rows.rows_of(table, keys).values()))
                rows.note(table, keys, "-", self.by, self.reason)
                rows.remove(table, keys)

    def put_back(self, code: str) -> None:
        table = table_of(code)
        names = {linked.name for linked in table.lists}
        for some in self.changes(code, key__isnull=False, after__isnull=False):
            before = {change.key or 0: change.before or {} for change in some}
            values = {
                key: {
                    column: from_json(table, column, value)
                    for column, value in said.items()
                    if column not in names
                }
                for key, said in before.items()
            }
            self.touch(code, list(rows.rows_of(table, list(values)).values()))
            by_words = (
                words_at_once() if code == "annuaire_partenaires" else nullcontext()
            )
            with by_words:
                rows.change(table, {key: said for key, said in values.items() if said})
            for linked in table.lists:
                lists = {
                    k: b[linked.name] for k, b in before.items() if linked.name in b
                }
                rows.unlink(linked, list(lists))
                rows.link(linked, lists)
            self.touch(code, list(rows.rows_of(table, list(values)).values()))
            rows.note(table, list(values), "~", self.by, self.reason)

    def bring_back(self, code: str) -> None:
        """Insert the rows that the batch deleted, with their keys."""
        table = table_of(code)
        for some in self.changes(code, key__isnull=False, after__isnull=True):
            said = [
                {column: from_json(table, column, v) for column, v in row.items()}
                for row in (change.before or {} for change in some)
            ]
            rows.copy(
                table.name,
                table.columns,
                ([row[column] for column in table.columns] for row in said),
            )
            rows.note(table, [row["id"] for row in said], "+", self.by, self.reason)
            self.touch(code, said)

    def touch(self, code: str, said: list[dict[str, Any]]) -> None:
        """Note the entries whose search words change with some rows."""
        if code in WORDS_OF:
            sheet, owner = WORDS_OF[code]
            self.touched[sheet].update(values[owner or "id"] for values in said)
