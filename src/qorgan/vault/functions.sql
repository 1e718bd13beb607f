-- The only ways into the table of look-ups. Reading goes through vault_find, which is built after every migration from what
-- the rooms declare (qorgan.vault.lookup.findable). Writing needs an actor, as everywhere.
CREATE OR REPLACE FUNCTION vault_actor_needed() RETURNS void LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
BEGIN
  IF qorgan_standing() IS NULL AND qorgan_bearer() IS NULL THEN
    RAISE EXCEPTION 'look-ups are written by an actor' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION vault_remember(of_kind text, digests bytea[], of_subject uuid, under_root text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM vault_actor_needed();
  DELETE FROM vault_lookup WHERE subject = of_subject AND kind = of_kind AND NOT digest = ANY(digests);
  INSERT INTO vault_lookup (kind, digest, subject, root)
    SELECT of_kind, d, of_subject, under_root FROM unnest(digests) AS d
    ON CONFLICT (kind, digest, subject) DO NOTHING;
END $$;

CREATE OR REPLACE FUNCTION vault_forget(of_subject uuid, of_kind text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM vault_actor_needed();
  DELETE FROM vault_lookup WHERE subject = of_subject AND (of_kind IS NULL OR kind = of_kind);
END $$;

CREATE OR REPLACE FUNCTION vault_outdated(of_kind text, newest_root text, at_most integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT subject FROM vault_lookup
   WHERE kind = of_kind AND root <> newest_root AND qorgan_is_system() LIMIT at_most
$$;

-- What was shredded stays shredded: no row of a key comes back to life by an UPDATE.
CREATE OR REPLACE FUNCTION vault_stays_shredded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a shredded key stays shredded' USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER IF EXISTS vault_stays_shredded ON vault_datakey;
CREATE TRIGGER vault_stays_shredded BEFORE UPDATE ON vault_datakey FOR EACH ROW
  WHEN (OLD.shredded_at IS NOT NULL AND (NEW.shredded_at IS NULL OR NEW.wrapped IS NOT NULL))
  EXECUTE FUNCTION vault_stays_shredded();

REVOKE ALL ON FUNCTION vault_remember(text, bytea[], uuid, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION vault_forget(uuid, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION vault_outdated(text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault_remember(text, bytea[], uuid, text) TO qorgan_web, qorgan_worker;
GRANT EXECUTE ON FUNCTION vault_forget(uuid, text) TO qorgan_web, qorgan_worker;
GRANT EXECUTE ON FUNCTION vault_outdated(text, text, integer) TO qorgan_worker;
