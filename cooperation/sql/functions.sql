-- Functions that generated columns and constraints of the tables are made of.
-- cooperation/text.py and cooperation/models/collectivities.py call them.

-- Letters without their accents; core functions only (decision 0003).
CREATE FUNCTION passerelles_unaccent(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT translate(
    replace(replace(replace(replace(replace(replace(
      regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g'),
      'œ', 'oe'), 'Œ', 'OE'), 'æ', 'ae'), 'Æ', 'AE'), 'ß', 'ss'), 'þ', 'th'),
    'øØłŁđĐðÐıħŧ’‘ʼ′', 'oOlLdDdDiht''''''''')
$$;

-- What names are compared and sorted by. The schema is named because pg_restore fills
-- tables, and so computes generated columns, without a search path.
CREATE FUNCTION passerelles_name_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(
    translate(public.passerelles_unaccent(value),
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
    '[\x01-\x2f\x3a-\x60\x7b-\x7f\u0080-\u00bf\u2000-\u206f\u3000-\u303f]+',
    ' ', 'g'))
$$;

-- The check digit of a SIREN (Luhn).
CREATE FUNCTION passerelles_siren_is_valid(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN value ~ '^[0-9]{9}$' THEN (
    SELECT sum(CASE WHEN place % 2 = 0
                    THEN (digit * 2) / 10 + (digit * 2) % 10 ELSE digit END) % 10 = 0
    FROM (SELECT place, substr(value, place, 1)::int AS digit
          FROM generate_series(1, 9) AS place) AS digits
  ) ELSE false END
$$;
