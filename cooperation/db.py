"""Lifting the timeouts of the database for transactions that may last."""

from django.db import connection


def without_timeouts() -> None:
    """Lift the statement timeout, and allow 30 s for locks.

    Both hold until the end of the current transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL lock_timeout = '30s'")
