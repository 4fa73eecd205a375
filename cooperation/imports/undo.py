"""Revert of a batch: the state before is restored exactly, or nothing changes."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskContext, task

from cooperation.columns.worksheets import WORKSHEETS, WRITING_ORDER
from cooperation.db import (
    analyze_tables,
    iter_batches,
    iter_relations,
    without_timeouts,
)
from cooperation.enums import ImportState, LineOutcome
from cooperation.imports.jobs import (
    MAX_LINES_IN_REQUEST,
    BatchError,
    acquire_import_lock,
    enqueue_job,
    get_batch_of_job,
    get_person,
    mark_at_work,
    run_marked,
)
from cooperation.models import ImportBatch, ImportChange
from cooperation.search.fulltext import (
    defer_search_vectors,
    refresh_vectors_immediately,
)
from cooperation.spreadsheets.writing import tables
from cooperation.spreadsheets.writing.tables import (
    TableSchema,
    from_json_value,
    get_table_schema,
    to_json_value,
)
from cooperation.spreadsheets.writing.writer import SEARCH_OWNERS

ENTRY_WORKSHEETS = [code for code in WRITING_ORDER if not WORKSHEETS[code].is_child]
CHILD_WORKSHEETS = [code for code in WRITING_ORDER if WORKSHEETS[code].is_child]
MAX_CONFLICTS = 20


def start_undo(batch: ImportBatch, *, by: Any) -> None:
    """Undo a small import at once, have a worker undo a large one."""
    outcomes = (LineOutcome.CREATED, LineOutcome.CHANGED)
    if sum(map(batch.count_lines, outcomes)) <= MAX_LINES_IN_REQUEST:
        revert_batch(batch, by=by)
        return
    with transaction.atomic():
        mark_at_work(batch, ImportState.UNDOING, [ImportState.APPLIED])
        enqueue_job(batch, undo_import, by)


@task(takes_context=True)
def undo_import(context: TaskContext, batch: int, by: int | None) -> None:
    """Undo a batch that is marked so."""
    held = get_batch_of_job(context, batch)
    if held:
        run_marked(held, lambda: revert_batch(held, by=get_person(by), begun=True))


def revert_batch(batch: ImportBatch, *, by: Any, begun: bool = False) -> None:
    """Restore what a batch changed, and delete what it created.

    Raises ``BatchError``, nothing being changed, if its rows were changed since:
    ``details`` lists them.
    """
    try:
        with transaction.atomic():
            acquire_import_lock()
            without_timeouts()
            held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
            if held.state != (ImportState.UNDOING if begun else ImportState.APPLIED):
                raise BatchError(_("Seul un import appliqué s’annule, et une fois."))
            problems = list_conflicts(held)
            if problems:
                message = _("Des fiches ont changé depuis : l’import ne s’annule plus.")
                raise BatchError(message, problems[:MAX_CONFLICTS])
            BatchReverter(held, by).undo()
            if begun:
                analyze_tables()
            ImportBatch.objects.filter(pk=batch.pk).update(
                state=ImportState.UNDONE,
                undone_at=timezone.now(),
                undone_by=by,
                job=None,
                problem="",
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

    def changes(self, code: str, **conditions: Any) -> Iterator[list[ImportChange]]:
        found = self.batch.changed.filter(table=code, **conditions).order_by("pk")
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
                    for column, value in row.items()
                    if column not in names
                }
                for key, row in before.items()
            }
            self.touch(code, list(tables.get_rows(table, list(values)).values()))
            by_words = (
                refresh_vectors_immediately()
                if code == "annuaire_partenaires"
                else nullcontext()
            )
            with by_words:
                tables.update_rows(
                    table, {key: row for key, row in values.items() if row}
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
            rows = [
                {
                    column: from_json_value(table, column, v)
                    for column, v in before.items()
                }
                for before in (change.before or {} for change in some)
            ]
            tables.copy_rows(
                table.name,
                table.columns,
                ([row[column] for column in table.columns] for row in rows),
            )
            tables.write_history(
                table, [row["id"] for row in rows], "+", self.by, self.reason
            )
            self.touch(code, rows)

    def touch(self, code: str, rows: list[dict[str, Any]]) -> None:
        """Note the entries whose search words change with some rows."""
        if code in SEARCH_OWNERS:
            sheet, owner = SEARCH_OWNERS[code]
            self.touched[sheet].update(values[owner or "id"] for values in rows)


CREATED_KEYS_SQL = (
    "SELECT unnest(created) FROM cooperation_importchange "
    'WHERE batch_id = %s AND "table" = %s'
)
CHANGED_KEYS_SQL = (
    "SELECT key FROM cooperation_importchange "
    'WHERE batch_id = %s AND "table" = %s AND key IS NOT NULL'
)


def select_change_keys(query: str, batch: ImportBatch, code: str) -> RawSQL:
    return RawSQL(query, [batch.pk, code])  # noqa: S611 -- one of the two above


def list_conflicts(batch: ImportBatch) -> list[str]:
    """Return, row by row, what prevents a batch from being reverted exactly."""
    return [
        problem
        for code in WRITING_ORDER
        for problem in [
            *iter_changed_created_rows(batch, code),
            *iter_rechanged_rows(batch, code),
            *iter_new_references(batch, code),
        ]
    ]


def format_conflict(code: str, what: Any, reason: str) -> str:
    return f"{WORKSHEETS[code].label}, « {what} » : {reason}"


def iter_changed_created_rows(batch: ImportBatch, code: str) -> Iterator[str]:
    """Yield the conflicts of rows that the batch created and somebody changed.

    What the batch itself changed later, such as their publication, is no conflict.
    """
    table = get_table_schema(code)
    now = ", ".join(f'row."{column}"' for column in table.history_columns)
    then = ", ".join(f'kept."{column}"' for column in table.history_columns)
    query = (
        f'SELECT row.id FROM "{table.name}" AS row '  # noqa: S608 -- our own names
        f'JOIN "{table.history}" AS kept ON kept.id = row.id '
        f"WHERE row.id = ANY(%s) AND (kept.history_change_reason IS DISTINCT FROM %s "
        f"OR (({now}) IS DISTINCT FROM ({then}) AND NOT EXISTS (SELECT FROM "
        f'"{table.history}" AS later WHERE later.id = kept.id '
        f"AND later.history_id > kept.history_id))) GROUP BY row.id ORDER BY row.id"
    )
    for change in batch.changed.filter(table=code, key=None).iterator():
        found = tables.fetch_rows(query, [change.created, batch.reason])
        changed = [key for (key,) in found]
        yield from iter_row_conflicts(table, code, changed, _("modifiée depuis"))


def iter_row_conflicts(
    table: TableSchema, code: str, keys: list[int], reason: str
) -> Iterator[str]:
    """Yield a conflict for each of some rows, at most 20."""
    for row in table.model._base_manager.filter(pk__in=keys).order_by("pk")[:20]:
        yield format_conflict(code, row, reason)


def iter_rechanged_rows(batch: ImportBatch, code: str) -> Iterator[str]:
    """Yield the conflicts of rows that the batch changed and somebody changed again."""
    table = get_table_schema(code)
    changes = batch.changed.filter(table=code, key__isnull=False, after__isnull=False)
    for some in iter_batches(changes.iterator(chunk_size=500), 500):
        yield from iter_rechanged_in_chunk(table, code, list(some))


def iter_rechanged_in_chunk(
    table: TableSchema, code: str, changes: list[ImportChange]
) -> Iterator[str]:
    held = [change.key for change in changes if change.key is not None]
    current = tables.get_rows(table, held, lock=True)
    lists = {linked.name: tables.get_links(linked, held) for linked in table.lists}
    for change in changes:
        row = current.get(change.key or 0)
        if row is None:
            yield format_conflict(code, change.key, _("supprimée depuis"))
            continue
        held_values = {name: to_json_value(value) for name, value in row.items()}
        held_values |= {name: found[row["id"]] for name, found in lists.items()}
        left = change.after or {}
        differing = [
            name
            for name, value in left.items()
            if name != "updated_at"
            and not is_same_value(held_values[name], value, table, name)
        ]
        if differing:
            yield from iter_row_conflicts(
                table, code, [row["id"]], _("modifiée depuis")
            )


def is_same_value(now: Any, then: Any, table: TableSchema, name: str) -> bool:
    """Return whether two values are equal, however a number is written."""
    if now == then or now is None or then is None:
        return bool(now == then)
    if any(name == linked.name for linked in table.lists):
        return sorted(now) == sorted(then)
    field = table.field(name)
    field = field.target_field if field.many_to_one else field
    return bool(field.to_python(now) == field.to_python(then))


def iter_new_references(batch: ImportBatch, code: str) -> Iterator[str]:
    """Yield the conflicts of created rows to which others refer since."""
    table = get_table_schema(code)
    if not batch.changed.filter(table=code, key=None).exists():
        return
    made = select_change_keys(CREATED_KEYS_SQL, batch, code)
    own = {field.remote_field.through for field in table.model._meta.local_many_to_many}
    for relation in iter_relations(table.model):
        other: Any = relation.related_model
        if other in own and other._meta.auto_created:
            continue
        found = other._base_manager.filter(**{f"{relation.field.name}__in": made})
        for sheet in WORKSHEETS.values():
            if sheet.model is other:
                found = found.exclude(
                    pk__in=select_change_keys(CREATED_KEYS_SQL, batch, sheet.code)
                )
                found = found.exclude(
                    pk__in=select_change_keys(CHANGED_KEYS_SQL, batch, sheet.code)
                )
        if other._meta.auto_created:
            found = exclude_own_links(batch, found, other)
        for row in found.order_by("pk")[:20]:
            what = getattr(row, relation.field.name)
            reason = _("« %s » s’y rattache depuis") % other._meta.verbose_name
            yield format_conflict(code, what, reason)


def exclude_own_links(batch: ImportBatch, found: Any, through: Any) -> Any:
    """Exclude the links of rows that the batch created or changed."""
    for sheet in WORKSHEETS.values():
        for field in sheet.model._meta.local_many_to_many:
            if field.remote_field.through is through:
                source = field.m2m_field_name()
                for query in (CREATED_KEYS_SQL, CHANGED_KEYS_SQL):
                    ours = select_change_keys(query, batch, sheet.code)
                    found = found.exclude(**{f"{source}__in": ours})
    return found
