"""Rules between rows, held by PostgreSQL whoever writes: form, import or SQL."""

from django.db import migrations

EPCI_IS_EPCI = """
CREATE FUNCTION passerelles_check_epci() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.epci_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM cooperation_collectivity
      WHERE id = NEW.epci_id AND kind = 'epci') THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'cooperation_collectivity_epci_is_epci',
      MESSAGE = 'The epci of a commune must be an EPCI.';
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.kind = 'epci' AND NEW.kind <> 'epci' AND EXISTS (
      SELECT 1 FROM cooperation_collectivity WHERE epci_id = NEW.id) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'cooperation_collectivity_epci_is_epci',
      MESSAGE = 'An EPCI with communes stays an EPCI.';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cooperation_collectivity_epci_is_epci
  AFTER INSERT OR UPDATE OF epci_id, kind ON cooperation_collectivity
  DEFERRABLE INITIALLY IMMEDIATE
  FOR EACH ROW EXECUTE FUNCTION passerelles_check_epci();
"""

PLACE_IN_COUNTRY = """
CREATE FUNCTION passerelles_check_place_country() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.place_id IS NOT NULL AND NEW.country_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM cooperation_place
      WHERE id = NEW.place_id AND country_id = NEW.country_id) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = TG_TABLE_NAME || '_place_in_country',
      MESSAGE = 'The place lies in another country.';
  END IF;
  RETURN NULL;
END $$;
"""

PLACE_TRIGGER = """
CREATE CONSTRAINT TRIGGER {table}_place_in_country
  AFTER INSERT OR UPDATE OF place_id, country_id ON {table}
  FOR EACH ROW EXECUTE FUNCTION passerelles_check_place_country();
"""

FORMER_SLUG = """
CREATE FUNCTION passerelles_keep_former_slug() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO cooperation_formerslug ("table", slug, object_id, left_at)
  VALUES (TG_TABLE_NAME, OLD.slug, OLD.id, now())
  ON CONFLICT ("table", slug)
    DO UPDATE SET object_id = EXCLUDED.object_id, left_at = EXCLUDED.left_at;
  RETURN NULL;
END $$;
"""

SLUG_TRIGGER = """
CREATE TRIGGER {table}_former_slug AFTER UPDATE OF slug ON {table}
  FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug)
  EXECUTE FUNCTION passerelles_keep_former_slug();
"""

PLACED = ["cooperation_location", "cooperation_agreement", "cooperation_partner"]
SLUGGED = [
    "cooperation_collectivity",
    "cooperation_partner",
    "cooperation_agreement",
    "cooperation_action",
]


def on_each(trigger: str, name: str, tables: list[str]) -> migrations.RunSQL:
    """Give the operation that puts one trigger on several tables."""
    return migrations.RunSQL(
        "".join(trigger.format(table=table) for table in tables),
        "".join(f"DROP TRIGGER {table}_{name} ON {table};" for table in tables),
    )


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0002_directory")]

    operations = [
        migrations.RunSQL(
            EPCI_IS_EPCI,
            "DROP TRIGGER cooperation_collectivity_epci_is_epci "
            "ON cooperation_collectivity; DROP FUNCTION passerelles_check_epci()",
        ),
        migrations.RunSQL(
            PLACE_IN_COUNTRY, "DROP FUNCTION passerelles_check_place_country()"
        ),
        on_each(PLACE_TRIGGER, "place_in_country", PLACED),
        migrations.RunSQL(FORMER_SLUG, "DROP FUNCTION passerelles_keep_former_slug()"),
        on_each(SLUG_TRIGGER, "former_slug", SLUGGED),
    ]
