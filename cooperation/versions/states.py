"""Contents of an entry and its parts, now and at any moment."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from simple_history.utils import get_m2m_reverse_field_name

from cooperation.versions.families import concrete, parts_of, records

# What the database or the site writes by itself is neither told nor put back.
OF_ITSELF = {"created_at", "updated_at", "width", "height"}
Values = dict[str, Any]


@dataclass
class State:
    """The fields of an entry, the keys in its lists, the rows of its parts.

    ``values`` is None if the entry did not exist.
    """

    values: Values | None = None
    lists: dict[str, set[Any]] = field(default_factory=dict)
    rows: dict[str, dict[Any, Values]] = field(default_factory=dict)


def fields_of(model: Any) -> list[Any]:
    """Return the fields that history keeps and people edit, in model order."""
    kept = {one.name for one in records(model).tracked_fields}
    return [
        one
        for one in concrete(model)._meta.concrete_fields
        if one.name in kept
        and not one.primary_key
        and not one.generated
        and one.name not in OF_ITSELF
    ]


def lists_of(model: Any) -> list[Any]:
    """Return the many-to-many fields that history keeps."""
    return list(records(model)._history_m2m_fields)


def values_of(row: Any, model: Any, without: str = "") -> Values:
    return {
        one.name: getattr(row, one.attname)
        for one in fields_of(model)
        if one.attname != without
    }


def state_now(model: Any, pk: Any) -> State:
    """Return the current contents of an entry; a query for each list and part."""
    sheet = concrete(model)._base_manager.filter(pk=pk).first()
    if sheet is None:
        return State()
    return State(
        values=values_of(sheet, model),
        lists={
            one.name: set(getattr(sheet, one.name).values_list("pk", flat=True))
            for one in lists_of(model)
        },
        rows={
            part.name: {
                row.pk: values_of(row, part.model, without=part.key)
                for row in part.model._base_manager.filter(**{part.key: pk})
            }
            for part in parts_of(model)
        },
    )


def state_at(model: Any, pk: Any, moment: datetime.datetime) -> State:
    """Return the contents of an entry at a moment; a query for each list and part."""
    record = last_record(model, pk, moment)
    if record is None or record.history_type == "-":
        return State()
    return State(
        values=values_of(record, model),
        lists={
            one.name: keys_of_lists([record], one)[record.pk] for one in lists_of(model)
        },
        rows={part.name: rows_at(part, pk, moment) for part in parts_of(model)},
    )


def last_record(model: Any, pk: Any, moment: datetime.datetime) -> Any:
    told = records(model).objects.filter(**{concrete(model)._meta.pk.attname: pk})
    before = told.filter(history_date__lte=moment)
    return before.order_by("-history_date", "-history_id").first()


def rows_at(part: Any, pk: Any, moment: datetime.datetime) -> dict[Any, Values]:
    """Return the rows of a part that an entry had at a moment.

    A row may have moved from or to another entry when two were merged.
    """
    table = records(part.model).objects
    ever = table.filter(**{part.key: pk}).values("id")
    told = table.filter(id__in=ever, history_date__lte=moment)
    last = told.order_by("id", "-history_date", "-history_id").distinct("id")
    return {
        record.id: values_of(record, part.model, without=part.key)
        for record in last
        if record.history_type != "-" and getattr(record, part.key) == pk
    }


def keys_of_lists(told: list[Any], relation: Any) -> dict[Any, set[Any]]:
    """Return the keys of a many-to-many list at each of some records; one query."""
    found: dict[Any, set[Any]] = defaultdict(set)
    if not told:
        return found
    table = getattr(type(told[0]), relation.name).model
    target = get_m2m_reverse_field_name(relation) + "_id"
    rows = table.objects.filter(history__in=[record.pk for record in told])
    for record, key in rows.values_list("history_id", target):
        found[record].add(key)
    return found
