"""Fields corrected by hand, locked against the next import.

Names are those of the fields, lists (``themes``) and parts (``locations``) of an entry.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from cooperation.history.labels import get_field_label
from cooperation.history.parts import list_parts
from cooperation.history.snapshots import list_editable_fields, list_m2m_fields

LOCK_REASON = "champs protégés"
# Addresses and files are never imported.
NEVER_IMPORTED = {"slug", "reference", "locked_fields", "photos", "documents"}


def list_lockable_fields(model: Any) -> list[tuple[str, str]]:
    """Return the (name, label) of what can be locked in a model."""
    everything = [
        *list_editable_fields(model),
        *list_m2m_fields(model),
        *list_parts(model),
    ]
    names = [
        one.name
        for one in everything
        if one.name not in NEVER_IMPORTED and not hasattr(one, "upload_to")
    ]
    return [(name, get_field_label(model, name)) for name in names]


def suggest_fields_to_lock(entry: Any, changed: Iterable[str]) -> list[tuple[str, str]]:
    """Return the (name, label) of changed fields that the next import may overwrite.

    Empty for an entry without identifier in a source, which no import matches; fields
    already locked are left out.
    """
    if not getattr(entry, "source_reference", ""):
        return []
    names = set(changed) - set(entry.locked_fields)
    return [
        (name, label)
        for name, label in list_lockable_fields(type(entry))
        if name in names
    ]


@transaction.atomic
def lock_fields(*, entry: Any, names: Iterable[str], by: Any) -> Any:
    """Lock some fields of an entry against the next import; return the entry."""
    rows = type(entry)._base_manager.select_for_update(of=("self",))
    held = rows.get(pk=entry.pk)
    known = dict(list_lockable_fields(type(held)))
    added = [name for name in known if name in set(names) - set(held.locked_fields)]
    if added:
        held.locked_fields = [*held.locked_fields, *added]
        held._change_reason, held._history_user = LOCK_REASON, by
        held.save()
    return held
