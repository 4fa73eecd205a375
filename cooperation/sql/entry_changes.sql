-- Which published entries were touched, for the facet index that each process holds
-- (cooperation/search/index_keeper.py).
--
-- Each transaction that touches a published entry leaves one row here, with the keys of
-- the entries that it touched; NULL stands for all of them. Drafts leave nothing. As in
-- public_version.sql, the set of rows tells what happened since, not the latest one,
-- and a transaction writes to its own row only, so that writers never wait for each
-- other.
--
-- Rows are removed in two steps, so that a process that asks now and then misses none:
-- a transaction that finds many rows removes those that an earlier one had marked, marks
-- those that it sees, and names that earlier one (``after``). What is removed was there
-- before the earlier one committed: a process that has seen the earlier one has seen it.
-- Any other process reads all entries again.
CREATE TABLE passerelles_entry_change (
  transaction bigint NOT NULL,
  started_at timestamptz DEFAULT transaction_timestamp() NOT NULL,
  actions bigint[] DEFAULT '{}',
  agreements bigint[] DEFAULT '{}',
  has_names boolean DEFAULT false NOT NULL,
  is_marked boolean DEFAULT false NOT NULL,
  has_removed boolean DEFAULT false NOT NULL,
  after text,
  PRIMARY KEY (transaction, started_at)
);

-- The same in every time zone.
CREATE FUNCTION passerelles_change_name(transaction bigint, started_at timestamptz)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN transaction || ' ' || extract(epoch FROM started_at);

CREATE FUNCTION passerelles_remove_entry_changes(own bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE earlier text;
BEGIN
  -- One at a time, and the others do not wait.
  IF NOT pg_try_advisory_xact_lock(hashtext('passerelles_entry_change')) THEN
    RETURN;
  END IF;
  SELECT passerelles_change_name(transaction, started_at) INTO earlier
    FROM passerelles_entry_change WHERE has_removed ORDER BY started_at DESC LIMIT 1;
  DELETE FROM passerelles_entry_change WHERE is_marked;
  UPDATE passerelles_entry_change SET is_marked = true WHERE transaction <> own;
  UPDATE passerelles_entry_change SET has_removed = true, after = earlier
    WHERE transaction = own AND started_at = transaction_timestamp();
END $$;

-- More entries than this are all of them: reading them one by one takes longer.
CREATE FUNCTION passerelles_note_entries(
  touched_actions bigint[], touched_agreements bigint[], names boolean DEFAULT false
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE own bigint; is_new boolean;
BEGIN
  IF touched_actions = '{}' AND touched_agreements = '{}' AND NOT names THEN
    RETURN;
  END IF;
  own := pg_current_xact_id()::text::bigint;
  IF cardinality(touched_actions) > 2000 THEN touched_actions := NULL; END IF;
  IF cardinality(touched_agreements) > 2000 THEN touched_agreements := NULL; END IF;
  INSERT INTO passerelles_entry_change AS known
      (transaction, actions, agreements, has_names)
    VALUES (own, touched_actions, touched_agreements, names)
    ON CONFLICT (transaction, started_at) DO UPDATE SET
      actions = CASE WHEN cardinality(known.actions) <= 2000
        AND excluded.actions IS NOT NULL THEN known.actions || excluded.actions END,
      agreements = CASE WHEN cardinality(known.agreements) <= 2000
        AND excluded.agreements IS NOT NULL
        THEN known.agreements || excluded.agreements END,
      has_names = known.has_names OR excluded.has_names
    WHERE known.actions IS NOT NULL AND
        (excluded.actions IS NULL OR NOT known.actions @> excluded.actions)
      OR known.agreements IS NOT NULL AND
        (excluded.agreements IS NULL OR NOT known.agreements @> excluded.agreements)
      OR excluded.has_names AND NOT known.has_names
    RETURNING xmax = 0 INTO is_new;
  IF is_new AND (
    SELECT count(*) > 200 FROM passerelles_entry_change WHERE NOT is_marked
  ) THEN
    PERFORM passerelles_remove_entry_changes(own);
  END IF;
END $$;

-- Actions of some keys, and their agreements, as far as published.
CREATE FUNCTION passerelles_note_actions(keys bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE touched bigint[]; above bigint[];
BEGIN
  SELECT coalesce(array_agg(action.id), '{}'),
    coalesce(array_agg(DISTINCT agreement.id) FILTER (
      WHERE agreement.publication = 'publiee'), '{}')
    INTO touched, above
    FROM cooperation_action AS action
    LEFT JOIN cooperation_agreement AS agreement ON agreement.id = action.agreement_id
    WHERE action.id = ANY(keys) AND action.publication = 'publiee';
  PERFORM passerelles_note_entries(touched, above);
END $$;

CREATE FUNCTION passerelles_note_agreements(keys bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM passerelles_note_entries('{}', ARRAY(
    SELECT id FROM cooperation_agreement
    WHERE id = ANY(keys) AND publication = 'publiee'));
END $$;

-- Triggers -----------------------------------------------------------------------------

CREATE FUNCTION passerelles_touch_action() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE touched bigint[] := '{}'; above bigint[] := '{}';
BEGIN
  IF TG_OP <> 'INSERT' THEN
    SELECT coalesce(array_agg(id), '{}'),
      coalesce(array_agg(agreement_id) FILTER (WHERE agreement_id IS NOT NULL), '{}')
      INTO touched, above FROM old_rows WHERE publication = 'publiee';
  END IF;
  IF TG_OP <> 'DELETE' THEN
    SELECT touched || coalesce(array_agg(id), '{}'), above || coalesce(
        array_agg(agreement_id) FILTER (WHERE agreement_id IS NOT NULL), '{}')
      INTO touched, above FROM new_rows WHERE publication = 'publiee';
  END IF;
  PERFORM passerelles_note_entries(
    ARRAY(SELECT DISTINCT unnest(touched)),
    ARRAY(SELECT id FROM cooperation_agreement
      WHERE id = ANY(above) AND publication = 'publiee'));
  RETURN NULL;
END $$;

-- The kind of an agreement is a facet of its actions.
CREATE FUNCTION passerelles_touch_agreement() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE touched bigint[] := '{}';
BEGIN
  IF TG_OP <> 'INSERT' THEN
    touched := ARRAY(SELECT id FROM old_rows WHERE publication = 'publiee');
  END IF;
  IF TG_OP <> 'DELETE' THEN
    touched := touched || ARRAY(
      SELECT id FROM new_rows WHERE publication = 'publiee');
  END IF;
  touched := ARRAY(SELECT DISTINCT unnest(touched));
  PERFORM passerelles_note_entries(
    ARRAY(SELECT id FROM cooperation_action
      WHERE agreement_id = ANY(touched) AND publication = 'publiee'),
    touched);
  RETURN NULL;
END $$;

CREATE FUNCTION passerelles_touch_action_part() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM passerelles_note_actions(ARRAY(SELECT DISTINCT action_id FROM old_rows));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM passerelles_note_actions(ARRAY(SELECT DISTINCT action_id FROM new_rows));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION passerelles_touch_agreement_part() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM passerelles_note_agreements(
      ARRAY(SELECT DISTINCT agreement_id FROM old_rows));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM passerelles_note_agreements(
      ARRAY(SELECT DISTINCT agreement_id FROM new_rows));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION passerelles_touch_partner() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  changed := ARRAY(
    SELECT new_rows.id FROM old_rows JOIN new_rows USING (id)
    WHERE old_rows.kind IS DISTINCT FROM new_rows.kind);
  PERFORM passerelles_note_actions(ARRAY(
    SELECT action_id FROM cooperation_involvement WHERE partner_id = ANY(changed)
    UNION SELECT action_id FROM cooperation_funding WHERE funder_id = ANY(changed)));
  PERFORM passerelles_note_agreements(ARRAY(
    SELECT id FROM cooperation_agreement WHERE counterpart_id = ANY(changed)
    UNION SELECT agreement_id FROM cooperation_agreement_partners
      WHERE partner_id = ANY(changed)));
  RETURN NULL;
END $$;

CREATE FUNCTION passerelles_touch_place() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  changed := ARRAY(
    SELECT new_rows.id FROM old_rows JOIN new_rows USING (id)
    WHERE (old_rows.country_id, old_rows.lat, old_rows.lng, old_rows.name)
      IS DISTINCT FROM (new_rows.country_id, new_rows.lat, new_rows.lng,
        new_rows.name));
  PERFORM passerelles_note_actions(ARRAY(
    SELECT action_id FROM cooperation_location WHERE place_id = ANY(changed)));
  PERFORM passerelles_note_agreements(ARRAY(
    SELECT id FROM cooperation_agreement WHERE place_id = ANY(changed)
    UNION SELECT agreement_id FROM cooperation_agreement_places
      WHERE place_id = ANY(changed)));
  RETURN NULL;
END $$;

CREATE FUNCTION passerelles_touch_all() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM passerelles_note_entries(NULL, NULL, true);
  RETURN NULL;
END $$;

CREATE FUNCTION passerelles_touch_names() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM passerelles_note_entries('{}', '{}', true);
  RETURN NULL;
END $$;

CREATE FUNCTION passerelles_touch_authority() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM old_rows JOIN new_rows USING (id)
    WHERE (old_rows.slug, old_rows.name, old_rows.kind, old_rows.epci_id,
        old_rows.department_id, old_rows.lat, old_rows.lng)
      IS DISTINCT FROM (new_rows.slug, new_rows.name, new_rows.kind, new_rows.epci_id,
        new_rows.department_id, new_rows.lat, new_rows.lng)
  ) THEN
    PERFORM passerelles_note_entries('{}', '{}', true);
  END IF;
  RETURN NULL;
END $$;

-- Where only the country is known, its own point counts.
CREATE FUNCTION passerelles_touch_country() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM old_rows JOIN new_rows USING (iso2)
    WHERE (old_rows.lat, old_rows.lng) IS DISTINCT FROM (new_rows.lat, new_rows.lng)
  ) THEN
    PERFORM passerelles_note_entries(NULL, NULL, true);
  ELSE
    PERFORM passerelles_note_entries('{}', '{}', true);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION passerelles_watch_entries(watched regclass, does regproc) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE trigger_sql text := 'CREATE TRIGGER passerelles_entry_%s AFTER %s ON %s '
  '%s FOR EACH STATEMENT EXECUTE FUNCTION %s()';
BEGIN
  EXECUTE format(trigger_sql, 'insert', 'INSERT', watched,
    'REFERENCING NEW TABLE AS new_rows', does);
  EXECUTE format(trigger_sql, 'update', 'UPDATE', watched,
    'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows', does);
  EXECUTE format(trigger_sql, 'delete', 'DELETE', watched,
    'REFERENCING OLD TABLE AS old_rows', does);
  EXECUTE format(trigger_sql, 'truncate', 'TRUNCATE', watched, '',
    'passerelles_touch_all');
END $$;

SELECT passerelles_watch_entries('cooperation_action', 'passerelles_touch_action');
SELECT passerelles_watch_entries('cooperation_agreement',
  'passerelles_touch_agreement');
SELECT passerelles_watch_entries(watched::regclass, 'passerelles_touch_action_part')
FROM unnest(ARRAY['cooperation_action_co_leads', 'cooperation_action_goals',
  'cooperation_action_themes', 'cooperation_funding', 'cooperation_involvement',
  'cooperation_location']) AS watched;
SELECT passerelles_watch_entries(watched::regclass, 'passerelles_touch_agreement_part')
FROM unnest(ARRAY['cooperation_agreement_other_signatories',
  'cooperation_agreement_goals', 'cooperation_agreement_partners',
  'cooperation_agreement_places', 'cooperation_agreement_themes',
  'cooperation_agreementevent']) AS watched;

-- What no entry has yet, or has no longer, touches none: updates only. Names are rare to
-- change, and lists of values are read whole.
CREATE TRIGGER passerelles_entry_update AFTER UPDATE ON cooperation_partner
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_touch_partner();
CREATE TRIGGER passerelles_entry_update AFTER UPDATE ON cooperation_place
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_touch_place();
CREATE TRIGGER passerelles_entry_update AFTER UPDATE ON cooperation_collectivity
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_touch_authority();
CREATE TRIGGER passerelles_entry_update AFTER UPDATE ON cooperation_country
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_touch_country();
CREATE TRIGGER passerelles_entry_others AFTER INSERT OR DELETE OR TRUNCATE
  ON cooperation_country
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_touch_names();
DO $$
DECLARE watched text;
BEGIN
  FOREACH watched IN ARRAY ARRAY['department', 'fundingwindow', 'goal', 'subregion',
    'theme'] LOOP
    EXECUTE format('CREATE TRIGGER passerelles_entry_others
      AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION passerelles_touch_names()',
      'cooperation_' || watched);
  END LOOP;
END $$;

-- There is always a row: a process that knows none knows that it does not know.
INSERT INTO passerelles_entry_change (transaction)
  VALUES (pg_current_xact_id()::text::bigint);
