-- A name that changes changes the words of every entry that shows it.
-- search_of_entries.sql explains transition tables and held rows.

CREATE FUNCTION passerelles_search_collectivity() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM cooperation_collectivity WHERE id IN (SELECT id FROM new_rows)
      ORDER BY id FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT id FROM cooperation_action
        WHERE lead_id IN (SELECT id FROM new_rows)
      UNION SELECT action_id FROM cooperation_action_co_leads
        WHERE collectivity_id IN (SELECT id FROM new_rows)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT id FROM cooperation_agreement
        WHERE collectivity_id IN (SELECT id FROM new_rows)
      UNION SELECT agreement_id FROM cooperation_agreement_other_signatories
        WHERE collectivity_id IN (SELECT id FROM new_rows)), false);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_collectivity WHERE id IN (SELECT id FROM old_rows)
      ORDER BY id FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT id FROM cooperation_action
        WHERE lead_id IN (SELECT id FROM old_rows)
      UNION SELECT action_id FROM cooperation_action_co_leads
        WHERE collectivity_id IN (SELECT id FROM old_rows)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT id FROM cooperation_agreement
        WHERE collectivity_id IN (SELECT id FROM old_rows)
      UNION SELECT agreement_id FROM cooperation_agreement_other_signatories
        WHERE collectivity_id IN (SELECT id FROM old_rows)), false);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.name) IS DISTINCT FROM (new_rows.name));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_collectivity WHERE id IN (
        SELECT id FROM (
          SELECT id, name FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, name
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR UPDATE;
      PERFORM passerelles_refresh_action(ARRAY(
        SELECT id FROM cooperation_action WHERE lead_id IN (
          SELECT id FROM (
            SELECT id, name FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name
              FROM new_rows WHERE id = ANY(changed)) AS rows)
        UNION SELECT action_id FROM cooperation_action_co_leads
        WHERE collectivity_id IN (
          SELECT id FROM (
            SELECT id, name FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name
              FROM new_rows WHERE id = ANY(changed)) AS rows)), false);
      PERFORM passerelles_refresh_agreement(ARRAY(
        SELECT id FROM cooperation_agreement WHERE collectivity_id IN (
          SELECT id FROM (
            SELECT id, name FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name
              FROM new_rows WHERE id = ANY(changed)) AS rows)
        UNION SELECT agreement_id FROM cooperation_agreement_other_signatories
        WHERE collectivity_id IN (
          SELECT id FROM (
            SELECT id, name FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name
              FROM new_rows WHERE id = ANY(changed)) AS rows)), false);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_collectivity_search_update
  AFTER UPDATE ON cooperation_collectivity
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_collectivity();

CREATE FUNCTION passerelles_search_collectivityalias() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM cooperation_collectivity
      WHERE id IN (SELECT collectivity_id FROM new_rows)
      ORDER BY id FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT id FROM cooperation_action
        WHERE lead_id IN (SELECT collectivity_id FROM new_rows)
      UNION SELECT action_id FROM cooperation_action_co_leads
        WHERE collectivity_id IN (SELECT collectivity_id FROM new_rows)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT id FROM cooperation_agreement
        WHERE collectivity_id IN (SELECT collectivity_id FROM new_rows)
      UNION SELECT agreement_id FROM cooperation_agreement_other_signatories
        WHERE collectivity_id IN (SELECT collectivity_id FROM new_rows)), false);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_collectivity
      WHERE id IN (SELECT collectivity_id FROM old_rows)
      ORDER BY id FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT id FROM cooperation_action
        WHERE lead_id IN (SELECT collectivity_id FROM old_rows)
      UNION SELECT action_id FROM cooperation_action_co_leads
        WHERE collectivity_id IN (SELECT collectivity_id FROM old_rows)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT id FROM cooperation_agreement
        WHERE collectivity_id IN (SELECT collectivity_id FROM old_rows)
      UNION SELECT agreement_id FROM cooperation_agreement_other_signatories
        WHERE collectivity_id IN (SELECT collectivity_id FROM old_rows)), false);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.name, old_rows.collectivity_id)
        IS DISTINCT FROM (new_rows.name, new_rows.collectivity_id));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_collectivity WHERE id IN (
        SELECT collectivity_id FROM (
          SELECT id, name, collectivity_id FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, name, collectivity_id
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR UPDATE;
      PERFORM passerelles_refresh_action(ARRAY(
        SELECT id FROM cooperation_action WHERE lead_id IN (
          SELECT collectivity_id FROM (
            SELECT id, name, collectivity_id FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name, collectivity_id
              FROM new_rows WHERE id = ANY(changed)) AS rows)
        UNION SELECT action_id FROM cooperation_action_co_leads
        WHERE collectivity_id IN (
          SELECT collectivity_id FROM (
            SELECT id, name, collectivity_id FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name, collectivity_id
              FROM new_rows WHERE id = ANY(changed)) AS rows)), false);
      PERFORM passerelles_refresh_agreement(ARRAY(
        SELECT id FROM cooperation_agreement WHERE collectivity_id IN (
          SELECT collectivity_id FROM (
            SELECT id, name, collectivity_id FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name, collectivity_id
              FROM new_rows WHERE id = ANY(changed)) AS rows)
        UNION SELECT agreement_id FROM cooperation_agreement_other_signatories
        WHERE collectivity_id IN (
          SELECT collectivity_id FROM (
            SELECT id, name, collectivity_id FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name, collectivity_id
              FROM new_rows WHERE id = ANY(changed)) AS rows)), false);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_collectivityalias_search_insert
  AFTER INSERT ON cooperation_collectivityalias
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_collectivityalias();
CREATE TRIGGER cooperation_collectivityalias_search_update
  AFTER UPDATE ON cooperation_collectivityalias
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_collectivityalias();
CREATE TRIGGER cooperation_collectivityalias_search_delete
  AFTER DELETE ON cooperation_collectivityalias
  REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_collectivityalias();

CREATE FUNCTION passerelles_search_partner() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM cooperation_partner WHERE id IN (SELECT id FROM new_rows)
      ORDER BY id FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT action_id FROM cooperation_involvement
        WHERE partner_id IN (SELECT id FROM new_rows)
      UNION SELECT action_id FROM cooperation_funding
        WHERE funder_id IN (SELECT id FROM new_rows)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT id FROM cooperation_agreement
        WHERE counterpart_id IN (SELECT id FROM new_rows)), false);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_partner WHERE id IN (SELECT id FROM old_rows)
      ORDER BY id FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT action_id FROM cooperation_involvement
        WHERE partner_id IN (SELECT id FROM old_rows)
      UNION SELECT action_id FROM cooperation_funding
        WHERE funder_id IN (SELECT id FROM old_rows)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT id FROM cooperation_agreement
        WHERE counterpart_id IN (SELECT id FROM old_rows)), false);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.name, old_rows.acronym)
        IS DISTINCT FROM (new_rows.name, new_rows.acronym));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_partner WHERE id IN (
        SELECT id FROM (
          SELECT id, name, acronym FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, name, acronym
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR UPDATE;
      PERFORM passerelles_refresh_action(ARRAY(
        SELECT action_id FROM cooperation_involvement WHERE partner_id IN (
          SELECT id FROM (
            SELECT id, name, acronym FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name, acronym
              FROM new_rows WHERE id = ANY(changed)) AS rows)
        UNION SELECT action_id FROM cooperation_funding WHERE funder_id IN (
          SELECT id FROM (
            SELECT id, name, acronym FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name, acronym
              FROM new_rows WHERE id = ANY(changed)) AS rows)), false);
      PERFORM passerelles_refresh_agreement(ARRAY(
        SELECT id FROM cooperation_agreement WHERE counterpart_id IN (
          SELECT id FROM (
            SELECT id, name, acronym FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name, acronym
              FROM new_rows WHERE id = ANY(changed)) AS rows)), false);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_partner_search_update
  AFTER UPDATE ON cooperation_partner
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_partner();

CREATE FUNCTION passerelles_search_place() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM cooperation_place WHERE id IN (SELECT id FROM new_rows)
      ORDER BY id FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT action_id FROM cooperation_location
        WHERE place_id IN (SELECT id FROM new_rows)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT id FROM cooperation_agreement
        WHERE place_id IN (SELECT id FROM new_rows)), false);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_place WHERE id IN (SELECT id FROM old_rows)
      ORDER BY id FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT action_id FROM cooperation_location
        WHERE place_id IN (SELECT id FROM old_rows)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT id FROM cooperation_agreement
        WHERE place_id IN (SELECT id FROM old_rows)), false);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.name, old_rows.alternate_names)
        IS DISTINCT FROM (new_rows.name, new_rows.alternate_names));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_place WHERE id IN (
        SELECT id FROM (
          SELECT id, name, alternate_names FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, name, alternate_names
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR UPDATE;
      PERFORM passerelles_refresh_action(ARRAY(
        SELECT action_id FROM cooperation_location WHERE place_id IN (
          SELECT id FROM (
            SELECT id, name, alternate_names FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name, alternate_names
              FROM new_rows WHERE id = ANY(changed)) AS rows)), false);
      PERFORM passerelles_refresh_agreement(ARRAY(
        SELECT id FROM cooperation_agreement WHERE place_id IN (
          SELECT id FROM (
            SELECT id, name, alternate_names FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name, alternate_names
              FROM new_rows WHERE id = ANY(changed)) AS rows)), false);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_place_search_update
  AFTER UPDATE ON cooperation_place
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_place();

CREATE FUNCTION passerelles_search_country() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed varchar[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM cooperation_country WHERE iso2 IN (SELECT iso2 FROM new_rows)
      ORDER BY iso2 FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT action_id FROM cooperation_location
        WHERE country_id IN (SELECT iso2 FROM new_rows)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT id FROM cooperation_agreement
        WHERE country_id IN (SELECT iso2 FROM new_rows)), false);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_country WHERE iso2 IN (SELECT iso2 FROM old_rows)
      ORDER BY iso2 FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT action_id FROM cooperation_location
        WHERE country_id IN (SELECT iso2 FROM old_rows)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT id FROM cooperation_agreement
        WHERE country_id IN (SELECT iso2 FROM old_rows)), false);
  ELSE
    changed := ARRAY(
      SELECT old_rows.iso2 FROM old_rows JOIN new_rows USING (iso2)
      WHERE (old_rows.name_fr, old_rows.name_en)
        IS DISTINCT FROM (new_rows.name_fr, new_rows.name_en));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_country WHERE iso2 IN (
        SELECT iso2 FROM (
          SELECT iso2, name_fr, name_en FROM old_rows WHERE iso2 = ANY(changed)
          UNION ALL SELECT iso2, name_fr, name_en
            FROM new_rows WHERE iso2 = ANY(changed)) AS rows)
        ORDER BY iso2 FOR UPDATE;
      PERFORM passerelles_refresh_action(ARRAY(
        SELECT action_id FROM cooperation_location WHERE country_id IN (
          SELECT iso2 FROM (
            SELECT iso2, name_fr, name_en FROM old_rows WHERE iso2 = ANY(changed)
            UNION ALL SELECT iso2, name_fr, name_en
              FROM new_rows WHERE iso2 = ANY(changed)) AS rows)), false);
      PERFORM passerelles_refresh_agreement(ARRAY(
        SELECT id FROM cooperation_agreement WHERE country_id IN (
          SELECT iso2 FROM (
            SELECT iso2, name_fr, name_en FROM old_rows WHERE iso2 = ANY(changed)
            UNION ALL SELECT iso2, name_fr, name_en
              FROM new_rows WHERE iso2 = ANY(changed)) AS rows)), false);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_country_search_update
  AFTER UPDATE ON cooperation_country
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_country();

CREATE FUNCTION passerelles_search_theme() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM cooperation_theme WHERE id IN (SELECT id FROM new_rows)
      ORDER BY id FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT action_id FROM cooperation_action_themes
        WHERE theme_id IN (SELECT id FROM new_rows)), false);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_theme WHERE id IN (SELECT id FROM old_rows)
      ORDER BY id FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT action_id FROM cooperation_action_themes
        WHERE theme_id IN (SELECT id FROM old_rows)), false);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.name_fr, old_rows.name_en)
        IS DISTINCT FROM (new_rows.name_fr, new_rows.name_en));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_theme WHERE id IN (
        SELECT id FROM (
          SELECT id, name_fr, name_en FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, name_fr, name_en
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR UPDATE;
      PERFORM passerelles_refresh_action(ARRAY(
        SELECT action_id FROM cooperation_action_themes WHERE theme_id IN (
          SELECT id FROM (
            SELECT id, name_fr, name_en FROM old_rows WHERE id = ANY(changed)
            UNION ALL SELECT id, name_fr, name_en
              FROM new_rows WHERE id = ANY(changed)) AS rows)), false);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_theme_search_update
  AFTER UPDATE ON cooperation_theme
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_theme();
