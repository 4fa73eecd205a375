"""Conflicts of a revert: later changes to the rows that a batch wrote."""

from collections.abc import Iterator
from typing import Any

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from cooperation.columns.worksheets import WORKSHEETS, WRITING_ORDER
from cooperation.curation.merge import iter_relations
from cooperation.db import iter_batches
from cooperation.models import ImportBatch, ImportChange
from cooperation.spreadsheets.writing import tables
from cooperation.spreadsheets.writing.tables import (
    TableSchema,
    get_table_schema,
    to_json_value,
)

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
    """Yield the conflicts of rows that the batch created and somebody changed."""
    table = get_table_schema(code)
    now = ", ".join(f'row."{column}"' for column in table.history_columns)
    then = ", ".join(f'kept."{column}"' for column in table.history_columns)
    query = (
        f'SELECT row.id FROM "{table.name}" AS row '  # noqa: S608 -- our own names
        f'JOIN "{table.history}" AS kept ON kept.id = row.id '
        f"WHERE row.id = ANY(%s) AND (kept.history_change_reason IS DISTINCT FROM %s "
        f"OR ({now}) IS DISTINCT FROM ({then})) GROUP BY row.id ORDER BY row.id"
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
        said = {name: to_json_value(value) for name, value in row.items()}
        said |= {name: found[row["id"]] for name, found in lists.items()}
        left = change.after or {}
        differing = [
            name
            for name, value in left.items()
            if name != "updated_at"
            and not is_same_value(said[name], value, table, name)
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
