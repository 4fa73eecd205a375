"""The public journal of an entry: when it changed, and in which parts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils.formats import localize
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from simple_history.utils import get_m2m_reverse_field_name

# What is written within one deed bears nearly the same time.
ONE_DEED = timedelta(seconds=5)
SHOWN_CHARACTERS = 160
# The relations whose rows belong to a sheet.
PARTS_OF_ACTIONS = ("locations", "involvements", "fundings", "photos", "documents")
PARTS_OF_AGREEMENTS = ("events",)
NEVER_TOLD = {"updated_at", "created_at", "slug", "locked_fields", "verified_by"}


@dataclass(frozen=True)
class Change:
    """A part that changed: its label, and its values where they are shown."""

    label: str
    before: str = ""
    after: str = ""


@dataclass
class Entry:
    """What one person changed at one time."""

    when: datetime
    user_id: int | None
    reason: str
    is_creation: bool = False
    changes: list[Change] = field(default_factory=list)


def journal(sheet: Any, *children: str) -> list[Entry]:
    """Return the changes of an entry, newest first.

    ``children`` names the relations whose rows belong to it: places, roles, money. One
    query for the entry, one for each of its lists and children.
    """
    lines = [*of_itself(sheet)]
    for name in children:
        lines += of_children(sheet, name)
    lines.sort(key=lambda entry: entry.when)
    return [entry for entry in joined(lines) if entry.changes or entry.is_creation][
        ::-1
    ]


def of_itself(sheet: Any) -> Iterable[Entry]:
    records = list(sheet.history.order_by("history_date", "history_id"))
    lists = {
        one.name: keys_by_record(records, one)
        for one in sheet._meta.many_to_many
        if one in sheet.history.model._history_m2m_fields
    }
    before: Any = None
    for record in records:
        entry = Entry(
            record.history_date,
            record.history_user_id,
            record.history_change_reason or "",
            is_creation=record.history_type == "+",
        )
        if before is not None:
            entry.changes = list(changes(sheet, before, record))
            entry.changes += [
                Change(label_of(sheet, name))
                for name, keys in lists.items()
                if keys[before.pk] != keys[record.pk]
            ]
        before = record
        yield entry


def keys_by_record(records: list[Any], relation: Any) -> dict[Any, set[Any]]:
    """Return the keys of a many-to-many list at each of some records; one query."""
    found: dict[Any, set[Any]] = defaultdict(set)
    if not records:
        return found
    table = getattr(type(records[0]), relation.name).model
    target = get_m2m_reverse_field_name(relation) + "_id"
    rows = table.objects.filter(history__in=[record.pk for record in records])
    for record, key in rows.values_list("history_id", target):
        found[record].add(key)
    return found


def changes(sheet: Any, before: Any, after: Any) -> Iterable[Change]:
    for one in after.tracked_fields:
        if one.name in NEVER_TOLD:
            continue
        old, new = getattr(before, one.attname), getattr(after, one.attname)
        if old != new:
            label = label_of(sheet, one.name)
            if one.is_relation:
                yield Change(label)
            else:
                yield Change(label, words(one, old), words(one, new))


def words(one: Any, value: Any) -> str:
    if value in (None, ""):
        return "—"
    chosen = dict(one.flatchoices).get(value, value)
    return Truncator(str(localize(chosen))).chars(SHOWN_CHARACTERS)


def label_of(sheet: Model, name: str) -> str:
    one: Any = sheet._meta.get_field(name)
    return str(capfirst(str(one.verbose_name)))


def of_children(sheet: Any, name: str) -> Iterable[Entry]:
    relation = sheet._meta.get_field(name)
    table = relation.related_model.history.model
    label = capfirst(str(relation.related_model._meta.verbose_name_plural))
    kept = {relation.remote_field.attname: sheet.pk}
    rows = table.objects.filter(**kept).order_by("history_date", "history_id")
    signs = {"+": _("ajouté"), "~": _("modifié"), "-": _("retiré")}
    for when, user, reason, sign in rows.values_list(
        "history_date", "history_user", "history_change_reason", "history_type"
    ):
        change = Change(f"{label} : {signs[sign]}")
        yield Entry(when, user, reason or "", changes=[change])


def joined(lines: list[Entry]) -> list[Entry]:
    """Merge what one person did at one time; each change is listed once."""
    entries: list[Entry] = []
    for line in lines:
        last = entries[-1] if entries else None
        if last and last.user_id == line.user_id and line.when - last.when <= ONE_DEED:
            last.changes += [one for one in line.changes if one not in last.changes]
            last.is_creation |= line.is_creation
            last.reason = last.reason or line.reason
        else:
            entries.append(line)
    return entries
