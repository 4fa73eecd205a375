-- When what the public may read last changed (cooperation/web/etags.py).
--
-- Each transaction that writes to a watched table leaves one row here, whoever writes
-- and however. Rows are only ever inserted, so that writers never wait for each other;
-- the set of rows, not the latest one, is the version, so that a transaction that
-- commits after a younger one is seen too.
--
-- A transaction that finds many rows removes those it sees and leaves its own. No set
-- comes twice: between two moments, either nothing was removed and the set grew, or the
-- last transaction that removed rows left its own, which was not there before. The
-- start of the transaction tells apart equal numbers, as after a restore on another
-- server.
CREATE TABLE passerelles_public_change (
  transaction bigint NOT NULL,
  started_at timestamptz NOT NULL DEFAULT transaction_timestamp(),
  PRIMARY KEY (transaction, started_at)
);

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

-- Other apps watch tables of theirs with it.
CREATE FUNCTION passerelles_watch(watched regclass) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'CREATE TRIGGER passerelles_public_change
     AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s
     FOR EACH STATEMENT EXECUTE FUNCTION passerelles_note_public_change()', watched);
END $$;

SELECT passerelles_watch('cooperation_action');
SELECT passerelles_watch('cooperation_action_co_leads');
SELECT passerelles_watch('cooperation_action_goals');
SELECT passerelles_watch('cooperation_action_themes');
SELECT passerelles_watch('cooperation_agreement');
SELECT passerelles_watch('cooperation_agreement_other_signatories');
SELECT passerelles_watch('cooperation_agreementevent');
SELECT passerelles_watch('cooperation_ceilingrule');
SELECT passerelles_watch('cooperation_collectivity');
SELECT passerelles_watch('cooperation_collectivityalias');
SELECT passerelles_watch('cooperation_country');
SELECT passerelles_watch('cooperation_department');
SELECT passerelles_watch('cooperation_document');
SELECT passerelles_watch('cooperation_event');
SELECT passerelles_watch('cooperation_formerslug');
SELECT passerelles_watch('cooperation_funding');
SELECT passerelles_watch('cooperation_fundingcall');
SELECT passerelles_watch('cooperation_fundingwindow');
SELECT passerelles_watch('cooperation_glossaryterm');
SELECT passerelles_watch('cooperation_goal');
SELECT passerelles_watch('cooperation_involvement');
SELECT passerelles_watch('cooperation_location');
SELECT passerelles_watch('cooperation_offer');
SELECT passerelles_watch('cooperation_partner');
SELECT passerelles_watch('cooperation_photo');
SELECT passerelles_watch('cooperation_place');
SELECT passerelles_watch('cooperation_region');
SELECT passerelles_watch('cooperation_resource');
SELECT passerelles_watch('cooperation_resource_countries');
SELECT passerelles_watch('cooperation_resource_themes');
SELECT passerelles_watch('cooperation_subregion');
SELECT passerelles_watch('cooperation_testimony');
SELECT passerelles_watch('cooperation_theme');
SELECT passerelles_watch('cooperation_theme_goals');
