"""Fields corrected by hand, locked against the next import.

Names are those of the fields, lists (``themes``) and parts (``locations``) of an entry.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from cooperation.versions.families import parts_of
from cooperation.versions.states import fields_of, lists_of
from cooperation.versions.wording import label_of

REASON = "champs protégés"
# Addresses and files are never imported.
NEVER_IMPORTED = {"slug", "reference", "locked_fields", "photos", "documents"}


def lockable(model: Any) -> list[tuple[str, str]]:
    """Return the (name, label) of what can be locked in a model."""
    everything = [*fields_of(model), *lists_of(model), *parts_of(model)]
    names = [
        one.name
        for one in everything
        if one.name not in NEVER_IMPORTED and not hasattr(one, "upload_to")
    ]
    return [(name, label_of(model, name)) for name in names]


def worth_locking(sheet: Any, changed: Iterable[str]) -> list[tuple[str, str]]:
    """Return the (name, label) of changed fields that the next import may overwrite.

    Empty for an entry without identifier in a source, which no import matches; fields
    already locked are left out.
    """
    if not getattr(sheet, "source_reference", ""):
        return []
    names = set(changed) - set(sheet.locked_fields)
    return [(name, label) for name, label in lockable(type(sheet)) if name in names]


@transaction.atomic
def lock(*, sheet: Any, names: Iterable[str], by: Any) -> Any:
    """Lock some fields of an entry against the next import; return the entry."""
    rows = type(sheet)._base_manager.select_for_update(of=("self",))
    held = rows.get(pk=sheet.pk)
    known = dict(lockable(type(held)))
    added = [name for name in known if name in set(names) - set(held.locked_fields)]
    if added:
        held.locked_fields = [*held.locked_fields, *added]
        held._change_reason, held._history_user = REASON, by
        held.save()
    return held
