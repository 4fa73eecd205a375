"""The public journal of an entry: when it changed, and in which parts.

It is the history that staff read, without the values that only they may see: those of
relations, and of the fields in ``HIDDEN_FIELDS``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cooperation.history.labels import (
    NameLoader,
    format_field_value,
    get_field_label,
)
from cooperation.history.snapshots import list_editable_fields
from cooperation.history.timeline import (
    RecordChange,
    Version,
    get_record_values,
    iter_net_changes,
    list_versions,
)

HIDDEN_FIELDS = {"slug", "locked_fields", "verified_by"}


@dataclass(frozen=True)
class JournalChange:
    """A part that changed: its label, and its values where they are shown."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class JournalItem:
    """A version of an entry, and what the public may read of it."""

    version: Version
    changes: list[JournalChange]

    @property
    def is_creation(self) -> bool:
        return self.version.sign == "+"


def list_journal_items(entry: Any) -> list[JournalItem]:
    """Return the changes of an entry and of its parts, newest first.

    One query for the entry, one for each of its lists and parts.
    """
    items = [
        JournalItem(version, list(dict.fromkeys(iter_changes(entry, version))))
        for version in list_versions(type(entry), entry.pk)
    ]
    return [item for item in items if item.changes or item.is_creation]


def iter_changes(entry: Any, version: Version) -> Iterable[JournalChange]:
    for first, last in iter_net_changes(version):
        if first.part:
            yield JournalChange(format_part_change(first, last))
            continue
        yield from iter_field_changes(entry, first, last)
        for name, (old, _new) in first.lists.items():
            if old != last.lists[name][1]:
                yield JournalChange(get_field_label(entry, name))


def iter_field_changes(
    entry: Any, first: RecordChange, last: RecordChange
) -> Iterable[JournalChange]:
    """Yield the fields that changed between two records; none of a new entry."""
    before = get_record_values(first, first.before)
    after = get_record_values(last, last.record)
    for one in list_editable_fields(entry) if before and after else ():
        pair = before[one.name], after[one.name]
        if pair[0] == pair[1] or one.name in HIDDEN_FIELDS:
            continue
        values = (
            ()
            if one.is_relation
            else (format_field_value(entry, one.name, v, NameLoader()) for v in pair)
        )
        yield JournalChange(get_field_label(entry, one.name), *values)


def format_part_change(first: RecordChange, last: RecordChange) -> str:
    """Return the label of a part with what became of its row."""
    if not get_record_values(last, last.record):
        word = _("retiré")
    else:
        word = _("modifié") if first.before else _("ajouté")
    return f"{first.part.label} : {word}"
