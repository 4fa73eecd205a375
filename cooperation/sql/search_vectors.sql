-- The words that search reads (decision 0010); cooperation/search/fulltext.py asks them.
--
-- search_vector is what is matched: A title, B summary, C description, D all names.
-- related_vector only ranks: A authorities, B partners, C places, D countries. Themes
-- are in D of the first alone, and thus come last.

CREATE TEXT SEARCH DICTIONARY passerelles_words (
  TEMPLATE = pg_catalog.simple, STOPWORDS = french);
CREATE TEXT SEARCH CONFIGURATION passerelles_words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION passerelles_words
  ALTER MAPPING FOR asciiword, word, numword, int, uint
  WITH passerelles_words;

-- Stems, for inflections, and whole words where they differ, for prefixes: "assainiss"
-- begins "assainissement" but not its stem "assain". Signs that the parser would make
-- one word of (saint-julien, addresses) are taken out. The two "d", being stop words,
-- take a place and leave nothing: no phrase runs from one field into the next.
CREATE FUNCTION passerelles_vector(value text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  folded text := passerelles_unaccent(left(coalesce(value, ''), 100000));
  key text := 'd d ' || replace(replace(replace(replace(replace(replace(replace(
    folded, '-', ' '), '.', ' '), '/', ' '), '&', ' '), '<', ' '), '_', ' '), '+', ' ');
  stems tsvector := to_tsvector('french', key);
BEGIN
  RETURN stems || ts_delete(
    to_tsvector('passerelles_words', key), tsvector_to_array(stems));
END $$;

CREATE FUNCTION passerelles_collectivity_names(ids bigint[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT string_agg(name, ' d ' ORDER BY name) FROM (
    SELECT name FROM cooperation_collectivity WHERE id = ANY(ids)
    UNION
    SELECT name FROM cooperation_collectivityalias WHERE collectivity_id = ANY(ids)
  ) AS names
$$;

-- Both functions below lock the entries first, in one order, and read them by a second
-- statement: what another transaction has just changed is then seen, not overwritten.
-- Where only names around an entry changed, its own text is not read again.
CREATE FUNCTION passerelles_refresh_action(ids bigint[], own_too boolean)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM cooperation_action WHERE id = ANY(ids)
    ORDER BY id FOR NO KEY UPDATE;
  WITH words AS MATERIALIZED (
    SELECT action.id, action.title, action.summary, action.description,
      action.search_vector,
      passerelles_collectivity_names(ARRAY(
        SELECT collectivity_id FROM cooperation_action_co_leads
        WHERE action_id = action.id
        UNION SELECT action.lead_id)) AS collectivities,
      (SELECT string_agg(concat_ws(' ', name, acronym), ' d ' ORDER BY name)
       FROM cooperation_partner WHERE id IN (
         SELECT partner_id FROM cooperation_involvement WHERE action_id = action.id
         UNION SELECT funder_id FROM cooperation_funding WHERE action_id = action.id)
      ) AS partners,
      (SELECT string_agg(concat_ws(' d ', label, name, alternate_names), ' d '
                         ORDER BY location.id)
       FROM cooperation_location AS location
       LEFT JOIN cooperation_place AS place ON place.id = location.place_id
       WHERE location.action_id = action.id) AS places,
      (SELECT string_agg(concat_ws(' d ', name_fr, nullif(name_en, name_fr)), ' d '
                         ORDER BY iso2)
       FROM cooperation_country WHERE iso2 IN (
         SELECT country_id FROM cooperation_location WHERE action_id = action.id)
      ) AS countries,
      (SELECT string_agg(concat_ws(' d ', name_fr, nullif(name_en, name_fr)), ' d '
                         ORDER BY code)
       FROM cooperation_theme WHERE id IN (
         SELECT theme_id FROM cooperation_action_themes WHERE action_id = action.id)
      ) AS themes
    FROM cooperation_action AS action WHERE action.id = ANY(ids)
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
  UPDATE cooperation_action AS entry
  SET search_vector = found.search, related_vector = found.related
  FROM found
  WHERE entry.id = found.id
    AND (entry.search_vector IS DISTINCT FROM found.search
         OR entry.related_vector IS DISTINCT FROM found.related);
END $$;

CREATE FUNCTION passerelles_refresh_agreement(ids bigint[], own_too boolean)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM cooperation_agreement WHERE id = ANY(ids)
    ORDER BY id FOR NO KEY UPDATE;
  WITH words AS MATERIALIZED (
    SELECT agreement.id, agreement.title, '' AS summary, agreement.description,
      agreement.search_vector,
      passerelles_collectivity_names(ARRAY(
        SELECT collectivity_id FROM cooperation_agreement_other_signatories
        WHERE agreement_id = agreement.id
        UNION SELECT agreement.collectivity_id)) AS collectivities,
      concat_ws(' ', counterpart.name, counterpart.acronym) AS partners,
      concat_ws(' d ', place.name, place.alternate_names) AS places,
      concat_ws(' d ', country.name_fr, nullif(country.name_en, country.name_fr))
        AS countries,
      '' AS themes
    FROM cooperation_agreement AS agreement
    JOIN cooperation_partner AS counterpart ON counterpart.id = agreement.counterpart_id
    LEFT JOIN cooperation_place AS place ON place.id = agreement.place_id
    LEFT JOIN cooperation_country AS country ON country.iso2 = agreement.country_id
    WHERE agreement.id = ANY(ids)
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
