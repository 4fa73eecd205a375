"""What was understood of cells, in words: names of rows, amounts, dates."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.formats import date_format

from cooperation.columns.specs import (
    LIST_SEPARATOR,
    ColumnKind,
    ColumnSpec,
    format_cell_text,
)
from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    FundingWindow,
    Goal,
    Partner,
    Place,
    Theme,
)
from cooperation.presenters.money import format_euros
from cooperation.text import normalize

# How the rows that cells name are called: their name, and what tells homonyms apart.
NAME_FIELDS: dict[ColumnKind, tuple[type[Any], str, str]] = {
    ColumnKind.AUTHORITY: (Collectivity, "name", "department_id"),
    ColumnKind.PARTNER: (Partner, "name", "country__name_fr"),
    ColumnKind.PLACE: (Place, "name", "country__name_fr"),
    ColumnKind.COUNTRY: (Country, "name_fr", ""),
    ColumnKind.THEME: (Theme, "name_fr", ""),
    ColumnKind.GOAL: (Goal, "name_fr", "number"),
    ColumnKind.WINDOW: (FundingWindow, "name_fr", ""),
    ColumnKind.ACTION: (Action, "title", ""),
    ColumnKind.AGREEMENT: (Agreement, "title", ""),
}
RowKey = tuple[ColumnKind, Any]


def format_words(column: ColumnSpec, value: Any) -> str:
    """Return the value of a column as people say it."""
    if value not in (None, "") and column.kind == ColumnKind.AMOUNT:
        return format_euros(value)
    if value and column.kind == ColumnKind.DATE:
        return date_format(value, "j F Y")
    return format_cell_text(column.format_value(value))


def is_said_otherwise(typed: str, words: str) -> bool:
    """Return whether a cell says otherwise what was understood."""
    return bool(typed) and normalize(typed) != normalize(words)


@dataclass(frozen=True)
class NamedRows:
    """Rows that a cell names; how they are called is read at the end of the chunk."""

    kind: ColumnKind
    keys: tuple[Any, ...]
    typed: str = ""
    rest: str = ""


class RowName(NamedTuple):
    name: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.place})" if self.place else self.name


class RowNames:
    """The names of rows that the lines of a file name, or make."""

    def __init__(self, renamed: Mapping[RowKey, str]) -> None:
        # What the file renames is called as before: the preview knows no other name.
        self.renamed = renamed
        self.known: dict[RowKey, RowName] = {}

    def add(self, kind: ColumnKind, key: Any, name: str) -> None:
        """Note the name of a row that the file makes."""
        self.known[kind, key] = RowName(name)

    def put_in_words(self, changes: Iterable[dict[str, Any]]) -> None:
        """Replace the rows that changes name by their names; one query for each kind.

        What the file says otherwise stays beside it.
        """
        naming = [
            (change, side, change[side])
            for change in changes
            for side in ("old", "new")
            if isinstance(change[side], NamedRows)
        ]
        self.load(rows for _change, _side, rows in naming)
        for change, side, rows in naming:
            names = [self.get_name(rows.kind, key) for key in rows.keys]
            words = LIST_SEPARATOR.join(map(str, names)) + rows.rest
            change[side] = words or rows.typed
            bare = LIST_SEPARATOR.join(name.name for name in names)
            if is_said_otherwise(rows.typed, bare):
                change["typed"] = rows.typed

    def load(self, named: Iterable[NamedRows]) -> None:
        missing: dict[ColumnKind, set[Any]] = defaultdict(set)
        for rows in named:
            new = [key for key in rows.keys if (rows.kind, key) not in self.known]
            missing[rows.kind].update(new)
        for kind in [kind for kind, keys in missing.items() if keys]:
            model, *fields = NAME_FIELDS[kind]
            found = model._base_manager.filter(pk__in=missing[kind])
            for key, *texts in found.values_list("pk", *filter(None, fields)):
                self.known[kind, key] = RowName(*(str(text or "") for text in texts))

    def get_name(self, kind: ColumnKind, key: Any) -> RowName:
        name = self.known.get((kind, key), RowName(""))
        return name._replace(name=self.renamed.get((kind, key), name.name))
