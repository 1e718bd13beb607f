-- The address of a confidential site never stands in clear: not by a slip of the program, not by a change of kind.
CREATE OR REPLACE FUNCTION organisations_no_clear_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.address <> '' AND (SELECT confidential_site FROM organisations_organisationkind WHERE key = NEW.kind_id) THEN
    RAISE EXCEPTION 'the address of a confidential site is sealed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS no_clear_address ON organisations_organisation;
CREATE TRIGGER no_clear_address BEFORE INSERT OR UPDATE OF address, kind_id ON organisations_organisation
  FOR EACH ROW EXECUTE FUNCTION organisations_no_clear_address();
