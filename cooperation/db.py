"""Transactions, dry runs, timeouts, statistics, batches; relations to a model."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import (
    DatabaseError,
    connection,
    connections,
    models,
    router,
    transaction,
)

Item = TypeVar("Item")


class DryRunRollback(Exception):
    """Raised to roll back a dry run."""


def without_timeouts() -> None:
    """Lift the statement timeout, and allow 30 s for locks.

    Both hold until the end of the current transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL lock_timeout = '30s'")


def get_read_connection() -> Any:
    """Return the connection that this request reads by, as its QuerySets do."""
    return connections[router.db_for_read(models.Model)]


def analyze_tables() -> None:
    """Have PostgreSQL count the rows of our tables, after loading many.

    Until then it plans as if they were empty: a page may take half a minute.
    """
    names = connection.introspection.django_table_names(only_existing=True)
    with transaction.atomic(), connection.cursor() as cursor:
        without_timeouts()
        cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, names))}")


def iter_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield lists of up to ``size`` items (``itertools.batched`` of Python 3.12)."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


@contextmanager
def validated_transaction(message: str) -> Iterator[None]:
    """Open a transaction whose database errors are raised as ``ValidationError``.

    ``message`` has a place for the reason: ``%(why)s``. Deferred constraints are
    checked here, not at the end of an outer transaction.
    """
    try:
        with transaction.atomic():
            yield
            connection.check_constraints()
    except DatabaseError as error:
        why = str(error).splitlines()[0]
        raise ValidationError(message % {"why": why}) from error


def iter_relations(model: type[models.Model]) -> Iterator[Any]:
    """Yield the foreign keys to a model, those of many-to-many tables included."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        table: Any = relation.related_model
        if not table._meta.proxy and not table.__name__.startswith("Historical"):
            yield relation
