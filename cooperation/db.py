"""Transactions, locks, dry runs, timeouts, statistics, batches; relations to models."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
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
    """Lift the statement timeout, allow 30 s for locks, end with a killed process.

    All three hold until the end of the current transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL lock_timeout = '30s'")
        cursor.execute("SET LOCAL client_connection_check_interval = '1s'")


@contextmanager
def session_lock(kind: int, key: int, name: str = "") -> Iterator[Any]:
    """Hold an advisory lock on a connection of its own, which is yielded.

    None is yielded where another process holds the lock. It ends with the process,
    however that ends, so it is a sign of life too. ``name`` is that of the connection.
    """
    own: Any = connections.create_connection("default")
    try:
        with own.cursor() as cursor:
            if name:
                cursor.execute("SET application_name = %s", [name])
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, key])
            (is_held,) = cursor.fetchone()
        yield own if is_held else None
        # At once: the server takes a moment to see that a connection is closed.
        with suppress(DatabaseError), own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        own.close()


def list_session_locks(kind: int) -> set[int]:
    """Return the keys of the locks of a kind that any process holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' "
            "AND granted AND classid = %s AND objsubid = 2 AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())",
            [kind],
        )
        return {key for (key,) in cursor.fetchall()}


def get_read_connection() -> Any:
    """Return the connection that this request reads by, as its QuerySets do."""
    return connections[router.db_for_read(models.Model)]


def has_written() -> bool:
    """Return whether the current transaction has written."""
    if not connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        (written,) = cursor.fetchone()
    return bool(written)


def analyze_tables(names: Iterable[str] = ()) -> None:
    """Have PostgreSQL count the rows of some tables, or all, after loading many.

    Until then it plans as if they were empty: a page may take half a minute.
    """
    names = names or connection.introspection.django_table_names(only_existing=True)
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


WRITES_SQL = """
SELECT pg_current_xact_id_if_assigned()::text,
  CASE WHEN pg_current_xact_id_if_assigned() IS NOT NULL
    THEN (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables)
  END
"""


def get_write_state() -> tuple[Any, ...] | None:
    """Return what changes with each write of the current transaction, None before any.

    It differs each time where the server counts no writes.
    """
    if not connection.in_atomic_block:
        return None
    with connection.cursor() as cursor:
        cursor.execute(WRITES_SQL)
        transaction_id, writes = cursor.fetchone()
    if transaction_id is None:
        return None
    return (transaction_id, writes or object(), *connection.savepoint_ids)
