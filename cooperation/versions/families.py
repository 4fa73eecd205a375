"""Which tables keep a history, and which of them hold parts of an entry.

The places, partners, amounts, photos and events of an entry have tables of their own;
their history is part of the history of the entry.
"""

from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.text import capfirst

# By sheet, the relations whose rows belong to it, in the order in which they are told.
PARTS: dict[str, tuple[str, ...]] = {
    "cooperation.action": (
        "locations",
        "involvements",
        "fundings",
        "photos",
        "documents",
    ),
    "cooperation.agreement": ("events",),
    "cooperation.collectivity": ("aliases",),
}


class Part(NamedTuple):
    """A table whose rows belong to an entry."""

    name: str
    model: Any
    # The column by which a row says whose it is.
    key: str
    label: str


def concrete(model: Any) -> Any:
    """Return the concrete model: the one of authorities for the proxy of EPCIs."""
    return model._meta.concrete_model


def records(model: Any) -> Any:
    return concrete(model).history.model


def has_history(model: Any) -> bool:
    return hasattr(model._meta, "simple_history_manager_attribute")


def tracked() -> list[Any]:
    found = [model for model in apps.get_models() if not model._meta.proxy]
    return [model for model in found if has_history(model)]


def parts_of(model: Any) -> list[Part]:
    table = concrete(model)
    found = []
    for name in PARTS.get(table._meta.label_lower, ()):
        relation = table._meta.get_field(name)
        rows = relation.related_model
        label = str(capfirst(str(rows._meta.verbose_name_plural)))
        found.append(Part(name, rows, relation.remote_field.attname, label))
    return found


@cache
def owners() -> dict[str, tuple[Any, str]]:
    """Return, by label of a part's table, (model of the entry, column of its key)."""
    return {
        part.model._meta.label_lower: (apps.get_model(label), part.key)
        for label in PARTS
        for part in parts_of(apps.get_model(label))
    }


def owner_of(record: Any) -> tuple[Any, Any]:
    """Return the model and key of the entry whose history a record belongs to."""
    model = concrete(record.instance_type)
    owner = owners().get(model._meta.label_lower)
    if owner is None:
        return model, getattr(record, model._meta.pk.attname)
    return owner[0], getattr(record, owner[1])
