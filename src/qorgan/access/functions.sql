-- The questions that row security asks. SECURITY DEFINER with a fixed search path: they read tables that web and worker
-- may read only through them. Without a standing they answer nothing, so that no actor means no rows.
CREATE EXTENSION IF NOT EXISTS ltree;
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE OR REPLACE FUNCTION qorgan_standing() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('qorgan.standing', true), '')::uuid $$;

CREATE OR REPLACE FUNCTION qorgan_bearer() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('qorgan.bearer', true), '')::uuid $$;

CREATE OR REPLACE FUNCTION qorgan_account() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT account_id FROM access_standing WHERE id = qorgan_standing() AND valid @> now() $$;

CREATE OR REPLACE FUNCTION qorgan_may(asked text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM access_standing s JOIN access_rolepermission p ON p.role_id = s.role_id
                  WHERE s.id = qorgan_standing() AND s.valid @> now() AND p.permission = asked) $$;

CREATE OR REPLACE FUNCTION qorgan_organisations() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT unnest(organisations) FROM access_standing WHERE id = qorgan_standing() AND valid @> now() $$;

CREATE OR REPLACE FUNCTION qorgan_places() RETURNS SETOF ltree LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT unnest(places)::ltree FROM access_standing WHERE id = qorgan_standing() AND valid @> now() $$;

CREATE OR REPLACE FUNCTION qorgan_granted() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT subject FROM access_grant WHERE account_id = qorgan_account() AND valid @> now() $$;

CREATE OR REPLACE FUNCTION qorgan_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM access_standing WHERE id = qorgan_standing() AND account_id IS NULL AND valid @> now()) $$;

-- What a role shows follows from its permissions; what a standing shows follows from its role. The check constraints
-- of both tables then keep the party rule.
CREATE OR REPLACE FUNCTION access_recount_role() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE changed text := coalesce(NEW.role_id, OLD.role_id);
BEGIN
  UPDATE access_role SET shows_child = EXISTS (
    SELECT 1 FROM access_rolepermission WHERE role_id = changed AND shows_child) WHERE key = changed;
  UPDATE access_standing s SET shows_child = r.shows_child FROM access_role r
    WHERE r.key = changed AND s.role_id = changed AND s.shows_child IS DISTINCT FROM r.shows_child;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS access_recount_role ON access_rolepermission;
CREATE TRIGGER access_recount_role AFTER INSERT OR UPDATE OR DELETE ON access_rolepermission
  FOR EACH ROW EXECUTE FUNCTION access_recount_role();

CREATE OR REPLACE FUNCTION access_standing_shows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  SELECT shows_child INTO NEW.shows_child FROM access_role WHERE key = NEW.role_id;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS access_standing_shows ON access_standing;
CREATE TRIGGER access_standing_shows BEFORE INSERT OR UPDATE ON access_standing
  FOR EACH ROW EXECUTE FUNCTION access_standing_shows();
