"""Make a table equal to a file: create, update what differs, leave the rest."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from simple_history.utils import bulk_update_with_history

from cooperation.db import iter_batches

HISTORY_REASON = "load_reference"
BATCH_SIZE = 2000
UPDATE_BATCH = 500

RowValues = Mapping[str, Any]


@dataclass
class SyncCount:
    """How many rows of one table were created, updated and left as they were."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "SyncCount") -> "SyncCount":
        return SyncCount(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
        )


@dataclass
class ReferenceTable:
    """The rows of a model that a file describes.

    ``key`` names the columns that identify a row. With ``keep_edited``, rows that
    people changed by hand, according to their history, are not updated.
    """

    model: type[Model]
    key: tuple[str, ...]
    keep_edited: bool = False

    def write(self, rows: Iterable[RowValues]) -> SyncCount:
        """Create and update; ``rows`` hold the same columns, by attribute name."""
        wanted = {tuple(row[name] for name in self.key): row for row in rows}
        if not wanted:
            return SyncCount()
        fields = [name for name in next(iter(wanted.values())) if name not in self.key]
        present = self.read_existing(fields)
        new = [self.model(**row) for key, row in wanted.items() if key not in present]
        changed = self.find_changed(wanted, present, fields)
        self.create(new)
        self.update(changed, wanted, fields)
        return SyncCount(len(new), len(changed), len(wanted) - len(new) - len(changed))

    def read_existing(
        self, fields: Collection[str]
    ) -> dict[tuple[Any, ...], list[Any]]:
        """Return the rows in the database: primary key, then ``fields``, by key."""
        names = (*self.key, "pk", *fields)
        width = len(self.key)
        rows = self.model._base_manager.values_list(*names).iterator(BATCH_SIZE)
        return {row[:width]: list(row[width:]) for row in rows}

    def find_changed(
        self,
        wanted: Mapping[tuple[Any, ...], RowValues],
        present: Mapping[tuple[Any, ...], list[Any]],
        fields: Collection[str],
    ) -> dict[Any, tuple[Any, ...]]:
        """Return the keys of the rows that differ, by primary key."""
        edited = self.get_edited_keys()
        return {
            present[key][0]: key
            for key, row in wanted.items()
            if key in present
            and present[key][1:] != [row[name] for name in fields]
            and present[key][0] not in edited
        }

    def get_edited_keys(self) -> set[Any]:
        """Return the primary keys of rows that people changed, if those are kept."""
        if not self.keep_edited:
            return set()
        past = self.model.history.model.objects  # type: ignore[attr-defined]
        by_hand = past.exclude(history_change_reason=HISTORY_REASON)
        return set(by_hand.values_list(self.model._meta.pk.name, flat=True))

    def create(self, new: list[Any]) -> None:
        """Insert rows; a first load writes no history."""
        self.model._base_manager.bulk_create(new, batch_size=BATCH_SIZE)

    def update(
        self,
        changed: Mapping[Any, tuple[Any, ...]],
        wanted: Mapping[tuple[Any, ...], RowValues],
        fields: list[str],
    ) -> None:
        """Update rows, with history where the model keeps one."""
        for batch in iter_batches(changed, BATCH_SIZE):
            found = self.model._base_manager.filter(pk__in=batch)
            rows = [fill_row(row, wanted[changed[row.pk]], fields) for row in found]
            save_rows(
                self.model, rows, [get_field_name(self.model, name) for name in fields]
            )


def save_rows(model: type[Model], rows: list[Any], fields: list[str]) -> None:
    """Save some fields of many rows, with history where the model keeps one."""
    if hasattr(model, "history"):
        bulk_update_with_history(
            rows,
            model,
            fields,
            batch_size=UPDATE_BATCH,
            default_change_reason=HISTORY_REASON,
            manager=model._base_manager,
        )
    else:
        model._base_manager.bulk_update(rows, fields, batch_size=UPDATE_BATCH)


def fill_row(row: Any, values: RowValues, fields: Collection[str]) -> Any:
    for name in fields:
        setattr(row, name, values[name])
    return row


def get_field_name(model: type[Model], attribute: str) -> str:
    """Return the field of a column: "epci" for "epci_id"."""
    return next(
        field.name
        for field in model._meta.concrete_fields
        if attribute in (field.attname, field.name)
    )
