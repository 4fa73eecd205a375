"""The history of an entry and of its parts: who, when, why, what.

Records that one operation writes (the entry, its lists, its rows) form one version.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cooperation.versions import reasons
from cooperation.versions.families import concrete, parts_of, records
from cooperation.versions.states import (
    Values,
    fields_of,
    keys_of_lists,
    lists_of,
    values_of,
)
from cooperation.versions.wording import Names, label_of, row_words, words

# Lines of one deed follow each other that closely.
ONE_DEED = datetime.timedelta(seconds=2)


@dataclass
class Line:
    """A record of history, and the previous one of the same row."""

    part: Any
    record: Any
    before: Any
    # The lists of the sheet, before and after; of rows, nothing.
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
class Told:
    """One field, list or part that changed, as text."""

    label: str
    before: str = ""
    after: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass
class Deed:
    """What one person changed in an entry at one time."""

    lines: list[Line]
    told: list[Told] = field(default_factory=list)

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
        return reasons.in_words(next((text for text in given if text), ""))

    @property
    def sign(self) -> str:
        """Whether the entry was created ("+"), changed ("~") or deleted ("-")."""
        signs = [line.record.history_type for line in self.lines if not line.part]
        made_or_gone = [sign for sign in signs if sign != "~"]
        return made_or_gone[-1] if made_or_gone else "~"

    def takes(self, line: Line) -> bool:
        """Return whether a later record is part of the same version."""
        last = self.lines[-1].record
        if line.record.history_date - last.history_date > ONE_DEED:
            return False
        given = {one.record.history_change_reason or "" for one in [*self.lines, line]}
        is_accepted = any(text.startswith("proposition ") for text in given)
        same = line.record.history_user_id == last.history_user_id
        return len(given - {""}) <= 1 and (same or is_accepted)


def deeds_of(model: Any, pk: Any, since: dict[str, int] | None = None) -> list[Deed]:
    """Return the versions of an entry, newest first, without their descriptions.

    ``since``: by part ("" for the entry itself), the last history number already known.
    """
    found: list[Deed] = []
    known = since or {}
    lines = [
        line
        for line in lines_of(model, pk)
        if line.record.history_id > known.get(line.row[0], 0)
    ]
    for line in sorted(lines, key=lambda one: one.record.history_date):
        if found and found[-1].takes(line):
            found[-1].lines.append(line)
        else:
            found.append(Deed([line]))
    return [deed for deed in found if deed.sign != "~" or changes_something(deed)][::-1]


def lines_of(model: Any, pk: Any) -> Iterable[Line]:
    key = concrete(model)._meta.pk.attname
    told = in_order(records(model).objects.filter(**{key: pk}))
    lists = {one.name: keys_of_lists(told, one) for one in lists_of(model)}
    before: Any = None
    for record in told:
        kept = {
            name: (keys[before.pk] if before else set(), keys[record.pk])
            for name, keys in lists.items()
        }
        yield Line(None, record, before, kept)
        before = record
    for part in parts_of(model):
        last: dict[Any, Any] = {}
        for record in in_order(records(part.model).objects.filter(**{part.key: pk})):
            yield Line(part, record, last.get(record.id))
            last[record.id] = record


def in_order(rows: Any) -> list[Any]:
    return list(rows.order_by("history_date", "history_id"))


def net(deed: Deed) -> Iterable[tuple[Line, Line]]:
    """Return, for each row that a version touched, its first and last record."""
    touched: dict[tuple[str, Any], list[Line]] = {}
    for line in deed.lines:
        touched.setdefault(line.row, []).append(line)
    for lines in touched.values():
        yield lines[0], lines[-1]


def said(line: Line, record: Any) -> Values:
    """Return the values of a record; empty before creation and after deletion."""
    if record is None or record.history_type == "-":
        return {}
    part = line.part
    model = part.model if part else record.instance_type
    return values_of(record, model, without=part.key if part else "")


def changes_something(deed: Deed) -> bool:
    return any(
        said(first, first.before) != said(last, last.record)
        or any(kept[0] != last.lists[name][1] for name, kept in first.lists.items())
        for first, last in net(deed)
    )


def tell(model: Any, deeds: Iterable[Deed]) -> Names:
    """Describe versions in place; a query for each table whose rows are named."""
    names, chosen = Names(), list(deeds)
    for deed in chosen:
        for first, last in net(deed):
            want_all(first, last, names)
    for deed in chosen:
        deed.told = told_of(model, deed, names)
    return names


def want_all(first: Line, last: Line, names: Names) -> None:
    model = first.part.model if first.part else first.record.instance_type
    for values in (said(first, first.before), said(last, last.record)):
        want(model, values, names)
    for one in lists_of(model):
        if one.name in first.lists:
            keys = first.lists[one.name][0] | last.lists[one.name][1]
            names.want(one.related_model, keys)


def want(model: Any, values: Values, names: Names) -> None:
    for one in fields_of(model):
        if one.is_relation and one.name in values:
            names.want(one.related_model, [values[one.name]])


def told_of(model: Any, deed: Deed, names: Names) -> list[Told]:
    """Return what a version changed: fields and lists of the entry, then its parts."""
    found: list[Told] = []
    parts: dict[str, list[tuple[Line, Line]]] = {}
    for first, last in net(deed):
        if first.part:
            parts.setdefault(first.part.name, []).append((first, last))
        else:
            found += told_of_fields(model, first, last, names)
            found += told_of_lists(model, first, last, names)
    return found + [
        told_of_rows(label_of(model, name), rows, names) for name, rows in parts.items()
    ]


def told_of_fields(model: Any, first: Line, last: Line, names: Names) -> Iterable[Told]:
    """Return the changed fields; of a new entry, those that are not empty."""
    before, after = said(first, first.before), said(last, last.record)
    if not after:
        return
    for one in fields_of(model):
        old, new = before.get(one.name), after[one.name]
        if old != new and not (not before and new in (None, "", [])):
            yield Told(
                label_of(model, one.name),
                words(model, one.name, old, names) if before else "",
                words(model, one.name, new, names),
            )


def told_of_lists(model: Any, first: Line, last: Line, names: Names) -> Iterable[Told]:
    for one in lists_of(model):
        if one.name in first.lists:
            old, new = first.lists[one.name][0], last.lists[one.name][1]
            if old != new:
                yield Told(
                    label_of(model, one.name),
                    added=named(one.related_model, new - old, names),
                    removed=named(one.related_model, old - new, names),
                )


def named(model: Any, keys: Iterable[Any], names: Names) -> tuple[str, ...]:
    return tuple(sorted(names.of(model, key) for key in keys))


def told_of_rows(label: str, rows: list[tuple[Line, Line]], names: Names) -> Told:
    added, removed, changed = [], [], []
    for first, last in rows:
        model = first.part.model
        old, new = said(first, first.before), said(last, last.record)
        if old and new and old != new:
            changed.append(differences(model, old, new, names))
        elif new and not old:
            added.append(row_words(model, new, names))
        elif old and not new:
            removed.append(row_words(model, old, names))
    return Told(
        label, added=tuple(added), removed=tuple(removed), changed=tuple(changed)
    )


def differences(model: Any, old: Values, new: Values, names: Names) -> str:
    """Return the changes of a row: "Téra, Niger : latitude 14,01 → 14,02"."""
    changed = [
        _("%(label)s : %(old)s → %(new)s")
        % {
            "label": label_of(model, name),
            "old": words(model, name, value, names),
            "new": words(model, name, new[name], names),
        }
        for name, value in old.items()
        if value != new[name]
    ]
    return f"{row_words(model, old, names)} ({' ; '.join(changed)})"
