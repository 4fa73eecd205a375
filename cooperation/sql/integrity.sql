-- Rules between rows, held whoever writes: form, import or SQL (decision 0004).
-- They raise what a CHECK would, with the name of the rule as the constraint's.

-- The EPCI of a commune is an EPCI, and stays one as long as it has communes.
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

-- A place lies in the country named beside it.
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
CREATE CONSTRAINT TRIGGER cooperation_location_place_in_country
  AFTER INSERT OR UPDATE OF place_id, country_id ON cooperation_location
  FOR EACH ROW EXECUTE FUNCTION passerelles_check_place_country();
CREATE CONSTRAINT TRIGGER cooperation_agreement_place_in_country
  AFTER INSERT OR UPDATE OF place_id, country_id ON cooperation_agreement
  FOR EACH ROW EXECUTE FUNCTION passerelles_check_place_country();
CREATE CONSTRAINT TRIGGER cooperation_partner_place_in_country
  AFTER INSERT OR UPDATE OF place_id, country_id ON cooperation_partner
  FOR EACH ROW EXECUTE FUNCTION passerelles_check_place_country();

-- A place does not leave the country under which entries know it.
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
      MESSAGE = 'Entries name this place beside another country.';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cooperation_place_keeps_country
  AFTER UPDATE OF country_id ON cooperation_place
  DEFERRABLE INITIALLY IMMEDIATE
  FOR EACH ROW WHEN (OLD.country_id IS DISTINCT FROM NEW.country_id)
  EXECUTE FUNCTION passerelles_check_place_stays();
