"""Reverting an entry to a moment, or what a batch changed in many entries.

Staff choose what of an entry is reverted, with the usual validation; a batch is known
by the reason of its records. Either happens in one transaction and is recorded as a
change: history keeps the state before.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cooperation.db import validated_transaction
from cooperation.history.etags import get_entry_etag
from cooperation.history.labels import (
    NameLoader,
    format_field_value,
    format_part_row,
    get_field_label,
)
from cooperation.history.parts import (
    EntryPart,
    get_concrete_model,
    get_history_model,
    list_parts,
)
from cooperation.history.reasons import REVERT_PREFIX
from cooperation.history.snapshots import (
    EntryState,
    FieldValues,
    get_current_state,
    get_m2m_keys,
    get_state_at,
    list_editable_fields,
    list_m2m_fields,
)
from cooperation.history.timeline import list_row_names, request_names


class VersionConflictError(Exception):
    """The entry changed after the user loaded it."""


@dataclass(frozen=True)
class RevertOption:
    """A field, list or part that can be reverted: its value now, and then.

    ``missing`` names the targets that no longer exist and cannot come back;
    ``is_possible`` is false if no change remains without them.
    """

    key: str
    label: str
    now: tuple[str, ...]
    then: tuple[str, ...]
    missing: tuple[str, ...] = ()
    is_possible: bool = True


def list_revert_options(
    model: Any, pk: Any, moment: datetime.datetime
) -> list[RevertOption]:
    """Return what reverting an entry to a moment would change, field by field."""
    now, then = get_current_state(model, pk), get_state_at(model, pk, moment)
    names = NameLoader()
    request_state_names(model, [now, then], names)
    return [
        *iter_field_options(model, now, then, names),
        *iter_m2m_options(model, now, then, names),
        *iter_part_options(model, now, then, names),
    ]


def request_state_names(
    model: Any, states: Iterable[EntryState], names: NameLoader
) -> None:
    for state in states:
        request_names(model, state.values or {}, names)
        for one in list_m2m_fields(model):
            names.request_names(one.related_model, state.lists.get(one.name, set()))
        for part in list_parts(model):
            for values in state.rows.get(part.name, {}).values():
                request_names(part.model, values, names)


def iter_field_options(
    model: Any, now: EntryState, then: EntryState, names: NameLoader
) -> Iterable[RevertOption]:
    if then.values is None:
        return
    for one in list_editable_fields(model):
        old = (now.values or {}).get(one.name)
        new = then.values[one.name]
        if now.values is not None and old == new:
            continue
        lost = list_missing_targets(model, {one.name: new}, names)
        yield RevertOption(
            one.name,
            get_field_label(model, one.name),
            (format_field_value(model, one.name, old, names),) if now.values else (),
            (format_field_value(model, one.name, new, names),),
            tuple(lost),
            is_possible=not lost,
        )


def iter_m2m_options(
    model: Any, now: EntryState, then: EntryState, names: NameLoader
) -> Iterable[RevertOption]:
    for one in list_m2m_fields(model):
        here, there = now.lists.get(one.name, set()), then.lists.get(one.name, set())
        if here != there:
            table = one.related_model
            lost = {key for key in there if not names.exists(table, key)}
            yield RevertOption(
                one.name,
                get_field_label(model, one.name),
                list_row_names(table, here, names),
                list_row_names(table, there, names),
                list_row_names(table, lost, names),
                is_possible=here != there - lost,
            )


def iter_part_options(
    model: Any, now: EntryState, then: EntryState, names: NameLoader
) -> Iterable[RevertOption]:
    for part in list_parts(model):
        here, there = now.rows.get(part.name, {}), then.rows.get(part.name, {})
        if here != there:
            restorable = filter_restorable_rows(part, there, names)
            yield RevertOption(
                part.name,
                part.label,
                format_part_rows(part, here, names),
                format_part_rows(part, there, names),
                format_part_rows(
                    part,
                    {key: row for key, row in there.items() if key not in restorable},
                    names,
                ),
                is_possible=here != restorable,
            )


def format_part_rows(
    part: EntryPart, rows: dict[Any, FieldValues], names: NameLoader
) -> tuple[str, ...]:
    return tuple(format_part_row(part.model, row, names) for row in rows.values())


def list_missing_targets(
    model: Any, values: FieldValues, names: NameLoader
) -> list[str]:
    """Return the names of rows and files that values refer to and no longer exist."""
    lost = []
    for one in list_editable_fields(model):
        value = values.get(one.name)
        if value in (None, ""):
            continue
        if one.is_relation and not names.exists(one.related_model, value):
            lost.append(names.get_name(one.related_model, value))
        if hasattr(one, "upload_to") and not one.storage.exists(str(value)):
            lost.append(_("un fichier qui n’existe plus"))
    return lost


def filter_restorable_rows(
    part: EntryPart, rows: dict[Any, FieldValues], names: NameLoader
) -> dict[Any, FieldValues]:
    return {
        key: row
        for key, row in rows.items()
        if not list_missing_targets(part.model, row, names)
    }


@transaction.atomic
def revert_entry(
    *,
    model: Any,
    pk: Any,
    moment: datetime.datetime,
    keys: Iterable[str],
    seen: str,
    by: Any,
) -> Any:
    """Revert the chosen fields, lists and parts of an entry; return the entry.

    ``seen`` is the etag of the version the user looked at. Raise
    ``VersionConflictError`` if the entry changed since, ``ValidationError`` if the
    result would not be valid; no change is saved then.
    """
    table = get_concrete_model(model)
    entry = table._base_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if get_entry_etag(model, pk) != seen:
        raise VersionConflictError
    then, wanted = get_state_at(model, pk, moment), set(keys)
    if then.values is None:
        raise ValidationError(_("La fiche n’existait pas à ce moment-là."))
    entry = entry if entry is not None else table(pk=pk)
    names = NameLoader()
    request_state_names(model, [then], names)
    with validated_transaction(_("Ces champs ne vont pas ensemble : %(why)s")):
        set_history_reason(entry, moment, by)
        write_entry(entry, then, wanted, names)
        for part in list_parts(model):
            if part.name in wanted:
                rows = filter_restorable_rows(part, then.rows.get(part.name, {}), names)
                write_part_rows(part, entry, rows, moment, by)
    return entry


def set_history_reason(row: Any, moment: datetime.datetime, by: Any) -> None:
    """Set the author and the reason that history records when a row is saved."""
    when = date_format(timezone.localtime(moment), "d/m/Y H:i:s")
    row._change_reason, row._history_user = f"{REVERT_PREFIX}{when}", by


def write_entry(
    entry: Any, then: EntryState, wanted: set[str], names: NameLoader
) -> None:
    """Revert the chosen fields and lists of an entry; all fields of a deleted one."""
    model = type(entry)
    values = then.values or {}
    for one in list_editable_fields(model):
        chosen = one.name in wanted or entry._state.adding
        lost = list_missing_targets(model, {one.name: values.get(one.name)}, names)
        if chosen and one.name in values and not lost:
            setattr(entry, one.attname, values[one.name])
    entry.full_clean()
    entry.save()
    for one in list_m2m_fields(model):
        if one.name in wanted:
            keys = then.lists.get(one.name, set())
            existing = {key for key in keys if names.exists(one.related_model, key)}
            getattr(entry, one.name).set(existing)


def write_part_rows(
    part: EntryPart,
    entry: Any,
    rows: dict[Any, FieldValues],
    moment: datetime.datetime,
    by: Any,
) -> None:
    """Revert the rows of a part: rows that did not exist then are deleted first."""
    known = {
        row.pk: row for row in part.model._base_manager.filter(**{part.key: entry.pk})
    }
    for key, row in known.items():
        if key not in rows:
            set_history_reason(row, moment, by)
            row.delete()
    for key, values in rows.items():
        row = known.get(key) or part.model(pk=key, **{part.key: entry.pk})
        for one in list_editable_fields(part.model):
            if one.name in values:
                setattr(row, one.attname, values[one.name])
        set_history_reason(row, moment, by)
        row.full_clean()
        row.save()


@transaction.atomic
def revert_batch(*, model: Any, reason: str, by: Any) -> tuple[int, int]:
    """Revert what the records with a reason changed in the entries of a model.

    Return the numbers of reverted and skipped entries: one that is gone, or changed
    since in the same fields, is skipped.
    """
    pairs = list_batch_changes(model, reason)
    lists = {
        one.name: get_m2m_keys([record for pair in pairs for record in pair], one)
        for one in list_m2m_fields(model)
    }
    rows = model._base_manager.select_for_update(of=("self",))
    reverted = 0
    for before, after in pairs:
        entry = rows.filter(pk=after.id).first()
        if entry is None:
            continue
        entry._change_reason, entry._history_user = f"{reason} annulé", by
        if not revert_fields(entry, before, after):
            continue
        reverted += 1
        for name, keys in lists.items():
            getattr(entry, name).remove(*keys[after.pk] - keys[before.pk])
            getattr(entry, name).add(*keys[before.pk] - keys[after.pk])
    return reverted, len(pairs) - reverted


def list_batch_changes(model: Any, reason: str) -> list[tuple[Any, Any]]:
    """Return, for each entry, the records before and after the changes of a batch."""
    records = get_history_model(model).objects.filter(history_change_reason=reason)
    found: dict[Any, tuple[Any, Any]] = {}
    for record in records.order_by("history_id"):
        before, _after = found.get(record.id) or (record.prev_record, record)
        found[record.id] = before, record
    return [(before, after) for before, after in found.values() if before]


def revert_fields(entry: Any, before: Any, after: Any) -> bool:
    """Undo the difference of two records; return False if others changed it since."""
    changed = [
        one.attname
        for one in list_editable_fields(type(entry))
        if getattr(before, one.attname) != getattr(after, one.attname)
    ]
    if any(getattr(entry, name) != getattr(after, name) for name in changed):
        return False
    for name in changed:
        setattr(entry, name, getattr(before, name))
    if changed:
        entry.save()
    return True
