-- Addresses that entries had are kept, to redirect from (decision 0008).
CREATE FUNCTION passerelles_keep_former_slug() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO cooperation_formerslug ("table", slug, object_id, left_at)
  VALUES (TG_TABLE_NAME, OLD.slug, OLD.id, now())
  ON CONFLICT ("table", slug)
    DO UPDATE SET object_id = EXCLUDED.object_id, left_at = EXCLUDED.left_at;
  RETURN NULL;
END $$;
CREATE TRIGGER cooperation_collectivity_former_slug
  AFTER UPDATE OF slug ON cooperation_collectivity
  FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug)
  EXECUTE FUNCTION passerelles_keep_former_slug();
CREATE TRIGGER cooperation_partner_former_slug
  AFTER UPDATE OF slug ON cooperation_partner
  FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug)
  EXECUTE FUNCTION passerelles_keep_former_slug();
CREATE TRIGGER cooperation_agreement_former_slug
  AFTER UPDATE OF slug ON cooperation_agreement
  FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug)
  EXECUTE FUNCTION passerelles_keep_former_slug();
CREATE TRIGGER cooperation_action_former_slug
  AFTER UPDATE OF slug ON cooperation_action
  FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug)
  EXECUTE FUNCTION passerelles_keep_former_slug();
