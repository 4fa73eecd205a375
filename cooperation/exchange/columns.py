"""What a column and a sheet of staff's workbook are."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import QuerySet, TextChoices
from django.utils.functional import Promise

from cooperation.exports.datasets import Column, Dataset, Relation, same

BETWEEN = " | "
YES = "oui"


class Kind(StrEnum):
    """What the cells of a column hold."""

    IDENTIFIER = "identifiant"
    TEXT = "texte"
    LONG_TEXT = "texte long"
    LINK = "lien"
    EMAIL = "courriel"
    CHOICE = "choix"
    YEAR = "année"
    AMOUNT = "montant"
    DATE = "date"
    DEGREES = "degrés"
    YES = "oui ou non"
    AUTHORITY = "collectivité"
    PARTNER = "partenaire"
    PLACE = "lieu"
    COUNTRY = "pays"
    AGREEMENT = "accord"
    ACTION = "action"
    THEME = "thématique"
    GOAL = "ODD"
    WINDOW = "guichet"
    INFORMATION = "information"


@dataclass(frozen=True)
class ColumnSpec:
    """One column: its stable ``code``, its words for people, what it reads and sets.

    ``paths`` name what is read, as the ORM does, from the row or from each row of the
    relation ``of`` (then the value is a list); ``show`` makes the value of several.
    ``field`` is what the column sets: nothing for one that only informs. A thing named
    in a cell has two columns, its name and, ``is_code``, its code: that which was
    changed decides. ``is_shortcut`` columns exist in imports only: they add rows to
    another sheet. ``vocabulary`` gives (code, words) of a list kept in the database.
    """

    code: str
    label: str | Promise
    help: str | Promise
    kind: Kind = Kind.TEXT
    field: str = ""
    paths: tuple[str, ...] = ()
    of: str = ""
    show: Callable[..., Any] = same
    example: str = ""
    required: bool = False
    read_only: bool = False
    is_list: bool = False
    is_code: bool = False
    is_shortcut: bool = False
    choices: type[TextChoices] | None = None
    vocabulary: Callable[[], list[tuple[str, str]]] | None = None

    def as_column(self) -> Column:
        """Give the column as the exports read one."""
        return Column(self.code, self.label, self.paths, of=self.of, show=self.show)

    def allowed(self) -> list[tuple[str, str]]:
        """Give the codes that a cell may hold with their words; nothing if it is free.

        For drop-down lists and the data dictionary.
        """
        if self.choices:
            return [(str(code), str(words)) for code, words in self.choices.choices]
        if self.kind == Kind.YES:
            return [(YES, YES)]
        return self.vocabulary() if self.vocabulary else []

    def words(self, value: Any) -> Any:
        """Give a value for people: the words of a closed list, others as they are."""
        if self.choices is not None and value:
            return str(dict(self.choices.choices).get(value, value))
        return value


def cell_text(value: Any) -> str:
    """Give a value as the text that a cell holds, which reads back to the same."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, list | tuple):
        return BETWEEN.join(part for part in map(cell_text, value) if part)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class SheetSpec:
    """One sheet: its columns over the rows of a model, and the one that identifies.

    ``parent`` is the code of the sheet whose rows these belong to, ``parent_field``
    the foreign key to it; ``parent_path`` what is read of the parent's identifier.
    """

    code: str
    label: str | Promise
    help: str | Promise
    model: type[models.Model]
    key: str
    columns: Sequence[ColumnSpec]
    key_field: str = "pk"
    parent: str = ""
    parent_field: str = ""
    relations: dict[str, Relation] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> dict[str, ColumnSpec]:
        """The columns by their code."""
        return {column.code: column for column in self.columns}

    @cached_property
    def by_field(self) -> dict[str, ColumnSpec]:
        """The columns by the field that they set, names before codes."""
        return {
            column.field: column
            for column in self.columns
            if column.field and not column.is_code
        }

    @cached_property
    def exported(self) -> list[ColumnSpec]:
        """The columns that exports write: all but the shortcuts."""
        return [column for column in self.columns if not column.is_shortcut]

    @property
    def is_child(self) -> bool:
        """Say whether the rows belong to those of another sheet."""
        return bool(self.parent)

    @cached_property
    def part(self) -> str:
        """The name under which staff protect these rows in the sheet they belong to."""
        if not self.is_child:
            return ""
        relation: Any = self.model._meta.get_field(self.parent_field)
        return str(relation.remote_field.get_accessor_name())

    @cached_property
    def dataset(self) -> Dataset:
        """The sheet as the exports read one: each row of the model, whoever asks."""
        return Dataset(
            name=self.code,
            rows=self.rows,
            columns=[column.as_column() for column in self.exported],
            relations=self.relations,
        )

    def rows(self) -> QuerySet[Any]:
        """Give every row, drafts and archived included: never for the public."""
        return self.model._base_manager.all()

    def longest(self, column: ColumnSpec) -> int | None:
        """Give how many characters a cell may hold, if there is a limit."""
        if not column.field or column.is_list or column.is_code:
            return None
        limit: int | None = getattr(
            self.model._meta.get_field(column.field), "max_length", None
        )
        is_text = column.kind in (Kind.TEXT, Kind.LINK, Kind.EMAIL)
        return limit if is_text else None
