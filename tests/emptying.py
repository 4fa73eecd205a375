"""The database made empty after a test that commits, at the price of what it wrote.

Django truncates each of a hundred tables, with their indexes, and makes the rights and
the content types anew: most of what such a test takes. Here the rows that a test left
are deleted. What Django's own flush leaves is kept if it is still the same; else Django
does it all again.
"""

from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

Digests = dict[str, tuple[Any, ...]]

# A request that still runs ends before this looks for rows.
LOCK = "LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE"
IS_FILLED = "SELECT '{0}' WHERE EXISTS (SELECT FROM \"{0}\")"
DIGEST = """
SELECT '{0}', count(*), sum(hashtextextended(one::text, 0)) FROM "{0}" AS one
"""
# Foreign keys ask for no order, and frozen reports do not refuse.
WITHOUT_TRIGGERS = "SET LOCAL session_replication_role = replica"
# As the triggers do (cooperation/sql/public_version.sql, entry_changes.sql).
NOTE_CHANGE = """
INSERT INTO passerelles_public_change (transaction)
VALUES (pg_current_xact_id()::text::bigint) ON CONFLICT DO NOTHING;
SELECT passerelles_note_entries(NULL, NULL, true)
"""
IS_SUPERUSER = "SELECT current_setting('is_superuser')::boolean"

# What the last flush of this process left, by table.
_left: Digests = {}


def empty_database() -> None:
    """Leave what Django's flush leaves, and nothing else."""
    if _left and delete_rows():
        return
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
    _left.clear()
    with connection.cursor() as cursor:
        cursor.execute(IS_SUPERUSER)
        if cursor.fetchone()[0]:
            _left.update(read_digests(cursor, list_filled_tables(cursor)))


def delete_rows() -> bool:
    """Delete what was written; return False if more than that has changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(include_views=False)
        cursor.execute(LOCK.format(", ".join(f'"{name}"' for name in tables)))
        if read_digests(cursor, _left) != _left:
            return False
        cursor.execute(WITHOUT_TRIGGERS)
        for name in list_filled_tables(cursor):
            if name not in _left:
                cursor.execute(f'DELETE FROM "{name}"')
        cursor.execute(NOTE_CHANGE)
    return True


def list_filled_tables(cursor: Any) -> list[str]:
    """Return the tables of models that hold a row."""
    tables = connection.introspection.django_table_names(include_views=False)
    cursor.execute(" UNION ALL ".join(IS_FILLED.format(name) for name in tables))
    return sorted(name for (name,) in cursor.fetchall())


def read_digests(cursor: Any, tables: Any) -> Digests:
    """Return, by table, the number of its rows and what they add up to."""
    if not tables:
        return {}
    cursor.execute(" UNION ALL ".join(DIGEST.format(name) for name in tables))
    return {name: tuple(rest) for name, *rest in cursor.fetchall()}
