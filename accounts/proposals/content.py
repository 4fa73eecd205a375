"""Content of an entry as JSON data that can be stored, compared and written back.

A content is a dictionary with a key for each field of its kind of entry: plain values,
and lists of rows. Amounts are texts in euros with a decimal point.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from cooperation.models.slugs import make_unique_slug

Content = dict[str, Any]
ContentRow = dict[str, Any]


class RowList(NamedTuple):
    """How the rows of a list are read from an entry and written to it."""

    read: Callable[[Any], list[Any]]
    write: Callable[[Any, list[Any]], None]


class EntrySchema(ABC):
    """The fields of a kind of entry, and how its content is read and written."""

    model: type[Any]
    plain: tuple[str, ...]
    amounts: tuple[str, ...] = ()
    lists: dict[str, RowList] = {}
    # Lists that the sheet itself holds: written before it is validated.
    lists_before_save: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.plain, *self.lists)

    @abstractmethod
    def build_new_entry(self, authority: Any) -> Any:
        """Return a new entry of an authority, not saved yet."""

    def read_content(self, row: Any) -> Content:
        """Return the content of an entry; one or two queries for each list."""
        plain = {
            field: format_amount(getattr(row, field))
            if field in self.amounts
            else getattr(row, field)
            for field in self.plain
        }
        return plain | {name: rows.read(row) for name, rows in self.lists.items()}

    def diff_fields(self, before: Content, after: Content) -> list[str]:
        """Return the fields in which two contents differ."""
        return [field for field in self.fields if before.get(field) != after.get(field)]

    def write(self, row: Any, content: Content, fields: Iterable[str]) -> None:
        """Validate and write some fields of a content.

        Raises ``ValidationError`` if the entry would not be valid. Must be called in a
        transaction: rows of lists are written after the entry itself.
        """
        wanted = set(fields)
        for field in wanted & set(self.plain):
            setattr(row, field, self.value(field, content[field]))
        for name in self.lists_before_save:
            if name in wanted:
                self.lists[name].write(row, content[name])
        row.slug = row.slug or make_unique_slug(self.model, str(row))
        row.full_clean()
        row.save()
        for name, rows in self.lists.items():
            if name in wanted and name not in self.lists_before_save:
                rows.write(row, content[name])

    def value(self, field: str, value: Any) -> Any:
        if field in self.amounts:
            return None if value is None else Decimal(value)
        return value


def format_amount(value: Decimal | None) -> str | None:
    """Return euros as a text with a decimal point and two decimals, or None."""
    return None if value is None else f"{value:.2f}"


def copy_history_user(entry: Any, row: Any) -> Any:
    """Copy the history user of an entry to one of its rows; return the row."""
    if hasattr(entry, "_history_user"):
        row._history_user = entry._history_user
    return row


def replace_rows(
    entry: Any,
    known: Iterable[Any],
    wanted_rows: list[ContentRow],
    *,
    read: Callable[[Any], ContentRow],
    make: Callable[[ContentRow], Any],
) -> None:
    """Delete rows that are not in ``wanted_rows``; validate and add the new ones."""
    kept = {get_row_key(read(row)): row for row in known}
    wanted = {get_row_key(row): row for row in wanted_rows}
    for key, row in kept.items():
        if key not in wanted:
            copy_history_user(entry, row).delete()
    for key, row in wanted.items():
        if key not in kept:
            made = copy_history_user(entry, make(row))
            made.full_clean()
            made.save()


def get_row_key(row: ContentRow) -> tuple[Any, ...]:
    return tuple(row.items())
