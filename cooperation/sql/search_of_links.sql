-- A row that ties an entry to a name changes the entry's words.
-- search_of_entries.sql explains transition tables and held rows.

CREATE FUNCTION passerelles_search_action_co_leads() RETURNS trigger
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
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT DISTINCT action_id FROM new_rows), false);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_collectivity
      WHERE id IN (SELECT collectivity_id FROM old_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT DISTINCT action_id FROM old_rows), false);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.action_id, old_rows.collectivity_id)
        IS DISTINCT FROM (new_rows.action_id, new_rows.collectivity_id));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_collectivity WHERE id IN (
        SELECT collectivity_id FROM (
          SELECT id, action_id, collectivity_id FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, action_id, collectivity_id
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR KEY SHARE;
      PERFORM passerelles_refresh_action(ARRAY(
        SELECT DISTINCT action_id FROM (
          SELECT id, action_id, collectivity_id FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, action_id, collectivity_id
            FROM new_rows WHERE id = ANY(changed)) AS rows), false);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_action_co_leads_search_insert
  AFTER INSERT ON cooperation_action_co_leads
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_action_co_leads();
CREATE TRIGGER cooperation_action_co_leads_search_update
  AFTER UPDATE ON cooperation_action_co_leads
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_action_co_leads();
CREATE TRIGGER cooperation_action_co_leads_search_delete
  AFTER DELETE ON cooperation_action_co_leads
  REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_action_co_leads();

CREATE FUNCTION passerelles_search_action_themes() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM cooperation_theme WHERE id IN (SELECT theme_id FROM new_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT DISTINCT action_id FROM new_rows), false);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_theme WHERE id IN (SELECT theme_id FROM old_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT DISTINCT action_id FROM old_rows), false);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.action_id, old_rows.theme_id)
        IS DISTINCT FROM (new_rows.action_id, new_rows.theme_id));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_theme WHERE id IN (
        SELECT theme_id FROM (
          SELECT id, action_id, theme_id FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, action_id, theme_id
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR KEY SHARE;
      PERFORM passerelles_refresh_action(ARRAY(
        SELECT DISTINCT action_id FROM (
          SELECT id, action_id, theme_id FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, action_id, theme_id
            FROM new_rows WHERE id = ANY(changed)) AS rows), false);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_action_themes_search_insert
  AFTER INSERT ON cooperation_action_themes
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_action_themes();
CREATE TRIGGER cooperation_action_themes_search_update
  AFTER UPDATE ON cooperation_action_themes
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_action_themes();
CREATE TRIGGER cooperation_action_themes_search_delete
  AFTER DELETE ON cooperation_action_themes
  REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_action_themes();

CREATE FUNCTION passerelles_search_involvement() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM cooperation_partner WHERE id IN (SELECT partner_id FROM new_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT DISTINCT action_id FROM new_rows), false);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_partner WHERE id IN (SELECT partner_id FROM old_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT DISTINCT action_id FROM old_rows), false);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.action_id, old_rows.partner_id)
        IS DISTINCT FROM (new_rows.action_id, new_rows.partner_id));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_partner WHERE id IN (
        SELECT partner_id FROM (
          SELECT id, action_id, partner_id FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, action_id, partner_id
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR KEY SHARE;
      PERFORM passerelles_refresh_action(ARRAY(
        SELECT DISTINCT action_id FROM (
          SELECT id, action_id, partner_id FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, action_id, partner_id
            FROM new_rows WHERE id = ANY(changed)) AS rows), false);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_involvement_search_insert
  AFTER INSERT ON cooperation_involvement
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_involvement();
CREATE TRIGGER cooperation_involvement_search_update
  AFTER UPDATE ON cooperation_involvement
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_involvement();
CREATE TRIGGER cooperation_involvement_search_delete
  AFTER DELETE ON cooperation_involvement
  REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_involvement();

CREATE FUNCTION passerelles_search_funding() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM cooperation_partner WHERE id IN (SELECT funder_id FROM new_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT DISTINCT action_id FROM new_rows), false);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_partner WHERE id IN (SELECT funder_id FROM old_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT DISTINCT action_id FROM old_rows), false);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.action_id, old_rows.funder_id)
        IS DISTINCT FROM (new_rows.action_id, new_rows.funder_id));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_partner WHERE id IN (
        SELECT funder_id FROM (
          SELECT id, action_id, funder_id FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, action_id, funder_id
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR KEY SHARE;
      PERFORM passerelles_refresh_action(ARRAY(
        SELECT DISTINCT action_id FROM (
          SELECT id, action_id, funder_id FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, action_id, funder_id
            FROM new_rows WHERE id = ANY(changed)) AS rows), false);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_funding_search_insert
  AFTER INSERT ON cooperation_funding
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_funding();
CREATE TRIGGER cooperation_funding_search_update
  AFTER UPDATE ON cooperation_funding
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_funding();
CREATE TRIGGER cooperation_funding_search_delete
  AFTER DELETE ON cooperation_funding
  REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_funding();

CREATE FUNCTION passerelles_search_location() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM cooperation_place WHERE id IN (SELECT place_id FROM new_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM 1 FROM cooperation_country WHERE iso2 IN (SELECT country_id FROM new_rows)
      ORDER BY iso2 FOR KEY SHARE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT DISTINCT action_id FROM new_rows), false);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_place WHERE id IN (SELECT place_id FROM old_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM 1 FROM cooperation_country WHERE iso2 IN (SELECT country_id FROM old_rows)
      ORDER BY iso2 FOR KEY SHARE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT DISTINCT action_id FROM old_rows), false);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.action_id, old_rows.label, old_rows.place_id, old_rows.country_id)
        IS DISTINCT FROM (new_rows.action_id, new_rows.label, new_rows.place_id,
           new_rows.country_id));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_place WHERE id IN (
        SELECT place_id FROM (
          SELECT id, action_id, label, place_id, country_id
            FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, action_id, label, place_id, country_id
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR KEY SHARE;
      PERFORM 1 FROM cooperation_country WHERE iso2 IN (
        SELECT country_id FROM (
          SELECT id, action_id, label, place_id, country_id
            FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, action_id, label, place_id, country_id
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY iso2 FOR KEY SHARE;
      PERFORM passerelles_refresh_action(ARRAY(
        SELECT DISTINCT action_id FROM (
          SELECT id, action_id, label, place_id, country_id
            FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, action_id, label, place_id, country_id
            FROM new_rows WHERE id = ANY(changed)) AS rows), false);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_location_search_insert
  AFTER INSERT ON cooperation_location
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_location();
CREATE TRIGGER cooperation_location_search_update
  AFTER UPDATE ON cooperation_location
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_location();
CREATE TRIGGER cooperation_location_search_delete
  AFTER DELETE ON cooperation_location
  REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_location();

CREATE FUNCTION passerelles_search_agreement_other_signatories() RETURNS trigger
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
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT DISTINCT agreement_id FROM new_rows), false);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM 1 FROM cooperation_collectivity
      WHERE id IN (SELECT collectivity_id FROM old_rows)
      ORDER BY id FOR KEY SHARE;
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT DISTINCT agreement_id FROM old_rows), false);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.agreement_id, old_rows.collectivity_id)
        IS DISTINCT FROM (new_rows.agreement_id, new_rows.collectivity_id));
    IF changed <> '{}' THEN
      PERFORM 1 FROM cooperation_collectivity WHERE id IN (
        SELECT collectivity_id FROM (
          SELECT id, agreement_id, collectivity_id
            FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, agreement_id, collectivity_id
            FROM new_rows WHERE id = ANY(changed)) AS rows)
        ORDER BY id FOR KEY SHARE;
      PERFORM passerelles_refresh_agreement(ARRAY(
        SELECT DISTINCT agreement_id FROM (
          SELECT id, agreement_id, collectivity_id
            FROM old_rows WHERE id = ANY(changed)
          UNION ALL SELECT id, agreement_id, collectivity_id
            FROM new_rows WHERE id = ANY(changed)) AS rows), false);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_agreement_other_signatories_search_insert
  AFTER INSERT ON cooperation_agreement_other_signatories
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_agreement_other_signatories();
CREATE TRIGGER cooperation_agreement_other_signatories_search_update
  AFTER UPDATE ON cooperation_agreement_other_signatories
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_agreement_other_signatories();
CREATE TRIGGER cooperation_agreement_other_signatories_search_delete
  AFTER DELETE ON cooperation_agreement_other_signatories
  REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION passerelles_search_agreement_other_signatories();
