"""Let a backup be restored: pg_restore fills tables without a search path.

The key of a name is a generated column; the function behind it must therefore say
where the function is that it calls.
"""

from django.db import migrations

NAME_KEY = r"""
CREATE OR REPLACE FUNCTION passerelles_name_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(
    translate({schema}passerelles_unaccent(value),
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
    '[\x01-\x2f\x3a-\x60\x7b-\x7f\u0080-\u00bf\u2000-\u206f\u3000-\u303f]+',
    ' ', 'g'))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0017_closed_collectivities")]

    operations = [
        migrations.RunSQL(
            NAME_KEY.replace("{schema}", "public."), NAME_KEY.replace("{schema}", "")
        )
    ]
