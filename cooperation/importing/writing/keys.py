"""Keys for rows that are not written yet, from the sequences of their tables."""

from collections import deque
from typing import Any

from django.db import connection

AT_ONCE = 1_000


class SequenceKeys:
    """Hands out keys; a rolled back import leaves gaps, which harm nobody."""

    def __init__(self) -> None:
        self.left: dict[str, deque[int]] = {}

    def next(self, model: type[Any]) -> int:
        """Give a key that no row has nor will get."""
        table = model._meta.db_table
        left = self.left.setdefault(table, deque())
        if not left:
            left.extend(drawn(table))
        return left.popleft()


def drawn(table: str) -> list[int]:
    """Draw keys from the sequence of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
            "FROM generate_series(1, %s)",
            [table, AT_ONCE],
        )
        return [key for (key,) in cursor.fetchall()]
