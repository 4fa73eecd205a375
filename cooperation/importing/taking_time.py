"""Transactions that may last: the limits that protect visitors are lifted."""

from django.db import connection


def take_time() -> None:
    """Lift, for this transaction, the limits on how long statements last and wait."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL lock_timeout = '30s'")
