-- An entry whose own text or own names change has its words computed again.
--
-- Transition tables: "new_rows" after an insert or update, "old_rows" before an update
-- or delete. Only the entries of rows whose watched columns changed are computed again;
-- the refresh's own update changes none of them, so it does not call itself again. A
-- bulk load may put the work off to its end (passerelles.words_at_the_end).
--
-- An entry that starts to use a name holds the name's row as a foreign key will at
-- commit; a name that changes waits for these. Neither can then miss the other.

CREATE FUNCTION passerelles_search_action() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM cooperation_collectivity WHERE id IN (SELECT lead_id FROM new_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM passerelles_refresh_action(ARRAY(SELECT id FROM new_rows), true);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_collectivity WHERE id IN (SELECT lead_id FROM old_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM passerelles_refresh_action(ARRAY(SELECT id FROM old_rows), true);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.title, old_rows.summary, old_rows.description, old_rows.lead_id)
        IS DISTINCT FROM (new_rows.title, new_rows.summary, new_rows.description,
           new_rows.lead_id));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_collectivity WHERE id IN (
        SELECT lead_id FROM (
          SELECT id, title, summary, description, lead_id
            FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, title, summary, description, lead_id
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR KEY SHARE;
      PERFORM passerelles_refresh_action(ARRAY(
        SELECT id FROM (
          SELECT id, title, summary, description, lead_id
            FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, title, summary, description, lead_id
            FROM new_rows WHERE id = ANY(changed)) AS rows), true);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_action_search_insert
  AFTER INSERT ON cooperation_action
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_action();
CREATE TRIGGER cooperation_action_search_update
  AFTER UPDATE ON cooperation_action
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_action();

CREATE FUNCTION passerelles_search_agreement() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM cooperation_collectivity
      WHERE id IN (SELECT collectivity_id FROM new_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM 1 FROM cooperation_partner
      WHERE id IN (SELECT counterpart_id FROM new_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM 1 FROM cooperation_place WHERE id IN (SELECT place_id FROM new_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM 1 FROM cooperation_country WHERE iso2 IN (SELECT country_id FROM new_rows)
      ORDER BY iso2 FOR KEY SHARE;
    PERFORM passerelles_refresh_agreement(ARRAY(SELECT id FROM new_rows), true);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_collectivity
      WHERE id IN (SELECT collectivity_id FROM old_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM 1 FROM cooperation_partner
      WHERE id IN (SELECT counterpart_id FROM old_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM 1 FROM cooperation_place WHERE id IN (SELECT place_id FROM old_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM 1 FROM cooperation_country WHERE iso2 IN (SELECT country_id FROM old_rows)
      ORDER BY iso2 FOR KEY SHARE;
    PERFORM passerelles_refresh_agreement(ARRAY(SELECT id FROM old_rows), true);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.title, old_rows.description, old_rows.collectivity_id,
         old_rows.counterpart_id, old_rows.place_id, old_rows.country_id)
        IS DISTINCT FROM (new_rows.title, new_rows.description,
           new_rows.collectivity_id, new_rows.counterpart_id, new_rows.place_id,
           new_rows.country_id));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_collectivity WHERE id IN (
        SELECT collectivity_id FROM (
          SELECT id, title, description, collectivity_id, counterpart_id, place_id,
              country_id
            FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, title, description, collectivity_id, counterpart_id,
              place_id, country_id
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR KEY SHARE;
      PERFORM 1 FROM cooperation_partner WHERE id IN (
        SELECT counterpart_id FROM (
          SELECT id, title, description, collectivity_id, counterpart_id, place_id,
              country_id
            FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, title, description, collectivity_id, counterpart_id,
              place_id, country_id
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR KEY SHARE;
      PERFORM 1 FROM cooperation_place WHERE id IN (
        SELECT place_id FROM (
          SELECT id, title, description, collectivity_id, counterpart_id, place_id,
              country_id
            FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, title, description, collectivity_id, counterpart_id,
              place_id, country_id
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR KEY SHARE;
      PERFORM 1 FROM cooperation_country WHERE iso2 IN (
        SELECT country_id FROM (
          SELECT id, title, description, collectivity_id, counterpart_id, place_id,
              country_id
            FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, title, description, collectivity_id, counterpart_id,
              place_id, country_id
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY iso2 FOR KEY SHARE;
      PERFORM passerelles_refresh_agreement(ARRAY(
        SELECT id FROM (
          SELECT id, title, description, collectivity_id, counterpart_id, place_id,
              country_id
            FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, title, description, collectivity_id, counterpart_id,
              place_id, country_id
            FROM new_rows WHERE id = ANY(changed)) AS rows), true);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_agreement_search_insert
  AFTER INSERT ON cooperation_agreement
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_agreement();
CREATE TRIGGER cooperation_agreement_search_update
  AFTER UPDATE ON cooperation_agreement
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_agreement();
