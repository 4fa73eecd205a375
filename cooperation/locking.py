"""Fields that staff corrected by hand, protected from the next import.

Names are those of the fields, lists (``themes``) and parts (``locations``) of a sheet.
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
    """Give what can be protected in a kind of sheet: names and labels."""
    everything = [*fields_of(model), *lists_of(model), *parts_of(model)]
    names = [
        one.name
        for one in everything
        if one.name not in NEVER_IMPORTED and not hasattr(one, "upload_to")
    ]
    return [(name, label_of(model, name)) for name in names]


def worth_locking(sheet: Any, changed: Iterable[str]) -> list[tuple[str, str]]:
    """Give what was changed by hand in a sheet that an import wrote, and is not locked.

    A sheet without identifier in a source is found by no import.
    """
    if not getattr(sheet, "source_reference", ""):
        return []
    names = set(changed) - set(sheet.locked_fields)
    return [(name, label) for name, label in lockable(type(sheet)) if name in names]


@transaction.atomic
def lock(*, sheet: Any, names: Iterable[str], by: Any) -> Any:
    """Protect some fields of a sheet from the next import; give the sheet."""
    rows = type(sheet)._base_manager.select_for_update(of=("self",))
    held = rows.get(pk=sheet.pk)
    known = dict(lockable(type(held)))
    added = [name for name in known if name in set(names) - set(held.locked_fields)]
    if added:
        held.locked_fields = [*held.locked_fields, *added]
        held._change_reason, held._history_user = REASON, by
        held.save()
    return held
