"""Writing of plans in order, each row with its history and an ``ImportChange``."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import Any

from django.utils import timezone

from cooperation.exchange.sheets import WRITING_ORDER
from cooperation.importing.planning.plans import Plan, Write
from cooperation.importing.writing import rows
from cooperation.importing.writing.addresses import free_references, free_slugs
from cooperation.importing.writing.tables import TableSpec, as_json, table_of
from cooperation.models import ImportBatch, ImportChange
from cooperation.search import words_at_once

NAMES = {"annuaire_partenaires": "name", "actions": "title", "accords": "title"}
WORDS_OF = {
    "actions": ("action", ""),
    "accords": ("agreement", ""),
    "lieux": ("action", "action_id"),
    "partenaires": ("action", "action_id"),
    "financements": ("action", "action_id"),
}


class Writer:
    """Writes plans; collects the entries whose search words are to be refreshed."""

    def __init__(self, batch: ImportBatch, by: Any) -> None:
        self.batch, self.reason = batch, batch.reason
        self.by: int | None = by.pk if by else None
        self.now: datetime.datetime = timezone.now()
        self.touched: dict[str, set[int]] = defaultdict(set)

    def write(self, plans: Iterable[Plan]) -> None:
        """Write plans: entries that others name first, child rows last."""
        deeds: dict[tuple[str, str], list[Write]] = defaultdict(list)
        for plan in plans:
            for write in plan.writes:
                deeds[write.sheet, write.deed].append(write)
        for code in WRITING_ORDER:
            table = table_of(code)
            if removed := deeds[code, "remove"]:
                self.remove(code, table, [write.key for write in removed])
            if changed := deeds[code, "change"]:
                self.change(code, table, changed)
            if created := deeds[code, "create"]:
                self.create(code, table, created)

    # New rows -----------------------------------------------------------------------

    def create(self, code: str, table: TableSpec, writes: list[Write]) -> None:
        keys = [write.key for write in writes]
        defaults = table.defaults() | self.stamps(table)
        addresses = self.addresses(code, table, writes)
        rows.copy(
            table.name,
            table.columns,
            (
                [values[column] for column in table.columns]
                for write, own in zip(writes, addresses, strict=True)
                for values in [defaults | write.values | own | {"id": write.key}]
            ),
        )
        for linked in table.lists:
            lists = {
                w.key: w.lists[linked.name] for w in writes if linked.name in w.lists
            }
            rows.link(linked, lists)
        rows.note(table, keys, "+", self.by, self.reason)
        ImportChange.objects.create(batch=self.batch, table=code, created=keys)
        self.touch(code, keys, [write.values for write in writes])

    def stamps(self, table: TableSpec) -> dict[str, Any]:
        return {
            column: self.now
            for column in ("created_at", "updated_at")
            if table.has(column)
        }

    def addresses(
        self, code: str, table: TableSpec, writes: list[Write]
    ) -> list[dict[str, Any]]:
        own: list[dict[str, Any]] = [{} for _write in writes]
        if code not in NAMES:
            return own
        names = [str(write.values.get(NAMES[code], "")) for write in writes]
        for values, slug in zip(own, free_slugs(table.model, names), strict=True):
            values["slug"] = slug
        if table.has("reference"):
            references = free_references(table.model, len(writes))
            for values, reference in zip(own, references, strict=True):
                values["reference"] = reference
        return own

    # Rows that are there ------------------------------------------------------------

    def change(self, code: str, table: TableSpec, writes: list[Write]) -> None:
        """Update rows, and keep their values from before."""
        keys = [write.key for write in writes]
        before = rows.rows_of(table, keys, lock=True)
        lists = {linked: rows.lists_of(linked, keys) for linked in table.lists}
        values = {write.key: write.values | self.updated(table) for write in writes}
        with words_at_once() if code == "annuaire_partenaires" else nullcontext():
            rows.change(table, {key: said for key, said in values.items() if said})
        for linked in table.lists:
            new = {
                w.key: w.lists[linked.name] for w in writes if linked.name in w.lists
            }
            if new:
                rows.unlink(linked, list(new))
                rows.link(linked, new)
        rows.note(table, keys, "~", self.by, self.reason)
        ImportChange.objects.bulk_create(
            ImportChange(
                batch=self.batch,
                table=code,
                key=write.key,
                before={
                    column: as_json(before[write.key][column])
                    for column in values[write.key]
                }
                | {
                    linked.name: lists[linked][write.key]
                    for linked in table.lists
                    if linked.name in write.lists
                },
                after={name: as_json(v) for name, v in values[write.key].items()}
                | {name: sorted(keys) for name, keys in write.lists.items()},
            )
            for write in writes
        )
        self.touch(code, keys, [before[key] | values[key] for key in keys])
        self.touch(code, [], [before[key] for key in keys])

    def updated(self, table: TableSpec) -> dict[str, Any]:
        return {"updated_at": self.now} if table.has("updated_at") else {}

    def remove(self, code: str, table: TableSpec, keys: list[int]) -> None:
        """Delete rows, and keep all their values."""
        before = rows.rows_of(table, keys, lock=True)
        rows.note(table, keys, "-", self.by, self.reason)
        rows.remove(table, keys)
        ImportChange.objects.bulk_create(
            ImportChange(
                batch=self.batch,
                table=code,
                key=key,
                before={column: as_json(value) for column, value in row.items()},
            )
            for key, row in before.items()
        )
        self.touch(code, keys, list(before.values()))

    # Words --------------------------------------------------------------------------

    def touch(
        self, code: str, keys: Sequence[int], said: Sequence[dict[str, Any]]
    ) -> None:
        """Note the entries whose search words change with some rows."""
        if code not in WORDS_OF:
            return
        sheet, owner = WORDS_OF[code]
        if owner:
            self.touched[sheet].update(values[owner] for values in said if values)
        else:
            self.touched[sheet].update(keys)
