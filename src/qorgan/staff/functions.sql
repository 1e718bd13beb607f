-- The party rule, kept by the database: a standing in a party's organisation is marked, and the check constraint
-- "no_party_sees_a_child" of access_standing refuses it where its role shows a child.
CREATE OR REPLACE FUNCTION staff_standing_party() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  NEW.in_party := EXISTS (
    SELECT 1 FROM organisations_organisation o JOIN organisations_organisationkind k ON k.key = o.kind_id
    WHERE o.id = ANY(NEW.organisations) AND k.is_party);
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS staff_standing_party ON access_standing;
CREATE TRIGGER staff_standing_party BEFORE INSERT OR UPDATE ON access_standing
  FOR EACH ROW EXECUTE FUNCTION staff_standing_party();

-- An organisation that becomes a party, or a kind that is declared one: the standings are marked anew, and the change
-- fails where one of them shows a child.
CREATE OR REPLACE FUNCTION staff_party_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE access_standing SET in_party = in_party WHERE account_id IS NOT NULL AND upper_inf(valid) IS NOT NULL;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS staff_party_changed ON organisations_organisation;
CREATE TRIGGER staff_party_changed AFTER UPDATE OF kind_id ON organisations_organisation
  FOR EACH STATEMENT EXECUTE FUNCTION staff_party_changed();
DROP TRIGGER IF EXISTS staff_party_changed ON organisations_organisationkind;
CREATE TRIGGER staff_party_changed AFTER UPDATE OF is_party ON organisations_organisationkind
  FOR EACH STATEMENT EXECUTE FUNCTION staff_party_changed();
