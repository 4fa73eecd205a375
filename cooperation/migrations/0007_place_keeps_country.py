"""A place does not leave the country under which sheets know it."""

from django.db import migrations

PLACE_KEEPS_COUNTRY = """
CREATE FUNCTION passerelles_check_place_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM cooperation_location
             WHERE place_id = NEW.id AND country_id <> NEW.country_id)
  OR EXISTS (SELECT 1 FROM cooperation_agreement
             WHERE place_id = NEW.id AND country_id <> NEW.country_id)
  OR EXISTS (SELECT 1 FROM cooperation_partner
             WHERE place_id = NEW.id AND country_id <> NEW.country_id) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'cooperation_place_keeps_country',
      MESSAGE = 'Sheets name this place beside another country.';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cooperation_place_keeps_country
  AFTER UPDATE OF country_id ON cooperation_place
  DEFERRABLE INITIALLY IMMEDIATE
  FOR EACH ROW WHEN (OLD.country_id IS DISTINCT FROM NEW.country_id)
  EXECUTE FUNCTION passerelles_check_place_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0006_stricter_rules")]

    operations = [
        migrations.RunSQL(
            PLACE_KEEPS_COUNTRY,
            "DROP TRIGGER cooperation_place_keeps_country ON cooperation_place;"
            "DROP FUNCTION passerelles_check_place_stays()",
        ),
    ]
