"""The history of an entry and of its parts: who, when, why, what.

Records that one operation writes (the entry, its lists, its rows) form one version.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cooperation.history import reasons
from cooperation.history.labels import (
    NameLoader,
    format_field_value,
    format_part_row,
    get_field_label,
)
from cooperation.history.parts import (
    get_concrete_model,
    get_history_model,
    list_parts,
)
from cooperation.history.snapshots import (
    FieldValues,
    get_field_values,
    get_m2m_keys,
    list_editable_fields,
    list_m2m_fields,
)

# Records of one version follow each other within this time.
MAX_VERSION_GAP = datetime.timedelta(seconds=2)


@dataclass
class RecordChange:
    """A record of history, and the previous one of the same row."""

    part: Any
    record: Any
    before: Any
    # Keys in the lists of the entry, before and after; empty for parts.
    lists: dict[str, tuple[set[Any], set[Any]]] = field(default_factory=dict)

    @property
    def row(self) -> tuple[str, Any]:
        """Name of the part (empty for the entry itself) and key of the row."""
        return (self.part.name if self.part else "", self.record.id)

    @property
    def token(self) -> str:
        """Identifier of the record in URLs."""
        number = str(self.record.history_id)
        return f"{self.part.name}-{number}" if self.part else number


@dataclass(frozen=True)
class ChangeDescription:
    """One field, list or part that changed, as text."""

    label: str
    before: str = ""
    after: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass
class Version:
    """What one person changed in an entry at one time."""

    lines: list[RecordChange]
    changes: list[ChangeDescription] = field(default_factory=list)

    @property
    def when(self) -> datetime.datetime:
        """Time of its last record: a revert to this version restores that moment."""
        moment: datetime.datetime = self.lines[-1].record.history_date
        return moment

    @property
    def token(self) -> str:
        """Identifier of the version in URLs."""
        return self.lines[-1].token

    @property
    def user_id(self) -> Any:
        """Key of the author; None for an import or a command."""
        return self.lines[0].record.history_user_id

    @property
    def reason(self) -> str:
        given = [line.record.history_change_reason for line in self.lines]
        return reasons.format_reason(next((text for text in given if text), ""))

    @property
    def sign(self) -> str:
        """Whether the entry was created ("+"), changed ("~") or deleted ("-")."""
        signs = [line.record.history_type for line in self.lines if not line.part]
        made_or_gone = [sign for sign in signs if sign != "~"]
        return made_or_gone[-1] if made_or_gone else "~"

    def can_include(self, line: RecordChange) -> bool:
        """Return whether a later record is part of the same version."""
        last = self.lines[-1].record
        if line.record.history_date - last.history_date > MAX_VERSION_GAP:
            return False
        given = {one.record.history_change_reason or "" for one in [*self.lines, line]}
        is_accepted = any(text.startswith("proposition ") for text in given)
        same = line.record.history_user_id == last.history_user_id
        return len(given - {""}) <= 1 and (same or is_accepted)


def list_versions(
    model: Any, pk: Any, since: dict[str, int] | None = None
) -> list[Version]:
    """Return the versions of an entry, newest first, without their descriptions.

    ``since``: by part ("" for the entry itself), the last history number already known.
    """
    found: list[Version] = []
    known = since or {}
    lines = [
        line
        for line in iter_record_changes(model, pk)
        if line.record.history_id > known.get(line.row[0], 0)
    ]
    for line in sorted(lines, key=lambda one: one.record.history_date):
        if found and found[-1].can_include(line):
            found[-1].lines.append(line)
        else:
            found.append(Version([line]))
    return [
        version for version in found if version.sign != "~" or has_net_change(version)
    ][::-1]


def iter_record_changes(model: Any, pk: Any) -> Iterable[RecordChange]:
    key = get_concrete_model(model)._meta.pk.attname
    history = list_oldest_first(get_history_model(model).objects.filter(**{key: pk}))
    lists = {one.name: get_m2m_keys(history, one) for one in list_m2m_fields(model)}
    before: Any = None
    for record in history:
        m2m_keys = {
            name: (keys[before.pk] if before else set(), keys[record.pk])
            for name, keys in lists.items()
        }
        yield RecordChange(None, record, before, m2m_keys)
        before = record
    for part in list_parts(model):
        last: dict[Any, Any] = {}
        for record in list_oldest_first(
            get_history_model(part.model).objects.filter(**{part.key: pk})
        ):
            yield RecordChange(part, record, last.get(record.id))
            last[record.id] = record


def list_oldest_first(rows: Any) -> list[Any]:
    return list(rows.order_by("history_date", "history_id"))


def iter_net_changes(version: Version) -> Iterable[tuple[RecordChange, RecordChange]]:
    """Return, for each row that a version touched, its first and last record."""
    touched: dict[tuple[str, Any], list[RecordChange]] = {}
    for line in version.lines:
        touched.setdefault(line.row, []).append(line)
    for lines in touched.values():
        yield lines[0], lines[-1]


def get_record_values(line: RecordChange, record: Any) -> FieldValues:
    """Return the values of a record; empty before creation and after deletion."""
    if record is None or record.history_type == "-":
        return {}
    part = line.part
    model = part.model if part else record.instance_type
    return get_field_values(record, model, without=part.key if part else "")


def has_net_change(version: Version) -> bool:
    return any(
        get_record_values(first, first.before) != get_record_values(last, last.record)
        or any(keys[0] != last.lists[name][1] for name, keys in first.lists.items())
        for first, last in iter_net_changes(version)
    )


def describe_versions(model: Any, versions: Iterable[Version]) -> NameLoader:
    """Describe versions in place; a query for each table whose rows are named."""
    names, chosen = NameLoader(), list(versions)
    for version in chosen:
        for first, last in iter_net_changes(version):
            request_change_names(first, last, names)
    for version in chosen:
        version.changes = describe_changes(model, version, names)
    return names


def request_change_names(
    first: RecordChange, last: RecordChange, names: NameLoader
) -> None:
    model = first.part.model if first.part else first.record.instance_type
    for values in (
        get_record_values(first, first.before),
        get_record_values(last, last.record),
    ):
        request_names(model, values, names)
    for one in list_m2m_fields(model):
        if one.name in first.lists:
            keys = first.lists[one.name][0] | last.lists[one.name][1]
            names.request_names(one.related_model, keys)


def request_names(model: Any, values: FieldValues, names: NameLoader) -> None:
    for one in list_editable_fields(model):
        if one.is_relation and one.name in values:
            names.request_names(one.related_model, [values[one.name]])


def describe_changes(
    model: Any, version: Version, names: NameLoader
) -> list[ChangeDescription]:
    """Return what a version changed: fields and lists of the entry, then its parts."""
    found: list[ChangeDescription] = []
    parts: dict[str, list[tuple[RecordChange, RecordChange]]] = {}
    for first, last in iter_net_changes(version):
        if first.part:
            parts.setdefault(first.part.name, []).append((first, last))
        else:
            found += describe_field_changes(model, first, last, names)
            found += describe_m2m_changes(model, first, last, names)
    return found + [
        describe_part_changes(get_field_label(model, name), rows, names)
        for name, rows in parts.items()
    ]


def describe_field_changes(
    model: Any, first: RecordChange, last: RecordChange, names: NameLoader
) -> Iterable[ChangeDescription]:
    """Return the changed fields; of a new entry, those that are not empty."""
    before, after = (
        get_record_values(first, first.before),
        get_record_values(last, last.record),
    )
    if not after:
        return
    for one in list_editable_fields(model):
        old, new = before.get(one.name), after[one.name]
        if old != new and not (not before and new in (None, "", [])):
            yield ChangeDescription(
                get_field_label(model, one.name),
                format_field_value(model, one.name, old, names) if before else "",
                format_field_value(model, one.name, new, names),
            )


def describe_m2m_changes(
    model: Any, first: RecordChange, last: RecordChange, names: NameLoader
) -> Iterable[ChangeDescription]:
    for one in list_m2m_fields(model):
        if one.name in first.lists:
            old, new = first.lists[one.name][0], last.lists[one.name][1]
            if old != new:
                yield ChangeDescription(
                    get_field_label(model, one.name),
                    added=list_row_names(one.related_model, new - old, names),
                    removed=list_row_names(one.related_model, old - new, names),
                )


def list_row_names(
    model: Any, keys: Iterable[Any], names: NameLoader
) -> tuple[str, ...]:
    return tuple(sorted(names.get_name(model, key) for key in keys))


def describe_part_changes(
    label: str, rows: list[tuple[RecordChange, RecordChange]], names: NameLoader
) -> ChangeDescription:
    added, removed, changed = [], [], []
    for first, last in rows:
        model = first.part.model
        old, new = (
            get_record_values(first, first.before),
            get_record_values(last, last.record),
        )
        if old and new and old != new:
            changed.append(format_row_difference(model, old, new, names))
        elif new and not old:
            added.append(format_part_row(model, new, names))
        elif old and not new:
            removed.append(format_part_row(model, old, names))
    return ChangeDescription(
        label, added=tuple(added), removed=tuple(removed), changed=tuple(changed)
    )


def format_row_difference(
    model: Any, old: FieldValues, new: FieldValues, names: NameLoader
) -> str:
    """Return the changes of a row: "Téra, Niger : latitude 14,01 → 14,02"."""
    changed = [
        _("%(label)s : %(old)s → %(new)s")
        % {
            "label": get_field_label(model, name),
            "old": format_field_value(model, name, value, names),
            "new": format_field_value(model, name, new[name], names),
        }
        for name, value in old.items()
        if value != new[name]
    ]
    return f"{format_part_row(model, old, names)} ({' ; '.join(changed)})"
