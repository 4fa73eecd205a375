"""Which tables keep a history, and which of them hold parts of an entry.

The places, partners, amounts, photos and events of an entry have tables of their own;
their history is part of the history of the entry.
"""

import datetime
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.text import capfirst

# By entry, the relations whose rows belong to it, in display order.
PARTS_BY_MODEL: dict[str, tuple[str, ...]] = {
    "cooperation.action": (
        "locations",
        "involvements",
        "fundings",
        "photos",
        "documents",
    ),
    "cooperation.agreement": ("events",),
    "cooperation.collectivity": ("aliases",),
    "cooperation.guidedstory": ("steps",),
}


class EntryPart(NamedTuple):
    """A table whose rows belong to an entry."""

    name: str
    model: Any
    # The foreign key column to the entry.
    key: str
    label: str


def get_concrete_model(model: Any) -> Any:
    """Return the concrete model: the one of authorities for the proxy of EPCIs."""
    return model._meta.concrete_model


def get_history_model(model: Any) -> Any:
    return read_history_model(get_concrete_model(model))


@cache
def read_history_model(table: Any) -> Any:
    """Return the same, read once: the library makes a class at each reading."""
    return table.history.model


def get_last_record(
    model: Any, pk: Any, moment: datetime.datetime | None = None
) -> Any:
    """Return the last record of a row, or the last one until a moment; or None."""
    key = get_concrete_model(model)._meta.pk.attname
    records = get_history_model(model).objects.filter(**{key: pk})
    if moment is not None:
        records = records.filter(history_date__lte=moment)
    return records.order_by("-history_date", "-history_id").first()


def has_history(model: Any) -> bool:
    return hasattr(model._meta, "simple_history_manager_attribute")


def list_tracked_models() -> list[Any]:
    found = [model for model in apps.get_models() if not model._meta.proxy]
    return [model for model in found if has_history(model)]


def list_parts(model: Any) -> list[EntryPart]:
    table = get_concrete_model(model)
    found = []
    for name in PARTS_BY_MODEL.get(table._meta.label_lower, ()):
        relation = table._meta.get_field(name)
        rows = relation.related_model
        label = str(capfirst(str(rows._meta.verbose_name_plural)))
        found.append(EntryPart(name, rows, relation.remote_field.attname, label))
    return found


@cache
def get_part_owners() -> dict[str, tuple[Any, str]]:
    """Return, by label of a part's table, (model of the entry, column of its key)."""
    return {
        part.model._meta.label_lower: (apps.get_model(label), part.key)
        for label in PARTS_BY_MODEL
        for part in list_parts(apps.get_model(label))
    }


def get_record_owner(record: Any) -> tuple[Any, Any]:
    """Return the model and key of the entry whose history a record belongs to."""
    model = get_concrete_model(record.instance_type)
    owner = get_part_owners().get(model._meta.label_lower)
    if owner is None:
        return model, getattr(record, model._meta.pk.attname)
    return owner[0], getattr(record, owner[1])
