"""Know when what the public may read last changed (``cooperation/freshness.py``).

Each transaction that writes to a watched table leaves one row here, whoever writes and
however. Rows are only ever inserted, so that writers never wait for each other; the
set of rows, not the latest one, is the version, so that a transaction that commits
after a younger one is seen too.

A transaction that finds many rows removes those it sees and leaves its own. No set
comes twice: between two moments, either nothing was removed and the set grew, or the
last transaction that removed rows left its own, which was not there before. The start
of the transaction tells apart equal numbers, as after a restore on another server.
"""

from django.db import migrations

TABLE = """
CREATE TABLE passerelles_public_change (
  transaction bigint NOT NULL,
  started_at timestamptz NOT NULL DEFAULT transaction_timestamp(),
  PRIMARY KEY (transaction, started_at)
);
"""

NOTE_CHANGE = """
CREATE FUNCTION passerelles_note_public_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE own bigint := pg_current_xact_id()::text::bigint;
BEGIN
  INSERT INTO passerelles_public_change (transaction) VALUES (own)
    ON CONFLICT DO NOTHING;
  IF FOUND AND (SELECT count(*) > 200 FROM passerelles_public_change) THEN
    DELETE FROM passerelles_public_change WHERE (transaction, started_at) IN (
      SELECT transaction, started_at FROM passerelles_public_change
      WHERE (transaction, started_at) <> (own, transaction_timestamp())
      FOR UPDATE SKIP LOCKED);
  END IF;
  RETURN NULL;
END $$;
"""

WATCH = """
CREATE FUNCTION passerelles_watch(watched regclass) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'CREATE TRIGGER passerelles_public_change
     AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s
     FOR EACH STATEMENT EXECUTE FUNCTION passerelles_note_public_change()', watched);
END $$;
"""

WATCHED = [
    "action",
    "action_co_leads",
    "action_goals",
    "action_themes",
    "agreement",
    "agreement_other_signatories",
    "agreementevent",
    "collectivity",
    "collectivityalias",
    "country",
    "department",
    "document",
    "event",
    "formerslug",
    "funding",
    "fundingcall",
    "fundingwindow",
    "goal",
    "involvement",
    "location",
    "offer",
    "partner",
    "photo",
    "place",
    "region",
    "resource",
    "resource_countries",
    "resource_themes",
    "subregion",
    "testimony",
    "theme",
    "theme_goals",
]


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0004_search")]

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE passerelles_public_change"),
        migrations.RunSQL(
            NOTE_CHANGE, "DROP FUNCTION passerelles_note_public_change() CASCADE"
        ),
        migrations.RunSQL(WATCH, "DROP FUNCTION passerelles_watch(regclass)"),
        *(
            migrations.RunSQL(
                f"SELECT passerelles_watch('cooperation_{table}')",
                migrations.RunSQL.noop,
            )
            for table in WATCHED
        ),
    ]
