"""Definition of the columns and worksheets of the staff workbook."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import QuerySet, TextChoices
from django.utils.functional import Promise

from cooperation.columns.datasets import (
    ExportColumn,
    ExportRelation,
    return_unchanged,
)
from cooperation.columns.records import WorksheetDataset

LIST_SEPARATOR = " | "
YES_TEXT = "oui"


class ColumnKind(StrEnum):
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
    VERSION = "version"


@dataclass(frozen=True)
class ColumnSpec:
    """One column: its stable ``code``, its label, what it reads and sets.

    ``paths`` are ORM paths read from the row, or from each row of the relation ``of``
    (then the value is a list); ``show`` builds one value from several. ``field`` is
    what the column sets, blank if read-only. A reference has two columns, its name
    and, with ``is_code``, its code: the changed one decides. ``is_inline`` columns
    exist in imports only: they add rows to another worksheet. ``vocabulary`` returns
    (code, words) of a list kept in the database.

    With ``is_public``, public exports show the column too; one of ``choices`` as its
    label, and as its code in a second column under ``code_label``. ``public`` states
    what they show where that differs.
    """

    code: str
    label: str | Promise
    help: str | Promise
    kind: ColumnKind = ColumnKind.TEXT
    field: str = ""
    paths: tuple[str, ...] = ()
    of: str = ""
    show: Callable[..., Any] = return_unchanged
    example: str = ""
    required: bool = False
    read_only: bool = False
    is_list: bool = False
    is_code: bool = False
    is_inline: bool = False
    choices: type[TextChoices] | None = None
    vocabulary: Callable[[], list[tuple[str, str]]] | None = None
    is_public: bool = False
    code_label: str | Promise = ""
    public: tuple[ExportColumn, ...] = ()

    def __post_init__(self) -> None:
        """Read what the column sets, unless it says otherwise."""
        if self.field and not self.paths:
            object.__setattr__(self, "paths", (self.field,))

    @property
    def is_fixed(self) -> bool:
        """Whether it is not to be edited: an identifier or read-only."""
        return self.read_only or self.kind == ColumnKind.IDENTIFIER

    def to_export_column(self) -> ExportColumn:
        return ExportColumn(
            self.code, self.label, self.paths, of=self.of, show=self.show
        )

    def to_public_columns(self) -> Sequence[ExportColumn]:
        """Return the columns of public exports: none, one, or a label and a code."""
        if self.public or not self.is_public:
            return self.public
        own = self.to_export_column()
        if not self.choices:
            return [own]
        code = replace(own, code=f"{self.code}_code", label=self.code_label)
        return [replace(own, choices=self.choices), code]

    def list_allowed(self) -> list[tuple[str, str]]:
        """Return the (code, words) that a cell may hold, empty if it is free.

        For drop-down lists and the data dictionary.
        """
        if self.choices:
            return [(str(code), str(words)) for code, words in self.choices.choices]
        if self.kind == ColumnKind.YES:
            return [(YES_TEXT, YES_TEXT)]
        return self.vocabulary() if self.vocabulary else []

    def format_value(self, value: Any) -> Any:
        """Return a value for people: a choice as its label, others unchanged."""
        if self.choices is not None and value:
            return str(dict(self.choices.choices).get(value, value))
        return value


# What an entry's registry lists: a column, or one of public exports alone.
EntryColumn = ColumnSpec | ExportColumn


def list_worksheet_columns(columns: Iterable[EntryColumn]) -> list[ColumnSpec]:
    return [column for column in columns if isinstance(column, ColumnSpec)]


def list_public_columns(columns: Iterable[EntryColumn]) -> list[ExportColumn]:
    return [
        public_column
        for column in columns
        for public_column in (
            [column] if isinstance(column, ExportColumn) else column.to_public_columns()
        )
    ]


def format_cell_text(value: Any) -> str:
    """Return a value as the text of a cell, which parses to the same value."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES_TEXT if value else ""
    if isinstance(value, list | tuple):
        return LIST_SEPARATOR.join(
            part for part in map(format_cell_text, value) if part
        )
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class WorksheetSpec:
    """One worksheet: its columns over the rows of a model, and its identifier.

    ``key`` is the code of the column that identifies a row, ``key_field`` its field.
    ``parent`` is the code of the worksheet of the parent rows, ``parent_field`` the
    foreign key to them.
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
    relations: dict[str, ExportRelation] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> dict[str, ColumnSpec]:
        return {column.code: column for column in self.columns}

    @cached_property
    def by_field(self) -> dict[str, ColumnSpec]:
        """The columns by the field that they set, codes of references excluded."""
        return {
            column.field: column
            for column in self.columns
            if column.field and not column.is_code
        }

    @cached_property
    def exported_columns(self) -> list[ColumnSpec]:
        """The columns that exports write: all but inline ones."""
        return [column for column in self.columns if not column.is_inline]

    @property
    def is_child(self) -> bool:
        """Whether the rows belong to those of another worksheet."""
        return bool(self.parent)

    @cached_property
    def lock_name(self) -> str:
        """The field name under which staff lock these rows in their parent entry."""
        if not self.is_child:
            return ""
        relation: Any = self.model._meta.get_field(self.parent_field)
        return str(relation.remote_field.get_accessor_name())

    @cached_property
    def dataset(self) -> WorksheetDataset:
        """The worksheet as a dataset of every row, whoever asks."""
        return WorksheetDataset(
            name=self.code,
            rows=self.rows,
            columns=[column.to_export_column() for column in self.exported_columns],
            relations=self.relations,
        )

    def rows(self) -> QuerySet[Any]:
        """Return every row, drafts and archived ones included: never for the public."""
        return self.model._base_manager.all()

    def get_max_length(self, column: ColumnSpec) -> int | None:
        """Return the maximum length of a cell's text, if there is one."""
        if not column.field or column.is_list or column.is_code:
            return None
        limit: int | None = getattr(
            self.model._meta.get_field(column.field), "max_length", None
        )
        is_text = column.kind in (ColumnKind.TEXT, ColumnKind.LINK, ColumnKind.EMAIL)
        return limit if is_text else None
