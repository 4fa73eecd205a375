"""Work on many rows: dry runs, timeouts of long transactions, batches."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import connection

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


def iter_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield lists of up to ``size`` items (``itertools.batched`` of Python 3.12)."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
