"""Content of an entry as JSON data that can be stored, compared and written back.

A content is a dictionary with a key for each field of its kind of entry: plain values,
and lists of rows. Amounts are texts in euros with a decimal point.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from cooperation.slugs import unique_slug

Content = dict[str, Any]
Row = dict[str, Any]


class RowList(NamedTuple):
    """How the rows of a list are read from an entry and written to it."""

    read: Callable[[Any], list[Any]]
    write: Callable[[Any, list[Any]], None]


class Sheet(ABC):
    """The fields of a kind of entry, and how its content is read and written."""

    model: type[Any]
    plain: tuple[str, ...]
    amounts: tuple[str, ...] = ()
    lists: dict[str, RowList] = {}
    # Lists that the sheet itself holds: written before it is validated.
    held: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.plain, *self.lists)

    @abstractmethod
    def made_by(self, authority: Any) -> Any:
        """Return a new entry of an authority, not saved yet."""

    def content_of(self, row: Any) -> Content:
        """Return the content of an entry; one or two queries for each list."""
        plain = {
            field: amount(getattr(row, field))
            if field in self.amounts
            else getattr(row, field)
            for field in self.plain
        }
        return plain | {name: rows.read(row) for name, rows in self.lists.items()}

    def changed(self, before: Content, after: Content) -> list[str]:
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
        for name in self.held:
            if name in wanted:
                self.lists[name].write(row, content[name])
        row.slug = row.slug or unique_slug(self.model, str(row))
        row.full_clean()
        row.save()
        for name, rows in self.lists.items():
            if name in wanted and name not in self.held:
                rows.write(row, content[name])

    def value(self, field: str, value: Any) -> Any:
        if field in self.amounts:
            return None if value is None else Decimal(value)
        return value


def amount(value: Decimal | None) -> str | None:
    """Return euros as a text with a decimal point and two decimals, or None."""
    return None if value is None else f"{value:.2f}"


def in_the_name_of(sheet: Any, row: Any) -> Any:
    """Copy the history user of an entry to one of its rows; return the row."""
    if hasattr(sheet, "_history_user"):
        row._history_user = sheet._history_user
    return row


def replace_rows(
    sheet: Any,
    known: Iterable[Any],
    said: list[Row],
    *,
    read: Callable[[Any], Row],
    make: Callable[[Row], Any],
) -> None:
    """Delete rows that are not in ``wanted_rows``; validate and add the new ones."""
    kept = {key_of(read(row)): row for row in known}
    wanted = {key_of(row): row for row in said}
    for key, row in kept.items():
        if key not in wanted:
            in_the_name_of(sheet, row).delete()
    for key, row in wanted.items():
        if key not in kept:
            made = in_the_name_of(sheet, make(row))
            made.full_clean()
            made.save()


def key_of(row: Row) -> tuple[Any, ...]:
    return tuple(row.items())
