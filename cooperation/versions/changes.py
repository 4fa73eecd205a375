"""All changes of every table that keeps a history, newest first.

The tables are read as one, page by page: each is queried for its newest records after
the cursor of the previous page, through the index on their dates.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cooperation.versions import reasons
from cooperation.versions.families import concrete, owner_of, records, tracked
from cooperation.versions.states import fields_of
from cooperation.versions.wording import Names, label_of

PER_PAGE = 50
COLUMNS = ("history_id", "history_date")


class Place(NamedTuple):
    """Position of the last record of a page: the next page continues after it."""

    when: datetime.datetime
    table: str
    number: int

    def as_text(self) -> str:
        return f"{self.when.isoformat()}~{self.table}~{self.number}"


def read_place(text: str) -> Place | None:
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
    return Place(moment, table, int(number))


@dataclass
class Change:
    """One record of history: the entry it belongs to, and the fields it changed."""

    record: Any
    owner: Any
    key: Any
    name: str = ""
    fields: tuple[str, ...] = ()
    who: str = ""

    @property
    def kind(self) -> str:
        return str(self.record.instance_type._meta.verbose_name)

    @property
    def deed(self) -> str:
        """Label of the operation: added, changed or deleted."""
        words = {"+": _("ajout"), "~": _("changement"), "-": _("suppression")}
        return words[self.record.history_type]

    @property
    def reason(self) -> str:
        return reasons.in_words(self.record.history_change_reason)


def tables(owners: list[Any]) -> dict[str, Any]:
    """Return the models whose history belongs to some kinds of entries, by label."""
    wanted = {concrete(owner) for owner in owners}
    found = {}
    for model in tracked():
        if owner_model(model) in wanted:
            found[model._meta.label_lower] = model
    return dict(sorted(found.items()))


def owner_model(model: Any) -> Any:
    """Return the model of the entries to whose history a table belongs."""
    return owner_of(records(model)())[0]


def page_of(
    models: dict[str, Any], condition: Q, after: Place | None
) -> tuple[list[Change], Place | None]:
    """Return a page of changes and the next cursor; one query for the records."""
    if not models:
        return [], None
    names = list(models)
    lines = [
        lines_of(models[name], number, condition & older(name, after, names))
        for number, name in enumerate(names)
    ]
    everything = lines[0]
    if lines[1:]:
        order = ("-history_date", "number", "-history_id")
        everything = lines[0].union(*lines[1:], all=True).order_by(*order)
    found = list(everything[: PER_PAGE + 1])
    shown = [(names[number], key) for number, key, _when in found[:PER_PAGE]]
    last = None
    if len(found) > PER_PAGE:
        number, key, when = found[PER_PAGE - 1]
        last = Place(when, names[number], key)
    return told(models, shown), last


def lines_of(model: Any, number: int, condition: Q) -> QuerySet[Any, Any]:
    """Return (number, history_id, history_date) of the newest matching records."""
    rows = records(model).objects.filter(condition)
    newest = rows.order_by("-history_date", "-history_id")[: PER_PAGE + 1]
    lines: QuerySet[Any, Any] = newest.annotate(number=Value(number)).values_list(
        "number", *COLUMNS
    )
    return lines


def older(name: str, after: Place | None, names: list[str]) -> Q:
    if after is None or after.table not in names:
        return Q()
    before = Q(history_date__lt=after.when)
    same = Q(history_date=after.when)
    if names.index(name) > names.index(after.table):
        return before | same
    if name == after.table:
        return before | (same & Q(history_id__lt=after.number))
    return before


def told(models: dict[str, Any], shown: list[tuple[str, Any]]) -> list[Change]:
    """Return the changes of some records; two queries for each table among them."""
    keys = defaultdict(list)
    for name, key in shown:
        keys[name].append(key)
    found: dict[tuple[str, Any], Change] = {}
    for name, wanted in keys.items():
        for record, before in with_former(models[name], wanted):
            owner, key = owner_of(record)
            change = Change(record, owner, key, fields=changed(record, before))
            found[name, record.history_id] = change
    names = Names()
    for change in found.values():
        names.want(change.owner, [change.key])
    for change in found.values():
        change.name = names.of(change.owner, change.key)
    return [found[line] for line in shown]


def with_former(model: Any, keys: list[Any]) -> list[tuple[Any, Any]]:
    table = records(model)
    key = concrete(model)._meta.pk.attname
    former = table.objects.filter(
        **{key: OuterRef(key)}, history_id__lt=OuterRef("history_id")
    ).order_by("-history_id")
    rows = table.objects.filter(history_id__in=keys).annotate(
        former=Subquery(former.values("history_id")[:1])
    )
    found = list(rows)
    before = table.objects.in_bulk([row.former for row in found if row.former])
    return [(row, before.get(row.former)) for row in found]


def changed(record: Any, before: Any) -> tuple[str, ...]:
    if before is None or record.history_type != "~":
        return ()
    model = record.instance_type
    return tuple(
        label_of(model, one.name)
        for one in fields_of(model)
        if getattr(record, one.attname) != getattr(before, one.attname)
    )
