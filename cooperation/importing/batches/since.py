"""Conflicts of a revert: later changes to the rows that a batch wrote."""

from collections.abc import Iterator
from typing import Any

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from cooperation.exchange.sheets import SHEETS, WRITING_ORDER
from cooperation.importing.batches.previewing import some_at_a_time
from cooperation.importing.writing import rows
from cooperation.importing.writing.tables import TableSpec, as_json, table_of
from cooperation.models import ImportBatch, ImportChange
from cooperation.uniting import relations_of

MADE = (
    "SELECT unnest(created) FROM cooperation_importchange "
    'WHERE batch_id = %s AND "table" = %s'
)
CHANGED = (
    "SELECT key FROM cooperation_importchange "
    'WHERE batch_id = %s AND "table" = %s AND key IS NOT NULL'
)


def keys(query: str, batch: ImportBatch, code: str) -> RawSQL:
    return RawSQL(query, [batch.pk, code])  # noqa: S611 -- one of the two above


def changed_since(batch: ImportBatch) -> list[str]:
    """Return, row by row, what prevents a batch from being reverted exactly."""
    return [
        problem
        for code in WRITING_ORDER
        for problem in [
            *made_then_changed(batch, code),
            *changed_again(batch, code),
            *used_by_others(batch, code),
        ]
    ]


def named(code: str, what: Any, reason: str) -> str:
    return f"{SHEETS[code].label}, « {what} » : {reason}"


def made_then_changed(batch: ImportBatch, code: str) -> Iterator[str]:
    """Yield the conflicts of rows that the batch created and somebody changed."""
    table = table_of(code)
    now = ", ".join(f'row."{column}"' for column in table.kept)
    then = ", ".join(f'kept."{column}"' for column in table.kept)
    query = (
        f'SELECT row.id FROM "{table.name}" AS row '  # noqa: S608 -- our own names
        f'JOIN "{table.history}" AS kept ON kept.id = row.id '
        f"WHERE row.id = ANY(%s) AND (kept.history_change_reason IS DISTINCT FROM %s "
        f"OR ({now}) IS DISTINCT FROM ({then})) GROUP BY row.id ORDER BY row.id"
    )
    for change in batch.changed.filter(table=code, key=None).iterator():
        found = rows.fetch(query, [change.created, batch.reason])
        changed = [key for (key,) in found]
        yield from told(table, code, changed, _("modifiée depuis"))


def told(table: TableSpec, code: str, keys: list[int], reason: str) -> Iterator[str]:
    """Yield a conflict for each of some rows, at most 20."""
    for row in table.model._base_manager.filter(pk__in=keys).order_by("pk")[:20]:
        yield named(code, row, reason)


def changed_again(batch: ImportBatch, code: str) -> Iterator[str]:
    """Yield the conflicts of rows that the batch changed and somebody changed again."""
    table = table_of(code)
    changes = batch.changed.filter(table=code, key__isnull=False, after__isnull=False)
    for some in some_at_a_time(changes.iterator(chunk_size=500), 500):
        yield from changed_among(table, code, list(some))


def changed_among(
    table: TableSpec, code: str, changes: list[ImportChange]
) -> Iterator[str]:
    held = [change.key for change in changes if change.key is not None]
    current = rows.rows_of(table, held, lock=True)
    lists = {linked.name: rows.lists_of(linked, held) for linked in table.lists}
    for change in changes:
        row = current.get(change.key or 0)
        if row is None:
            yield named(code, change.key, _("supprimée depuis"))
            continue
        said = {name: as_json(value) for name, value in row.items()}
        said |= {name: found[row["id"]] for name, found in lists.items()}
        left = change.after or {}
        differing = [
            name
            for name, value in left.items()
            if name != "updated_at" and not is_same(said[name], value, table, name)
        ]
        if differing:
            yield from told(table, code, [row["id"]], _("modifiée depuis"))


def is_same(now: Any, then: Any, table: TableSpec, name: str) -> bool:
    """Return whether two values are equal, however a number is written."""
    if now == then or now is None or then is None:
        return bool(now == then)
    if any(name == linked.name for linked in table.lists):
        return sorted(now) == sorted(then)
    field = table.field(name)
    field = field.target_field if field.many_to_one else field
    return bool(field.to_python(now) == field.to_python(then))


def used_by_others(batch: ImportBatch, code: str) -> Iterator[str]:
    """Yield the conflicts of created rows to which others refer since."""
    table = table_of(code)
    if not batch.changed.filter(table=code, key=None).exists():
        return
    made = keys(MADE, batch, code)
    own = {field.remote_field.through for field in table.model._meta.local_many_to_many}
    for relation in relations_of(table.model):
        other: Any = relation.related_model
        if other in own and other._meta.auto_created:
            continue
        found = other._base_manager.filter(**{f"{relation.field.name}__in": made})
        for sheet in SHEETS.values():
            if sheet.model is other:
                found = found.exclude(pk__in=keys(MADE, batch, sheet.code))
                found = found.exclude(pk__in=keys(CHANGED, batch, sheet.code))
        if other._meta.auto_created:
            found = without_changed_lists(batch, found, other)
        for row in found.order_by("pk")[:20]:
            what = getattr(row, relation.field.name)
            reason = _("« %s » s’y rattache depuis") % other._meta.verbose_name
            yield named(code, what, reason)


def without_changed_lists(batch: ImportBatch, found: Any, through: Any) -> Any:
    """Exclude the links of rows that the batch created or changed."""
    for sheet in SHEETS.values():
        for field in sheet.model._meta.local_many_to_many:
            if field.remote_field.through is through:
                source = field.m2m_field_name()
                for query in (MADE, CHANGED):
                    ours = keys(query, batch, sheet.code)
                    found = found.exclude(**{f"{source}__in": ours})
    return found
