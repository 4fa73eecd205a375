"""Keys for rows that are not written yet, from the sequences of their tables."""

from collections import deque
from typing import Any

from django.db import connection

KEYS_PER_DRAW = 1_000


class SequenceKeys:
    """Keys drawn from sequences; a rolled back import leaves harmless gaps."""

    def __init__(self) -> None:
        self.left: dict[str, deque[int]] = {}

    def next(self, model: type[Any]) -> int:
        table = model._meta.db_table
        left = self.left.setdefault(table, deque())
        if not left:
            left.extend(draw_keys(table))
        return left.popleft()


def draw_keys(table: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
            "FROM generate_series(1, %s)",
            [table, KEYS_PER_DRAW],
        )
        return [key for (key,) in cursor.fetchall()]
