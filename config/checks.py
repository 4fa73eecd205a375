"""Databases made before version 0.2.0, whose migrations are gone (decision 0027)."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

# The first migration that every database of then has, and none of today.
FIRST_MIGRATION = ("cooperation", "0001_sql_functions")
HAS_MIGRATIONS = "SELECT to_regclass('django_migrations') IS NOT NULL"
IS_APPLIED = "SELECT 1 FROM django_migrations WHERE (app, name) = (%s, %s)"
LEFT_ALONE = (
    "the database was made before version 0.2.0 and is left as it is: name an empty "
    "one in DATABASE_URL and load the data into it."
)


def check_earlier_database(
    *, databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Refuse ``migrate`` on a database of before (a check of Django's)."""
    return [
        Error(
            LEFT_ALONE, hint="Without DATABASE_URL: make demo.", id="passerelles.E001"
        )
        for alias in databases or []
        if is_earlier_connection(alias)
    ]


def is_earlier_connection(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        return has_earlier_migrations(cursor)


def has_earlier_migrations(cursor: Any) -> bool:
    cursor.execute(HAS_MIGRATIONS)
    if not cursor.fetchone()[0]:
        return False
    cursor.execute(IS_APPLIED, FIRST_MIGRATION)
    return cursor.fetchone() is not None
