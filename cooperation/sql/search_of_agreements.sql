-- The words of agreements: those of a summary, and of other partners, other places and
-- themes too. Replaces functions of search_vectors.sql, search_of_entries.sql and
-- search_of_names.sql, which explain what is held and why.

CREATE OR REPLACE FUNCTION passerelles_refresh_agreement(ids bigint[], own_too boolean)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM cooperation_agreement WHERE id = ANY(ids)
    ORDER BY id FOR NO KEY UPDATE;
  WITH words AS MATERIALIZED (
    SELECT agreement.id, agreement.title, agreement.summary, agreement.description,
      agreement.search_vector,
      passerelles_collectivity_names(ARRAY(
        SELECT collectivity_id FROM cooperation_agreement_other_signatories
        WHERE agreement_id = agreement.id
        UNION SELECT agreement.collectivity_id)) AS collectivities,
      (SELECT string_agg(concat_ws(' ', name, acronym), ' d ' ORDER BY name)
       FROM cooperation_partner WHERE id IN (
         SELECT partner_id FROM cooperation_agreement_partners
         WHERE agreement_id = agreement.id
         UNION SELECT agreement.counterpart_id)) AS partners,
      (SELECT string_agg(concat_ws(' d ', name, alternate_names), ' d ' ORDER BY id)
       FROM cooperation_place WHERE id IN (
         SELECT place_id FROM cooperation_agreement_places
         WHERE agreement_id = agreement.id
         UNION SELECT agreement.place_id)) AS places,
      (SELECT string_agg(concat_ws(' d ', name_fr, nullif(name_en, name_fr)), ' d '
                         ORDER BY iso2)
       FROM cooperation_country WHERE iso2 IN (
         SELECT place.country_id FROM cooperation_agreement_places AS link
         JOIN cooperation_place AS place ON place.id = link.place_id
         WHERE link.agreement_id = agreement.id
         UNION SELECT agreement.country_id)) AS countries,
      (SELECT string_agg(concat_ws(' d ', name_fr, nullif(name_en, name_fr)), ' d '
                         ORDER BY code)
       FROM cooperation_theme WHERE id IN (
         SELECT theme_id FROM cooperation_agreement_themes
         WHERE agreement_id = agreement.id)) AS themes
    FROM cooperation_agreement AS agreement WHERE agreement.id = ANY(ids)
  ), vectors AS MATERIALIZED (
    SELECT id,
      CASE WHEN own_too THEN
        setweight(passerelles_vector(title), 'A')
        || setweight(passerelles_vector(summary), 'B')
        || setweight(passerelles_vector(description), 'C')
      ELSE ts_filter(search_vector, '{a,b,c}') END AS own,
      passerelles_vector(collectivities) AS collectivities,
      passerelles_vector(partners) AS partners,
      passerelles_vector(places) AS places,
      passerelles_vector(countries) AS countries,
      passerelles_vector(themes) AS themes
    FROM words
  ), found AS MATERIALIZED (
    SELECT id,
      own || setweight(
        collectivities || partners || places || countries || themes, 'D') AS search,
      setweight(collectivities, 'A') || setweight(partners, 'B')
      || setweight(places, 'C') || setweight(countries, 'D') AS related
    FROM vectors
  )
  UPDATE cooperation_agreement AS entry
  SET search_vector = found.search, related_vector = found.related
  FROM found
  WHERE entry.id = found.id
    AND (entry.search_vector IS DISTINCT FROM found.search
         OR entry.related_vector IS DISTINCT FROM found.related);
END $$;

CREATE OR REPLACE FUNCTION passerelles_search_agreement() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    changed := ARRAY(SELECT id FROM new_rows);
  ELSE
    changed := ARRAY(
      SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
      WHERE (old_rows.title, old_rows.summary, old_rows.description,
         old_rows.collectivity_id, old_rows.counterpart_id, old_rows.place_id,
         old_rows.country_id)
        IS DISTINCT FROM (new_rows.title, new_rows.summary, new_rows.description,
         new_rows.collectivity_id, new_rows.counterpart_id, new_rows.place_id,
         new_rows.country_id));
  END IF;
  IF changed <> '{}' THEN
    PERFORM 1 FROM cooperation_collectivity
      WHERE id IN (SELECT collectivity_id FROM new_rows WHERE id = ANY(changed))
      ORDER BY id FOR KEY SHARE;
    PERFORM 1 FROM cooperation_partner
      WHERE id IN (SELECT counterpart_id FROM new_rows WHERE id = ANY(changed))
      ORDER BY id FOR KEY SHARE;
    PERFORM 1 FROM cooperation_place
      WHERE id IN (SELECT place_id FROM new_rows WHERE id = ANY(changed))
      ORDER BY id FOR KEY SHARE;
    PERFORM 1 FROM cooperation_country
      WHERE iso2 IN (SELECT country_id FROM new_rows WHERE id = ANY(changed))
      ORDER BY iso2 FOR KEY SHARE;
    PERFORM passerelles_refresh_agreement(changed, true);
  END IF;
  RETURN NULL;
END $$;

-- Of a row that ties an agreement to a name. Arguments: the table of names, and the
-- column that points to it.
CREATE FUNCTION passerelles_search_agreement_link() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  rows text := CASE TG_OP
    WHEN 'INSERT' THEN 'SELECT * FROM new_rows'
    WHEN 'DELETE' THEN 'SELECT * FROM old_rows'
    ELSE 'SELECT * FROM old_rows UNION ALL SELECT * FROM new_rows' END;
  agreements bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  EXECUTE format(
    'SELECT 1 FROM %I WHERE id IN (SELECT %I FROM (%s) AS rows)
     ORDER BY id FOR KEY SHARE', TG_ARGV[0], TG_ARGV[1], rows);
  EXECUTE format('SELECT array_agg(DISTINCT agreement_id) FROM (%s) AS rows', rows)
    INTO agreements;
  PERFORM passerelles_refresh_agreement(agreements, false);
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_agreement_partners_search_insert
  AFTER INSERT ON cooperation_agreement_partners
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION
  passerelles_search_agreement_link('cooperation_partner', 'partner_id');
CREATE TRIGGER cooperation_agreement_partners_search_update
  AFTER UPDATE ON cooperation_agreement_partners
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION
  passerelles_search_agreement_link('cooperation_partner', 'partner_id');
CREATE TRIGGER cooperation_agreement_partners_search_delete
  AFTER DELETE ON cooperation_agreement_partners
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION
  passerelles_search_agreement_link('cooperation_partner', 'partner_id');
CREATE TRIGGER cooperation_agreement_places_search_insert
  AFTER INSERT ON cooperation_agreement_places
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION
  passerelles_search_agreement_link('cooperation_place', 'place_id');
CREATE TRIGGER cooperation_agreement_places_search_update
  AFTER UPDATE ON cooperation_agreement_places
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION
  passerelles_search_agreement_link('cooperation_place', 'place_id');
CREATE TRIGGER cooperation_agreement_places_search_delete
  AFTER DELETE ON cooperation_agreement_places
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION
  passerelles_search_agreement_link('cooperation_place', 'place_id');
CREATE TRIGGER cooperation_agreement_themes_search_insert
  AFTER INSERT ON cooperation_agreement_themes
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION
  passerelles_search_agreement_link('cooperation_theme', 'theme_id');
CREATE TRIGGER cooperation_agreement_themes_search_update
  AFTER UPDATE ON cooperation_agreement_themes
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION
  passerelles_search_agreement_link('cooperation_theme', 'theme_id');
CREATE TRIGGER cooperation_agreement_themes_search_delete
  AFTER DELETE ON cooperation_agreement_themes
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION
  passerelles_search_agreement_link('cooperation_theme', 'theme_id');

-- Of names; their triggers are those of search_of_names.sql, after an update.
CREATE OR REPLACE FUNCTION passerelles_search_partner() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  changed := ARRAY(
    SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
    WHERE (old_rows.name, old_rows.acronym)
      IS DISTINCT FROM (new_rows.name, new_rows.acronym));
  IF changed <> '{}' THEN
    PERFORM 1 FROM cooperation_partner WHERE id = ANY(changed)
      ORDER BY id FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT action_id FROM cooperation_involvement WHERE partner_id = ANY(changed)
      UNION SELECT action_id FROM cooperation_funding
        WHERE funder_id = ANY(changed)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT id FROM cooperation_agreement WHERE counterpart_id = ANY(changed)
      UNION SELECT agreement_id FROM cooperation_agreement_partners
        WHERE partner_id = ANY(changed)), false);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION passerelles_search_place() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  changed := ARRAY(
    SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
    WHERE (old_rows.name, old_rows.alternate_names, old_rows.country_id)
      IS DISTINCT FROM (new_rows.name, new_rows.alternate_names,
        new_rows.country_id));
  IF changed <> '{}' THEN
    PERFORM 1 FROM cooperation_place WHERE id = ANY(changed) ORDER BY id FOR UPDATE;
    PERFORM 1 FROM cooperation_country
      WHERE iso2 IN (SELECT country_id FROM new_rows WHERE id = ANY(changed))
      ORDER BY iso2 FOR KEY SHARE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT action_id FROM cooperation_location
        WHERE place_id = ANY(changed)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT id FROM cooperation_agreement WHERE place_id = ANY(changed)
      UNION SELECT agreement_id FROM cooperation_agreement_places
        WHERE place_id = ANY(changed)), false);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION passerelles_search_country() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed varchar[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  changed := ARRAY(
    SELECT old_rows.iso2 FROM old_rows JOIN new_rows USING (iso2)
    WHERE (old_rows.name_fr, old_rows.name_en)
      IS DISTINCT FROM (new_rows.name_fr, new_rows.name_en));
  IF changed <> '{}' THEN
    PERFORM 1 FROM cooperation_country WHERE iso2 = ANY(changed)
      ORDER BY iso2 FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT action_id FROM cooperation_location
        WHERE country_id = ANY(changed)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT id FROM cooperation_agreement WHERE country_id = ANY(changed)
      UNION SELECT link.agreement_id FROM cooperation_agreement_places AS link
        JOIN cooperation_place AS place ON place.id = link.place_id
        WHERE place.country_id = ANY(changed)), false);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION passerelles_search_theme() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  changed := ARRAY(
    SELECT old_rows.id FROM old_rows JOIN new_rows USING (id)
    WHERE (old_rows.name_fr, old_rows.name_en)
      IS DISTINCT FROM (new_rows.name_fr, new_rows.name_en));
  IF changed <> '{}' THEN
    PERFORM 1 FROM cooperation_theme WHERE id = ANY(changed) ORDER BY id FOR UPDATE;
    PERFORM passerelles_refresh_action(ARRAY(
      SELECT action_id FROM cooperation_action_themes
        WHERE theme_id = ANY(changed)), false);
    PERFORM passerelles_refresh_agreement(ARRAY(
      SELECT agreement_id FROM cooperation_agreement_themes
        WHERE theme_id = ANY(changed)), false);
  END IF;
  RETURN NULL;
END $$;

SELECT passerelles_watch('cooperation_agreement_goals');
SELECT passerelles_watch('cooperation_agreement_partners');
SELECT passerelles_watch('cooperation_agreement_places');
SELECT passerelles_watch('cooperation_agreement_themes');
