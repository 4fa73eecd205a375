"""Make a table equal to a file: create, update what differs, leave the rest."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from simple_history.utils import bulk_update_with_history

REASON = "load_reference"
BATCH = 2000
UPDATE_BATCH = 500

Values = Mapping[str, Any]


@dataclass
class Tally:
    """How many rows of one table were created, updated and left as they were."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
        )


@dataclass
class Table:
    """The rows of a model that a file describes.

    ``key`` names the columns that identify a row. With ``keep_edited``, rows that
    people changed by hand, according to their history, are not updated.
    """

    model: type[Model]
    key: tuple[str, ...]
    keep_edited: bool = False

    def write(self, rows: Iterable[Values]) -> Tally:
        """Create and update; ``rows`` hold the same columns, by attribute name."""
        wanted = {tuple(row[name] for name in self.key): row for row in rows}
        if not wanted:
            return Tally()
        fields = [name for name in next(iter(wanted.values())) if name not in self.key]
        present = self.present(fields)
        new = [self.model(**row) for key, row in wanted.items() if key not in present]
        changed = self.changed(wanted, present, fields)
        self.create(new)
        self.update(changed, wanted, fields)
        return Tally(len(new), len(changed), len(wanted) - len(new) - len(changed))

    def present(self, fields: Collection[str]) -> dict[tuple[Any, ...], list[Any]]:
        """Return the rows in the database: primary key, then ``fields``, by key."""
        names = (*self.key, "pk", *fields)
        width = len(self.key)
        rows = self.model._base_manager.values_list(*names).iterator(BATCH)
        return {row[:width]: list(row[width:]) for row in rows}

    def changed(
        self,
        wanted: Mapping[tuple[Any, ...], Values],
        present: Mapping[tuple[Any, ...], list[Any]],
        fields: Collection[str],
    ) -> dict[Any, tuple[Any, ...]]:
        """Return the keys of the rows that differ, by primary key."""
        edited = self.edited()
        return {
            present[key][0]: key
            for key, row in wanted.items()
            if key in present
            and present[key][1:] != [row[name] for name in fields]
            and present[key][0] not in edited
        }

    def edited(self) -> set[Any]:
        """Return the primary keys of rows that people changed, if those are kept."""
        if not self.keep_edited:
            return set()
        past = self.model.history.model.objects  # type: ignore[attr-defined]
        by_hand = past.exclude(history_change_reason=REASON)
        return set(by_hand.values_list(self.model._meta.pk.name, flat=True))

    def create(self, new: list[Any]) -> None:
        """Insert rows; a first load writes no history."""
        self.model._base_manager.bulk_create(new, batch_size=BATCH)

    def update(
        self,
        changed: Mapping[Any, tuple[Any, ...]],
        wanted: Mapping[tuple[Any, ...], Values],
        fields: list[str],
    ) -> None:
        """Update rows, with history where the model keeps one."""
        for batch in batches(list(changed), BATCH):
            found = self.model._base_manager.filter(pk__in=batch)
            rows = [filled(row, wanted[changed[row.pk]], fields) for row in found]
            save(self.model, rows, [field_name(self.model, name) for name in fields])


def save(model: type[Model], rows: list[Any], fields: list[str]) -> None:
    """Save some fields of many rows, with history where the model keeps one."""
    if hasattr(model, "history"):
        bulk_update_with_history(
            rows,
            model,
            fields,
            batch_size=UPDATE_BATCH,
            default_change_reason=REASON,
            manager=model._base_manager,
        )
    else:
        model._base_manager.bulk_update(rows, fields, batch_size=UPDATE_BATCH)


def filled(row: Any, values: Values, fields: Collection[str]) -> Any:
    for name in fields:
        setattr(row, name, values[name])
    return row


def field_name(model: type[Model], attribute: str) -> str:
    """Return the field of a column: "epci" for "epci_id"."""
    return next(
        field.name
        for field in model._meta.concrete_fields
        if attribute in (field.attname, field.name)
    )


def batches(items: list[Any], size: int) -> Iterator[list[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))
