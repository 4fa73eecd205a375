"""Rows of simple tables that wait to be written, and what the database thinks of them.

It judges all rows at once, and by halves where it does not take them all.
"""

import copy
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from import_export.resources import Diff

from cooperation.models import Place

logger = logging.getLogger(__name__)
# Their own check asks the database for each row, which knows the rule by itself.
JUDGED_BY_DATABASE = (Place,)


class RowChanges(Diff):
    """What a line changes, column by column, as data."""

    def __init__(self, resource: Any, instance: Any, new: bool) -> None:
        self.resource, self.new = resource, new
        self.before = resource.texts_before

    def compare_with(self, resource: Any, instance: Any) -> None:
        self.after = resource.get_texts(instance)

    def as_html(self) -> list[dict[str, str]]:
        """Return label, old and new text of each change; pages make HTML of them."""
        return [
            {"label": label, "old": "" if self.new else old, "new": self.after[label]}
            for label, old in self.before.items()
            if self.after[label] != ("" if self.new else old)
        ]


@dataclass
class PendingRow:
    """A row to create or to change, with its new lists by name, and its line."""

    instance: Any
    is_new: bool
    line: dict[str, str]
    lists: dict[str, list[Any]]
    result: Any = None

    def save(self) -> None:
        self.instance.save(force_insert=self.is_new)
        for name, rows in self.lists.items():
            getattr(self.instance, name).set(rows)

    def find_reason(self, error: DatabaseError) -> ValidationError:
        """Return in words why the database does not take this row."""
        try:
            self.instance.full_clean()
        except ValidationError as reason:
            return reason
        logger.warning("Line of a table not written: %r", error)
        return ValidationError(_("cette ligne n’a pas pu être écrite"))


def find_conflicts(
    rows: Sequence[PendingRow],
) -> Iterator[tuple[PendingRow, ValidationError]]:
    """Write rows without their lists; yield those that the database does not take.

    To be rolled back: what history and lists get is not written.
    """
    try:
        with transaction.atomic():
            write_rows(rows)
    except DatabaseError as error:
        if len(rows) == 1:
            yield rows[0], rows[0].find_reason(error)
            return
        middle = len(rows) // 2
        yield from find_conflicts(rows[:middle])
        yield from find_conflicts(rows[middle:])


def write_rows(rows: Sequence[PendingRow]) -> None:
    """Insert new rows and update the others, in at most two statements."""
    new = [copy.copy(row.instance) for row in rows if row.is_new]
    changed = [copy.copy(row.instance) for row in rows if not row.is_new]
    for some in filter(None, (new, changed)):
        model = type(some[0])
        fields = model._meta.concrete_fields
        names = [f.name for f in fields if not (f.primary_key or f.generated)]
        objects: Any = model._base_manager
        objects.bulk_create(
            some,
            update_conflicts=some is changed,
            unique_fields=["pk"] if some is changed else None,
            update_fields=names if some is changed else None,
        )
