-- Sites of a kind of organisation with a confidential site are confidential, whatever the program says; and where a
-- confidential site stands never reaches a finer unit than a district.
CREATE OR REPLACE FUNCTION directory_confidential_site() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT NEW.is_confidential AND (
      SELECT k.confidential_site FROM organisations_organisation o JOIN organisations_organisationkind k ON k.key = o.kind_id
      WHERE o.id = NEW.organisation_id) THEN
    RAISE EXCEPTION 'a site of this kind of organisation is confidential' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.is_confidential AND (SELECT level FROM places_place WHERE id = NEW.place_id) > 2 THEN
    RAISE EXCEPTION 'a confidential site is known by its district' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS confidential_site ON directory_location;
CREATE TRIGGER confidential_site BEFORE INSERT OR UPDATE ON directory_location
  FOR EACH ROW EXECUTE FUNCTION directory_confidential_site();

-- A sealed site belongs to the organisation of its site: the wall asks for that organisation.
CREATE OR REPLACE FUNCTION directory_sealed_site_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.organisation_id IS DISTINCT FROM (SELECT organisation_id FROM directory_location WHERE id = NEW.location_id) THEN
    RAISE EXCEPTION 'a sealed site belongs to the organisation of its site' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS sealed_site_owner ON directory_sealedsite;
CREATE TRIGGER sealed_site_owner BEFORE INSERT OR UPDATE ON directory_sealedsite
  FOR EACH ROW EXECUTE FUNCTION directory_sealed_site_owner();
