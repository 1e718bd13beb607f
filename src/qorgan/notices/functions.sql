-- What a visitor with a one-time link may learn and change, found by the hash of its token or of its pass; nothing else.
CREATE OR REPLACE FUNCTION notices_link_find(asked bytea)
RETURNS TABLE (id uuid, subject uuid, purpose varchar, factor varchar, code bytea, code_until timestamptz, failures smallint,
               until timestamptz, opened_at timestamptz, language varchar, codes_sent smallint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT l.id, l.subject, l.purpose, l.factor, l.code, l.code_until, l.failures, l.until, l.opened_at, l.language, l.codes_sent
   FROM notices_onetimelink l WHERE l.token = asked AND l.withdrawn_at IS NULL $$;

-- A wrong code is counted before the answer goes out, and under the row's lock: two at once count as two.
CREATE OR REPLACE FUNCTION notices_link_failed(asked bytea) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE notices_onetimelink SET failures = failures + 1 WHERE token = asked AND failures < 100 RETURNING failures $$;

CREATE OR REPLACE FUNCTION notices_link_open(asked bytea, passed bytea, pass_ends timestamptz, most integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE notices_onetimelink SET opened_at = now(), pass_hash = passed, pass_until = pass_ends, code = NULL
    WHERE token = asked AND opened_at IS NULL AND until > now() AND withdrawn_at IS NULL AND failures < most;
  RETURN FOUND;
END $$;

CREATE OR REPLACE FUNCTION notices_link_code(asked bytea, hashed bytea, ends timestamptz, most integer)
RETURNS TABLE (id uuid, subject uuid, holder_kind varchar, holder uuid, language varchar, codes_sent smallint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE notices_onetimelink l SET code = hashed, code_until = ends, codes_sent = l.codes_sent + 1
   WHERE l.token = asked AND l.opened_at IS NULL AND l.until > now() AND l.withdrawn_at IS NULL AND l.codes_sent < most
   RETURNING l.id, l.subject, l.holder_kind, l.holder, l.language, l.codes_sent $$;

CREATE OR REPLACE FUNCTION notices_link_pass(passed bytea) RETURNS TABLE (id uuid, subject uuid, purpose varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT l.id, l.subject, l.purpose FROM notices_onetimelink l
   WHERE l.pass_hash = passed AND l.pass_until > now() AND l.withdrawn_at IS NULL $$;

CREATE OR REPLACE FUNCTION notices_link_close(passed bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE notices_onetimelink SET pass_hash = NULL, pass_until = NULL WHERE pass_hash = passed $$;

-- Receivers that asked for an event, for whoever causes it: ids only, under no row security, no address and no key.
CREATE OR REPLACE FUNCTION notices_endpoints_for(asked varchar, house uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT id FROM notices_endpoint WHERE organisation = house AND is_on AND asked = ANY(events) $$;
