"""Writing of plans in order, each row with its history and an ``ImportChange``."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from itertools import chain
from typing import Any

from django.utils import timezone

from cooperation.columns.worksheets import WRITING_ORDER
from cooperation.db import analyze_tables
from cooperation.models import ImportBatch, ImportChange
from cooperation.search.fulltext import refresh_vectors_immediately
from cooperation.spreadsheets.resources.results import LinePlan, RowWrite
from cooperation.spreadsheets.writing import tables
from cooperation.spreadsheets.writing.keys import build_free_slugs, draw_free_references
from cooperation.spreadsheets.writing.tables import (
    TableSchema,
    get_table_schema,
    to_json_value,
)

TITLE_FIELDS = {"annuaire_partenaires": "name", "actions": "title", "accords": "title"}
SEARCH_OWNERS = {
    "actions": ("action", ""),
    "accords": ("agreement", ""),
    "lieux": ("action", "action_id"),
    "partenaires": ("action", "action_id"),
    "financements": ("action", "action_id"),
}


class PlanWriter:
    """Writes plans; collects the entries whose search words are to be refreshed."""

    def __init__(self, batch: ImportBatch, by: Any) -> None:
        self.batch, self.reason = batch, batch.reason
        self.by: int | None = by.pk if by else None
        self.now: datetime.datetime = timezone.now()
        self.touched: dict[str, set[int]] = defaultdict(set)
        self.written: set[str] = set()

    def analyze_written(self) -> None:
        """Have PostgreSQL count the rows of the tables that were written."""
        tables = [get_table_schema(code).all_names for code in sorted(self.written)]
        if tables:
            analyze_tables(chain.from_iterable(tables))

    def write(self, plans: Iterable[LinePlan]) -> None:
        """Write plans: entries that others name first, child rows last."""
        writes_by_operation: dict[tuple[str, str], list[RowWrite]] = defaultdict(list)
        for plan in plans:
            for write in plan.writes:
                writes_by_operation[write.sheet, write.operation].append(write)
                self.written.add(write.sheet)
        for code in WRITING_ORDER:
            table = get_table_schema(code)
            if removed := writes_by_operation[code, "remove"]:
                self.remove(code, table, [write.key for write in removed])
            if changed := writes_by_operation[code, "change"]:
                self.change(code, table, changed)
            if created := writes_by_operation[code, "create"]:
                self.create(code, table, created)

    # New rows -----------------------------------------------------------------------

    def create(self, code: str, table: TableSchema, writes: list[RowWrite]) -> None:
        keys = [write.key for write in writes]
        defaults = table.defaults() | self.build_timestamps(table)
        addresses = self.build_addresses(code, table, writes)
        tables.copy_rows(
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
            tables.insert_links(linked, lists)
        tables.write_history(table, keys, "+", self.by, self.reason)
        ImportChange.objects.create(batch=self.batch, table=code, created=keys)
        self.touch(code, keys, [write.values for write in writes])

    def build_timestamps(self, table: TableSchema) -> dict[str, Any]:
        return {
            column: self.now
            for column in ("created_at", "updated_at")
            if table.has_column(column)
        }

    def build_addresses(
        self, code: str, table: TableSchema, writes: list[RowWrite]
    ) -> list[dict[str, Any]]:
        own: list[dict[str, Any]] = [{} for _write in writes]
        if code not in TITLE_FIELDS:
            return own
        names = [str(write.values.get(TITLE_FIELDS[code], "")) for write in writes]
        for values, slug in zip(own, build_free_slugs(table.model, names), strict=True):
            values["slug"] = slug
        if table.has_column("reference"):
            references = draw_free_references(table.model, len(writes))
            for values, reference in zip(own, references, strict=True):
                values["reference"] = reference
        return own

    # Rows that are there ------------------------------------------------------------

    def change(self, code: str, table: TableSchema, writes: list[RowWrite]) -> None:
        """Update rows, and keep their values from before."""
        keys = [write.key for write in writes]
        before = tables.get_rows(table, keys, lock=True)
        lists = {linked: tables.get_links(linked, keys) for linked in table.lists}
        values = {
            write.key: write.values | self.build_update_timestamp(table)
            for write in writes
        }
        with (
            refresh_vectors_immediately()
            if code == "annuaire_partenaires"
            else nullcontext()
        ):
            tables.update_rows(
                table, {key: changes for key, changes in values.items() if changes}
            )
        for linked in table.lists:
            new = {
                w.key: w.lists[linked.name] for w in writes if linked.name in w.lists
            }
            if new:
                tables.delete_links(linked, list(new))
                tables.insert_links(linked, new)
        tables.write_history(table, keys, "~", self.by, self.reason)
        ImportChange.objects.bulk_create(
            ImportChange(
                batch=self.batch,
                table=code,
                key=write.key,
                before={
                    column: to_json_value(before[write.key][column])
                    for column in values[write.key]
                }
                | {
                    linked.name: lists[linked][write.key]
                    for linked in table.lists
                    if linked.name in write.lists
                },
                after={name: to_json_value(v) for name, v in values[write.key].items()}
                | {name: sorted(keys) for name, keys in write.lists.items()},
            )
            for write in writes
        )
        self.touch(code, keys, [before[key] | values[key] for key in keys])
        self.touch(code, [], [before[key] for key in keys])

    def build_update_timestamp(self, table: TableSchema) -> dict[str, Any]:
        return {"updated_at": self.now} if table.has_column("updated_at") else {}

    def remove(self, code: str, table: TableSchema, keys: list[int]) -> None:
        """Delete rows, and keep all their values."""
        before = tables.get_rows(table, keys, lock=True)
        tables.write_history(table, keys, "-", self.by, self.reason)
        tables.delete_rows(table, keys)
        ImportChange.objects.bulk_create(
            ImportChange(
                batch=self.batch,
                table=code,
                key=key,
                before={column: to_json_value(value) for column, value in row.items()},
            )
            for key, row in before.items()
        )
        self.touch(code, keys, list(before.values()))

    # Words --------------------------------------------------------------------------

    def touch(
        self, code: str, keys: Sequence[int], rows: Sequence[dict[str, Any]]
    ) -> None:
        """Note the entries whose search words change with some rows."""
        if code not in SEARCH_OWNERS:
            return
        sheet, owner = SEARCH_OWNERS[code]
        if owner:
            self.touched[sheet].update(values[owner] for values in rows if values)
        else:
            self.touched[sheet].update(keys)
