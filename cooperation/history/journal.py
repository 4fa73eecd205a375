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

# Records of one operation are written within this time.
MAX_ITEM_GAP = timedelta(seconds=5)
MAX_VALUE_LENGTH = 160
# The relations whose rows belong to an entry.
ACTION_PARTS = ("locations", "involvements", "fundings", "photos", "documents")
AGREEMENT_PARTS = ("events",)
HIDDEN_FIELDS = {"updated_at", "created_at", "slug", "locked_fields", "verified_by"}


@dataclass(frozen=True)
class JournalChange:
    """A part that changed: its label, and its values where they are shown."""

    label: str
    before: str = ""
    after: str = ""


@dataclass
class JournalItem:
    """What one person changed at one time."""

    when: datetime
    user_id: int | None
    reason: str
    is_creation: bool = False
    changes: list[JournalChange] = field(default_factory=list)


def list_journal_items(entry: Any, *children: str) -> list[JournalItem]:
    """Return the changes of an entry, newest first.

    ``children`` names the relations whose rows belong to it: places, roles, money. One
    query for the entry, one for each of its lists and children.
    """
    lines = [*iter_own_changes(entry)]
    for name in children:
        lines += iter_part_changes(entry, name)
    lines.sort(key=lambda item: item.when)
    return [
        item for item in merge_journal_items(lines) if item.changes or item.is_creation
    ][::-1]


def iter_own_changes(entry: Any) -> Iterable[JournalItem]:
    records = list(entry.history.order_by("history_date", "history_id"))
    lists = {
        one.name: get_keys_by_record(records, one)
        for one in entry._meta.many_to_many
        if one in entry.history.model._history_m2m_fields
    }
    before: Any = None
    for record in records:
        item = JournalItem(
            record.history_date,
            record.history_user_id,
            record.history_change_reason or "",
            is_creation=record.history_type == "+",
        )
        if before is not None:
            item.changes = list(iter_field_changes(entry, before, record))
            item.changes += [
                JournalChange(get_field_label(entry, name))
                for name, keys in lists.items()
                if keys[before.pk] != keys[record.pk]
            ]
        before = record
        yield item


def get_keys_by_record(records: list[Any], relation: Any) -> dict[Any, set[Any]]:
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


def iter_field_changes(entry: Any, before: Any, after: Any) -> Iterable[JournalChange]:
    for one in after.tracked_fields:
        if one.name in HIDDEN_FIELDS:
            continue
        old, new = getattr(before, one.attname), getattr(after, one.attname)
        if old != new:
            label = get_field_label(entry, one.name)
            if one.is_relation:
                yield JournalChange(label)
            else:
                yield JournalChange(
                    label,
                    format_journal_value(one, old),
                    format_journal_value(one, new),
                )


def format_journal_value(one: Any, value: Any) -> str:
    if value in (None, ""):
        return "—"
    chosen = dict(one.flatchoices).get(value, value)
    return Truncator(str(localize(chosen))).chars(MAX_VALUE_LENGTH)


def get_field_label(entry: Model, name: str) -> str:
    one: Any = entry._meta.get_field(name)
    return str(capfirst(str(one.verbose_name)))


def iter_part_changes(entry: Any, name: str) -> Iterable[JournalItem]:
    relation = entry._meta.get_field(name)
    table = relation.related_model.history.model
    label = capfirst(str(relation.related_model._meta.verbose_name_plural))
    kept = {relation.remote_field.attname: entry.pk}
    rows = table.objects.filter(**kept).order_by("history_date", "history_id")
    signs = {"+": _("ajouté"), "~": _("modifié"), "-": _("retiré")}
    for when, user, reason, sign in rows.values_list(
        "history_date", "history_user", "history_change_reason", "history_type"
    ):
        change = JournalChange(f"{label} : {signs[sign]}")
        yield JournalItem(when, user, reason or "", changes=[change])


def merge_journal_items(lines: list[JournalItem]) -> list[JournalItem]:
    """Merge what one person did at one time; each change is listed once."""
    items: list[JournalItem] = []
    for line in lines:
        last = items[-1] if items else None
        if (
            last
            and last.user_id == line.user_id
            and line.when - last.when <= MAX_ITEM_GAP
        ):
            last.changes += [one for one in line.changes if one not in last.changes]
            last.is_creation |= line.is_creation
            last.reason = last.reason or line.reason
        else:
            items.append(line)
    return items
