"""Copies of generated actions, so that a million of them is made in minutes.

What is generated row by row is copied by PostgreSQL, words and all: each copy has
partners and agreements of its own, keys moved by the same number, and its number at
the end of titles, names and slugs.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max, Min, Model

from cooperation import models
from cooperation.search.fulltext import defer_search_vectors

Entries = type[Model]
# What has keys of its own that others refer to; in the order of their references.
ROOTS: list[Entries] = [models.Partner, models.Agreement, models.Action]
OWNED: dict[Entries, list[Entries]] = {
    models.Agreement: [models.AgreementEvent],
    models.Action: [
        models.Location,
        models.Involvement,
        models.Funding,
        models.Action.themes.through,
        models.Action.goals.through,
        models.Action.co_leads.through,
    ],
}
NUMBERED = {"title", "name"}


class KeyRange(NamedTuple):
    """The keys of the originals of a table, which follow each other."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


def read_key_range(root: Entries, slug_prefix: str) -> KeyRange:
    rows = root._default_manager.filter(slug__startswith=slug_prefix)
    found = rows.aggregate(first=Min("pk"), last=Max("pk"))
    return KeyRange(found["first"], found["last"])


def copy_actions(slug_prefix: str, count: int, batch: int) -> Iterator[int]:
    """Copy the ``batch`` generated actions until there are ``count`` more.

    Yields the sizes of copies; each is a transaction.
    """
    copier = ActionCopier(slug_prefix)
    for number, start in enumerate(range(0, count, batch), start=1):
        size = min(batch, count - start)
        copier.copy(number, size)
        yield size
    copier.move_sequences()


class ActionCopier:
    """Copies the generated actions whose slugs begin with ``slug_prefix``."""

    def __init__(self, slug_prefix: str) -> None:
        self.ranges = {root: read_key_range(root, slug_prefix) for root in ROOTS}

    def copy(self, number: int, count: int) -> None:
        """Make copy ``number`` (from 1) of the first ``count`` actions."""
        with defer_search_vectors({}), connection.cursor() as cursor:
            # Checked at the end of each statement: no queue of a million checks.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for root, (first, last) in self.ranges.items():
                until = first + count - 1 if root is models.Action else last
                for model in (root, *OWNED.get(root, ())):
                    key = "id" if model is root else f"{root._meta.model_name}_id"
                    statement = self.build_statement(model, key, number)
                    cursor.execute(statement, [first, until])

    def build_statement(self, model: Entries, key: str, number: int) -> str:
        columns = [
            field
            for field in model._meta.concrete_fields
            if not field.generated and (key == "id" or not field.primary_key)
        ]
        names = ", ".join(str(field.column) for field in columns)
        values = ", ".join(self.build_value(field, number) for field in columns)
        table = model._meta.db_table
        return (
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}"  # noqa: S608 -- names of ours
            f" WHERE {key} BETWEEN %s AND %s"
        )

    def build_value(self, field: Any, number: int) -> str:
        """Return the expression of a column of copy ``number``."""
        target = field.related_model if field.is_relation else None
        if field.primary_key:
            target = field.model
        if target in self.ranges:
            return f"{field.column} + {number * self.ranges[target].size}"
        if field.column == "slug":
            return f"slug || '-copie-{number}'"
        if field.column == "reference":
            moved = self.ranges[field.model].size * number
            return f"lpad((id + {moved})::text, 10, '0')"
        if field.column in NUMBERED:
            return f"{field.column} || ' {number}'"
        return str(field.column)

    def move_sequences(self) -> None:
        """Let new rows come after the copies."""
        with connection.cursor() as cursor:
            for root in ROOTS:
                table = root._meta.db_table
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id))"  # noqa: S608 -- ours
                    f" FROM {table}"
                )
