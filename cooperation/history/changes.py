"""All changes of every table that keeps a history, newest first.

The tables are read as one, page by page: each is queried for its newest records after
the cursor of the previous page, through the index on their dates.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cooperation.history import reasons
from cooperation.history.labels import NameLoader, get_field_label
from cooperation.history.parts import (
    get_concrete_model,
    get_history_model,
    get_part_owners,
    get_record_owner,
    list_tracked_models,
)
from cooperation.history.snapshots import list_editable_fields

PER_PAGE = 50
LINE_COLUMNS = ("history_id", "history_date")


class HistoryCursor(NamedTuple):
    """Position of the last record of a page: the next page continues after it."""

    when: datetime.datetime
    table: str
    number: int

    def to_param(self) -> str:
        return f"{self.when.isoformat()}~{self.table}~{self.number}"


def parse_cursor(text: str) -> HistoryCursor | None:
    """Parse a cursor; None if the text is not one."""
    when, _sign, rest = text.partition("~")
    table, _sign, number = rest.partition("~")
    try:
        moment = parse_datetime(when)
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return HistoryCursor(moment, table, int(number))


@dataclass
class HistoryChange:
    """One record of history: the entry it belongs to, and the fields it changed."""

    record: Any
    owner: Any
    key: Any
    name: str = ""
    fields: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return str(self.record.instance_type._meta.verbose_name)

    @property
    def operation(self) -> str:
        """Label of the operation: added, changed or deleted."""
        words = {"+": _("ajout"), "~": _("changement"), "-": _("suppression")}
        return words[self.record.history_type]

    @property
    def reason(self) -> str:
        return reasons.format_reason(self.record.history_change_reason)


def get_history_tables(owners: list[Any]) -> dict[str, Any]:
    """Return the models whose history belongs to some kinds of entries, by label."""
    wanted = {get_concrete_model(owner) for owner in owners}
    found = {}
    for model in list_tracked_models():
        if get_owner_model(model) in wanted:
            found[model._meta.label_lower] = model
    return dict(sorted(found.items()))


def get_owner_model(model: Any) -> Any:
    """Return the model of the entries to whose history a table belongs."""
    return get_record_owner(get_history_model(model)())[0]


def get_changes_page(
    models: dict[str, Any], condition: Q, after: HistoryCursor | None
) -> tuple[list[HistoryChange], HistoryCursor | None]:
    """Return a page of changes and the next cursor; one query for the records."""
    if not models:
        return [], None
    names = list(models)
    lines = [
        get_latest_records(
            models[name], number, condition & build_older_condition(name, after, names)
        )
        for number, name in enumerate(names)
    ]
    everything = lines[0]
    if lines[1:]:
        order = ("-history_date", "number", "-history_id")
        everything = lines[0].union(*lines[1:], all=True).order_by(*order)
    found = list(everything[: PER_PAGE + 1])
    record_keys = [(names[number], key) for number, key, _when in found[:PER_PAGE]]
    last = None
    if len(found) > PER_PAGE:
        number, key, when = found[PER_PAGE - 1]
        last = HistoryCursor(when, names[number], key)
    return build_changes(models, record_keys), last


def get_latest_records(model: Any, number: int, condition: Q) -> QuerySet[Any, Any]:
    """Return (number, history_id, history_date) of the newest matching records."""
    rows = get_history_model(model).objects.filter(condition)
    newest = rows.order_by("-history_date", "-history_id")[: PER_PAGE + 1]
    lines: QuerySet[Any, Any] = newest.annotate(number=Value(number)).values_list(
        "number", *LINE_COLUMNS
    )
    return lines


def build_older_condition(
    name: str, after: HistoryCursor | None, names: list[str]
) -> Q:
    if after is None or after.table not in names:
        return Q()
    before = Q(history_date__lt=after.when)
    same = Q(history_date=after.when)
    if names.index(name) > names.index(after.table):
        return before | same
    if name == after.table:
        return before | (same & Q(history_id__lt=after.number))
    return before


def build_changes(
    models: dict[str, Any], record_keys: list[tuple[str, Any]]
) -> list[HistoryChange]:
    """Return the changes of some records; two queries for each table among them."""
    keys = defaultdict(list)
    for name, key in record_keys:
        keys[name].append(key)
    found: dict[tuple[str, Any], HistoryChange] = {}
    for name, wanted in keys.items():
        for record, before in get_records_with_previous(models[name], wanted):
            owner, key = get_record_owner(record)
            change = HistoryChange(
                record, owner, key, fields=list_changed_labels(record, before)
            )
            found[name, record.history_id] = change
    names = NameLoader()
    for change in found.values():
        names.request_names(change.owner, [change.key])
    for change in found.values():
        change.name = names.get_name(change.owner, change.key)
    return [found[line] for line in record_keys]


def get_records_with_previous(model: Any, keys: list[Any]) -> list[tuple[Any, Any]]:
    table = get_history_model(model)
    key = get_concrete_model(model)._meta.pk.attname
    former = table.objects.filter(
        **{key: OuterRef(key)}, history_id__lt=OuterRef("history_id")
    ).order_by("-history_id")
    rows = table.objects.filter(history_id__in=keys).annotate(
        former=Subquery(former.values("history_id")[:1])
    )
    found = list(rows)
    before = table.objects.in_bulk([row.former for row in found if row.former])
    return [(row, before.get(row.former)) for row in found]


def list_changed_labels(record: Any, before: Any) -> tuple[str, ...]:
    if before is None or record.history_type != "~":
        return ()
    model = record.instance_type
    return tuple(
        get_field_label(model, one.name)
        for one in list_editable_fields(model)
        if getattr(record, one.attname) != getattr(before, one.attname)
    )


class LatestChange(NamedTuple):
    """What one person, or nobody, did last to an entry or its parts."""

    owner: Any
    key: Any
    user_id: Any
    when: datetime.datetime
    operation: str


def list_latest_changes(models: dict[str, Any], number: int) -> list[LatestChange]:
    """Return the last changes, each entry once for each author; one query."""
    if not models:
        return []
    tables = list(models.values())
    lines = [build_owner_lines(model, at) for at, model in enumerate(tables)]
    everything = lines[0].union(*lines[1:], all=True) if lines[1:] else lines[0]
    found: dict[Any, LatestChange] = {}
    for at, key, user, when, sign in everything.order_by("-history_date"):
        owner = get_owner_model(tables[at])
        change = LatestChange(
            owner,
            owner._meta.pk.to_python(key),
            user,
            when,
            sign if get_concrete_model(tables[at]) is owner else "~",
        )
        found.setdefault((owner, key, user), change)
    return list(found.values())[:number]


def build_owner_lines(model: Any, at: int) -> QuerySet[Any, Any]:
    """Return (``at``, key of the entry, user, date, sign) of the newest records."""
    table = get_concrete_model(model)
    part = get_part_owners().get(table._meta.label_lower)
    column = part[1] if part else table._meta.pk.attname
    rows = get_history_model(model).objects.order_by("-history_date", "-history_id")
    newest: QuerySet[Any, Any] = (
        rows[:PER_PAGE]
        .annotate(at=Value(at), owner_key=Cast(column, TextField()))
        .values_list(
            "at", "owner_key", "history_user_id", "history_date", "history_type"
        )
    )
    return newest
