"""Rows laid down in another order, as a restored dump has them."""

from django.db import connection

TABLES = """
SELECT class.relname, string_agg(quote_ident(attribute.attname), ', ')
FROM pg_class class
JOIN pg_index ON indrelid = class.oid AND indisprimary
JOIN pg_attribute attribute
  ON attribute.attrelid = class.oid AND attribute.attnum = ANY (indkey)
WHERE class.relnamespace = 'public'::regnamespace
  AND class.relname ~ '^(cooperation|surveys)_'
GROUP BY class.relname ORDER BY class.relname
"""
# Each row is written again in the order of a digest of its key; no trigger sees it.
SHUFFLE = """
DO $shuffle$
DECLARE place tid;
BEGIN
  FOR place IN SELECT ctid FROM {table} ORDER BY md5(ROW({key})::text)
  LOOP
    UPDATE {table} SET {first} = {first} WHERE ctid = place;
  END LOOP;
END $shuffle$
"""


def shuffle_rows() -> None:
    """Move all rows; call it in a transaction that is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(TABLES)
        for table, key in cursor.fetchall():
            first = key.split(",")[0]
            cursor.execute(SHUFFLE.format(table=table, key=key, first=first))
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE")
