"""Contents of an entry and its parts, now and at any moment."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from simple_history.utils import get_m2m_reverse_field_name

from cooperation.history.parts import (
    get_concrete_model,
    get_history_model,
    get_last_record,
    list_parts,
)

# Written by the database or the site itself: neither shown nor reverted.
AUTOMATIC_FIELDS = {"created_at", "updated_at", "width", "height"}
FieldValues = dict[str, Any]


@dataclass
class EntryState:
    """The fields of an entry, the keys in its lists, the rows of its parts.

    ``values`` is None if the entry did not exist.
    """

    values: FieldValues | None = None
    lists: dict[str, set[Any]] = field(default_factory=dict)
    rows: dict[str, dict[Any, FieldValues]] = field(default_factory=dict)


def list_editable_fields(model: Any) -> list[Any]:
    """Return the fields that history keeps and people edit, in model order."""
    tracked = {one.name for one in get_history_model(model).tracked_fields}
    return [
        one
        for one in get_concrete_model(model)._meta.concrete_fields
        if one.name in tracked
        and not one.primary_key
        and not one.generated
        and one.name not in AUTOMATIC_FIELDS
    ]


def list_m2m_fields(model: Any) -> list[Any]:
    """Return the many-to-many fields that history keeps."""
    return list(get_history_model(model)._history_m2m_fields)


def get_field_values(row: Any, model: Any, without: str = "") -> FieldValues:
    return {
        one.name: getattr(row, one.attname)
        for one in list_editable_fields(model)
        if one.attname != without
    }


def get_current_state(model: Any, pk: Any) -> EntryState:
    """Return the current contents of an entry; a query for each list and part."""
    entry = get_concrete_model(model)._base_manager.filter(pk=pk).first()
    if entry is None:
        return EntryState()
    return EntryState(
        values=get_field_values(entry, model),
        lists={
            one.name: set(getattr(entry, one.name).values_list("pk", flat=True))
            for one in list_m2m_fields(model)
        },
        rows={
            part.name: {
                row.pk: get_field_values(row, part.model, without=part.key)
                for row in part.model._base_manager.filter(**{part.key: pk})
            }
            for part in list_parts(model)
        },
    )


def get_state_at(model: Any, pk: Any, moment: datetime.datetime) -> EntryState:
    """Return the contents of an entry at a moment; a query for each list and part."""
    record = get_last_record(model, pk, moment)
    if record is None or record.history_type == "-":
        return EntryState()
    return EntryState(
        values=get_field_values(record, model),
        lists={
            one.name: get_m2m_keys([record], one)[record.pk]
            for one in list_m2m_fields(model)
        },
        rows={
            part.name: get_part_rows_at(part, pk, moment) for part in list_parts(model)
        },
    )


def get_part_rows_at(
    part: Any, pk: Any, moment: datetime.datetime
) -> dict[Any, FieldValues]:
    """Return the rows of a part that an entry had at a moment.

    A row may have moved from or to another entry when two were merged.
    """
    table = get_history_model(part.model).objects
    ever = table.filter(**{part.key: pk}).values("id")
    history = table.filter(id__in=ever, history_date__lte=moment)
    last = history.order_by("id", "-history_date", "-history_id").distinct("id")
    return {
        record.id: get_field_values(record, part.model, without=part.key)
        for record in last
        if record.history_type != "-" and getattr(record, part.key) == pk
    }


def get_m2m_keys(history: list[Any], relation: Any) -> dict[Any, set[Any]]:
    """Return the keys of a many-to-many list at each of some records; one query."""
    found: dict[Any, set[Any]] = defaultdict(set)
    if not history:
        return found
    table = getattr(type(history[0]), relation.name).model
    target = get_m2m_reverse_field_name(relation) + "_id"
    rows = table.objects.filter(history__in=[record.pk for record in history])
    for record, key in rows.values_list("history_id", target):
        found[record].add(key)
    return found
