-- What the database itself refuses, whatever the program says.

-- The party rule: a standing in a party's organisation is marked, and the check constraint "no_party_sees_a_child" of
-- access_standing refuses it where its role shows a child.
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
  UPDATE access_standing SET in_party = in_party WHERE account_id IS NOT NULL;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS staff_party_changed ON organisations_organisation;
CREATE TRIGGER staff_party_changed AFTER UPDATE OF kind_id ON organisations_organisation
  FOR EACH STATEMENT EXECUTE FUNCTION staff_party_changed();
DROP TRIGGER IF EXISTS staff_party_changed ON organisations_organisationkind;
CREATE TRIGGER staff_party_changed AFTER UPDATE OF is_party ON organisations_organisationkind
  FOR EACH STATEMENT EXECUTE FUNCTION staff_party_changed();

-- What a database is for is said once.
CREATE OR REPLACE FUNCTION staff_installation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what a database is for is never changed: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER IF EXISTS staff_installation_stays ON staff_installation;
CREATE TRIGGER staff_installation_stays BEFORE UPDATE OR DELETE ON staff_installation
  FOR EACH ROW EXECUTE FUNCTION staff_installation_stays();
DROP TRIGGER IF EXISTS staff_installation_whole ON staff_installation;
CREATE TRIGGER staff_installation_whole BEFORE TRUNCATE ON staff_installation
  FOR EACH STATEMENT EXECUTE FUNCTION staff_installation_stays();

-- An invented account, whose password is printed, cannot exist among real ones; no account changes from one to the other.
CREATE OR REPLACE FUNCTION staff_account_demo() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.is_demo IS DISTINCT FROM OLD.is_demo THEN
    RAISE EXCEPTION 'an account is invented or real for good' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'an_account_stays_what_it_is';
  END IF;
  IF NEW.is_demo AND NOT EXISTS (SELECT 1 FROM staff_installation WHERE kind IN ('demo', 'training')) THEN
    RAISE EXCEPTION 'an invented account belongs to a database of invented data' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'no_demo_account_among_real_ones';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS staff_account_demo ON staff_account;
CREATE TRIGGER staff_account_demo BEFORE INSERT OR UPDATE OF is_demo ON staff_account
  FOR EACH ROW EXECUTE FUNCTION staff_account_demo();

-- What the country pack says of a role holds for every membership: in which kinds of organisation it may be held, which
-- roles nobody holds together with it, and whether the number in the state register must have been checked.
CREATE OR REPLACE FUNCTION staff_membership_rules() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  asked access_role%ROWTYPE;
  kind text := (SELECT kind_id FROM organisations_organisation WHERE id = NEW.organisation_id);
BEGIN
  PERFORM 1 FROM staff_account WHERE id = NEW.account_id FOR UPDATE;
  SELECT * INTO asked FROM access_role WHERE key = NEW.role_id;
  IF NEW.organisation_id IS NULL AND asked.shows_child THEN
    RAISE EXCEPTION 'a role that shows a child is held in an organisation' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'a_child_is_seen_in_an_organisation';
  END IF;
  IF kind IS NOT NULL AND cardinality(asked.held_in) > 0 AND NOT kind = ANY(asked.held_in) THEN
    RAISE EXCEPTION 'this role is not held in this kind of organisation' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'a_role_is_held_where_it_belongs';
  END IF;
  IF EXISTS (SELECT 1 FROM staff_rolerule r JOIN staff_account a ON a.id = NEW.account_id
             WHERE r.role_id = NEW.role_id AND r.needs_register_number AND a.register_checked_on IS NULL) THEN
    RAISE EXCEPTION 'the number in the register was not checked' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'a_register_number_was_checked';
  END IF;
  IF EXISTS (SELECT 1 FROM staff_membership m LEFT JOIN staff_rolerule r ON r.role_id = m.role_id
             LEFT JOIN staff_rolerule own ON own.role_id = NEW.role_id
             WHERE m.account_id = NEW.account_id AND m.id <> NEW.id AND m.valid && NEW.valid
               AND (NEW.role_id = ANY(r.not_together_with) OR m.role_id = ANY(own.not_together_with))) THEN
    RAISE EXCEPTION 'nobody holds these two roles' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'some_roles_are_not_held_together';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS staff_membership_rules ON staff_membership;
CREATE TRIGGER staff_membership_rules BEFORE INSERT OR UPDATE OF role_id, organisation_id, account_id ON staff_membership
  FOR EACH ROW EXECUTE FUNCTION staff_membership_rules();

-- A failure is counted before it is judged, in one statement, so that fifty at once count as fifty. Gives the seconds to
-- wait (0: go on). The first `free` failures cost nothing, then the wait doubles from `shortest` up to `longest`; a
-- counter that was not touched for `forgotten` seconds begins anew. A refused attempt does not lengthen the wait.
CREATE OR REPLACE FUNCTION staff_attempt(key bytea, moment timestamptz, free int, shortest double precision,
                                         longest double precision, forgotten double precision)
RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
  found staff_attempt%ROWTYPE;
  count int;
BEGIN
  INSERT INTO staff_attempt (bucket, failures, last_at, waits_until) VALUES (key, 0, moment, moment)
    ON CONFLICT (bucket) DO NOTHING;
  SELECT * INTO found FROM staff_attempt WHERE bucket = key FOR UPDATE;
  IF found.waits_until > moment THEN
    RETURN extract(epoch FROM found.waits_until - moment);
  END IF;
  count := CASE WHEN found.last_at < moment - make_interval(secs => forgotten) THEN 1 ELSE found.failures + 1 END;
  UPDATE staff_attempt SET failures = count, last_at = moment, waits_until = CASE
      WHEN count <= free THEN moment
      ELSE moment + make_interval(secs => least(longest, shortest * 2 ^ least(count - free - 1, 30))) END
    WHERE bucket = key;
  RETURN 0;
END $$;
