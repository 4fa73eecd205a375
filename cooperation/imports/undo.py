"""Revert of a batch: the state before is restored exactly, or nothing changes."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.columns.worksheets import WORKSHEETS, WRITING_ORDER
from cooperation.db import iter_batches, without_timeouts
from cooperation.enums import ImportState
from cooperation.imports.conflicts import list_conflicts
from cooperation.imports.errors import BatchError
from cooperation.imports.jobs import acquire_import_lock
from cooperation.models import ImportBatch, ImportChange
from cooperation.search.fulltext import (
    defer_search_vectors,
    refresh_vectors_immediately,
)
from cooperation.spreadsheets.writing import tables
from cooperation.spreadsheets.writing.tables import from_json_value, get_table_schema
from cooperation.spreadsheets.writing.writer import SEARCH_OWNERS

ENTRY_WORKSHEETS = [code for code in WRITING_ORDER if not WORKSHEETS[code].is_child]
CHILD_WORKSHEETS = [code for code in WRITING_ORDER if WORKSHEETS[code].is_child]
MAX_CONFLICTS = 20


def revert_batch(batch: ImportBatch, *, by: Any) -> None:
    """Restore what a batch changed, and delete what it created.

    Raises ``BatchError``, nothing being changed, if its rows were changed since:
    ``details`` lists them.
    """
    try:
        with transaction.atomic():
            acquire_import_lock()
            without_timeouts()
            held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
            if held.state != ImportState.APPLIED:
                raise BatchError(_("Seul un import appliqué s’annule, et une fois."))
            problems = list_conflicts(held)
            if problems:
                message = _("Des fiches ont changé depuis : l’import ne s’annule plus.")
                raise BatchError(message, problems[:MAX_CONFLICTS])
            BatchReverter(held, by).undo()
            ImportBatch.objects.filter(pk=batch.pk).update(
                state=ImportState.UNDONE, undone_at=timezone.now(), undone_by=by
            )
    except DatabaseError as error:
        reason = str(error).splitlines()[0]
        message = _("Cet import ne s’annule plus : %s") % reason
        raise BatchError(message) from error
    batch.refresh_from_db()


class BatchReverter:
    """Reverts the changes of a batch, in the current transaction."""

    def __init__(self, batch: ImportBatch, by: Any) -> None:
        self.batch, self.by = batch, by.pk if by else None
        self.reason = _("annulation : %s") % batch.reason
        self.reason = self.reason[:100]
        self.touched: dict[str, set[int]] = defaultdict(set)

    def undo(self) -> None:
        """Revert all: child rows first, then entries in reverse order of writing."""
        with defer_search_vectors(self.touched):
            for code in CHILD_WORKSHEETS:
                self.delete_created_rows(code)
            for code in WRITING_ORDER:
                self.restore_changed_rows(code)
            for code in reversed(ENTRY_WORKSHEETS):
                self.delete_created_rows(code)
            for code in WRITING_ORDER:
                self.restore_deleted_rows(code)

    def changes(self, code: str, **kept: Any) -> Iterator[list[ImportChange]]:
        found = self.batch.changed.filter(table=code, **kept).order_by("pk")
        return iter_batches(found.iterator(chunk_size=500), 500)

    def delete_created_rows(self, code: str) -> None:
        table = get_table_schema(code)
        for some in self.changes(code, key=None):
            for change in some:
                keys = change.created
                self.touch(code, list(tables.get_rows(table, keys).values()))
                tables.write_history(table, keys, "-", self.by, self.reason)
                tables.delete_rows(table, keys)

    def restore_changed_rows(self, code: str) -> None:
        table = get_table_schema(code)
        names = {linked.name for linked in table.lists}
        for some in self.changes(code, key__isnull=False, after__isnull=False):
            before = {change.key or 0: change.before or {} for change in some}
            values = {
                key: {
                    column: from_json_value(table, column, value)
                    for column, value in said.items()
                    if column not in names
                }
                for key, said in before.items()
            }
            self.touch(code, list(tables.get_rows(table, list(values)).values()))
            by_words = (
                refresh_vectors_immediately()
                if code == "annuaire_partenaires"
                else nullcontext()
            )
            with by_words:
                tables.update_rows(
                    table, {key: said for key, said in values.items() if said}
                )
            for linked in table.lists:
                lists = {
                    k: b[linked.name] for k, b in before.items() if linked.name in b
                }
                tables.delete_links(linked, list(lists))
                tables.insert_links(linked, lists)
            self.touch(code, list(tables.get_rows(table, list(values)).values()))
            tables.write_history(table, list(values), "~", self.by, self.reason)

    def restore_deleted_rows(self, code: str) -> None:
        """Insert the rows that the batch deleted, with their keys."""
        table = get_table_schema(code)
        for some in self.changes(code, key__isnull=False, after__isnull=True):
            said = [
                {column: from_json_value(table, column, v) for column, v in row.items()}
                for row in (change.before or {} for change in some)
            ]
            tables.copy_rows(
                table.name,
                table.columns,
                ([row[column] for column in table.columns] for row in said),
            )
            tables.write_history(
                table, [row["id"] for row in said], "+", self.by, self.reason
            )
            self.touch(code, said)

    def touch(self, code: str, said: list[dict[str, Any]]) -> None:
        """Note the entries whose search words change with some rows."""
        if code in SEARCH_OWNERS:
            sheet, owner = SEARCH_OWNERS[code]
            self.touched[sheet].update(values[owner or "id"] for values in said)
