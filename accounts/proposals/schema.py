"""Declaration of a kind of entry: its fields, its form, its lists of rows.

A kind stands in one module of ``entries``: a new field is declared there only.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, Q
from django.utils.functional import Promise

from accounts.proposals.content import (
    Content,
    ContentRow,
    ReferenceNames,
    copy_history_user,
    format_euros,
    serialize_amount,
)
from accounts.proposals.form_fields import ContentRowForm, EntryFieldsForm
from cooperation.history.labels import get_field_label
from cooperation.models.slugs import make_unique_slug


class RowList(ABC):
    """A list of an entry: its content, its form and its text."""

    # The field or the relation of the model, whose label in the history is used.
    relation: str
    # The form of one row; a list without it is a field of the entry's form.
    form: type[ContentRowForm] | None = None
    legend: Promise | str = ""
    button: Promise | str = ""
    # Whether it is exactly one row that the entry itself holds: always shown, and
    # written before the entry is validated.
    is_single = False
    # Whether its part of the form is open while it is empty: every entry has some.
    is_expected = False

    @abstractmethod
    def read(self, entry: Any) -> list[Any]: ...

    @abstractmethod
    def write(self, entry: Any, rows: list[Any]) -> None: ...

    @abstractmethod
    def format_row(self, row: Any, names: ReferenceNames) -> str: ...


class TableRows(RowList):
    """A list whose rows are replaced, never changed."""

    @abstractmethod
    def select_rows(self, entry: Any) -> Iterable[Any]: ...

    @abstractmethod
    def read_row(self, row: Any) -> ContentRow: ...

    @abstractmethod
    def build_row(self, entry: Any, row: ContentRow) -> Any: ...

    def read(self, entry: Any) -> list[ContentRow]:
        return [self.read_row(row) for row in self.select_rows(entry)]

    def write(self, entry: Any, rows: list[ContentRow]) -> None:
        """Delete rows that are not in ``rows``; validate and add the new ones."""
        existing = {
            get_row_key(self.read_row(row)): row for row in self.select_rows(entry)
        }
        wanted = {get_row_key(row): row for row in rows}
        for key in existing.keys() - wanted.keys():
            copy_history_user(entry, existing[key]).delete()
        for key, row in wanted.items():
            if key not in existing:
                made = copy_history_user(entry, self.build_row(entry, row))
                made.full_clean()
                made.save()


def get_row_key(row: ContentRow) -> tuple[Any, ...]:
    return tuple(row.items())


class Recommended(NamedTuple):
    """A part that an entry should have; ``why`` tells its use to the person."""

    name: str
    label: Promise
    why: Promise
    condition: Q | Exists


class EntrySchema(ABC):
    """The fields of a kind of entry, and how its content is read and written.

    ``sections`` has the fields of ``form`` under their legends.
    """

    model: type[Any]
    form: type[EntryFieldsForm]
    sections: dict[Promise, tuple[str, ...]]
    amounts: tuple[str, ...] = ()
    # Fields that name an agreement; contents have its key.
    agreements: tuple[str, ...] = ()
    lists: dict[str, RowList] = {}
    recommended: tuple[Recommended, ...] = ()

    @property
    def plain(self) -> tuple[str, ...]:
        names = (name for names in self.sections.values() for name in names)
        return tuple(name for name in names if name not in self.lists)

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.plain, *self.lists)

    @abstractmethod
    def build_new_entry(self, authority: Any) -> Any:
        """Return a new entry of an authority, not saved yet."""

    def read_content(self, entry: Any) -> Content:
        """Return the content of an entry; one or two queries for each list."""
        lists = {name: rows.read(entry) for name, rows in self.lists.items()}
        return self.read_plain_fields(entry) | lists

    def build_empty_content(self, authority: Any) -> Content:
        """Return the content of a new entry of an authority."""
        lists: Content = {name: [] for name in self.lists}
        return self.read_plain_fields(self.build_new_entry(authority)) | lists

    def read_plain_fields(self, entry: Any) -> Content:
        return {
            field: self.to_content_value(field, getattr(entry, self.get_column(field)))
            for field in self.plain
        }

    def get_column(self, field: str) -> str:
        """Return the attribute of the model that has a field's value."""
        return f"{field}_id" if field in self.agreements else field

    def to_content_value(self, field: str, value: Any) -> Any:
        return serialize_amount(value) if field in self.amounts else value

    def diff_fields(self, before: Content, after: Content) -> list[str]:
        """Return the fields in which two contents differ."""
        return [field for field in self.fields if before.get(field) != after.get(field)]

    def write(self, entry: Any, content: Content, fields: Iterable[str]) -> None:
        """Validate and write some fields of a content.

        Raises ``ValidationError`` if the entry would not be valid. Must be called in a
        transaction: rows of lists are written after the entry itself.
        """
        wanted = set(fields)
        for field in wanted & set(self.plain):
            value = self.to_model_value(field, content[field])
            setattr(entry, self.get_column(field), value)
        lists = [(rows, content[n]) for n, rows in self.lists.items() if n in wanted]
        for rows, value in lists:
            if rows.is_single:
                rows.write(entry, value)
        entry.slug = entry.slug or make_unique_slug(self.model, str(entry))
        entry.full_clean()
        entry.save()
        for rows, value in lists:
            if not rows.is_single:
                rows.write(entry, value)

    def to_model_value(self, field: str, value: Any) -> Any:
        if field in self.amounts:
            return None if value is None else Decimal(value)
        return value

    def get_label(self, field: str) -> str:
        """Return the label of a field or list, as the history has it."""
        listed = self.lists.get(field)
        return get_field_label(self.model, listed.relation if listed else field)

    def format_value(self, field: str, value: Any, names: ReferenceNames) -> list[str]:
        """Return a field's value as lines; no line for an empty value."""
        if field in self.lists:
            return [self.lists[field].format_row(row, names) for row in value or []]
        if value in (None, ""):
            return []
        if field in self.amounts:
            return [format_euros(value)]
        if field in self.agreements:
            return [names.get_agreement(value)]
        choices: Any = self.model._meta.get_field(field).flatchoices
        return [str(dict(choices).get(value, value))]
