"""SQL functions that columns and constraints of the next migration are made of."""

from django.db import migrations

UNACCENT = r"""
CREATE FUNCTION passerelles_unaccent(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT translate(
    replace(replace(replace(replace(replace(replace(
      regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g'),
      'œ', 'oe'), 'Œ', 'OE'), 'æ', 'ae'), 'Æ', 'AE'), 'ß', 'ss'), 'þ', 'th'),
    'øØłŁđĐðÐıħŧ’‘ʼ′', 'oOlLdDdDiht''''''''')
$$
"""

NAME_KEY = r"""
CREATE FUNCTION passerelles_name_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(
    translate(passerelles_unaccent(value),
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
    '[\x01-\x2f\x3a-\x60\x7b-\x7f\u0080-\u00bf\u2000-\u206f\u3000-\u303f]+',
    ' ', 'g'))
$$
"""

SIREN_IS_VALID = r"""
CREATE FUNCTION passerelles_siren_is_valid(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN value ~ '^[0-9]{9}$' THEN (
    SELECT sum(CASE WHEN place % 2 = 0
                    THEN (digit * 2) / 10 + (digit * 2) % 10 ELSE digit END) % 10 = 0
    FROM (SELECT place, substr(value, place, 1)::int AS digit
          FROM generate_series(1, 9) AS place) AS digits
  ) ELSE false END
$$
"""


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.RunSQL(UNACCENT, "DROP FUNCTION passerelles_unaccent(text)"),
        migrations.RunSQL(NAME_KEY, "DROP FUNCTION passerelles_name_key(text)"),
        migrations.RunSQL(
            SIREN_IS_VALID, "DROP FUNCTION passerelles_siren_is_valid(text)"
        ),
    ]
