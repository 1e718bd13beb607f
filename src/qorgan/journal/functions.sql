-- The only way into the journal. Web, worker and journal may call it; nobody may change or delete what it wrote.
CREATE OR REPLACE FUNCTION journal_append(body text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  said jsonb := body::jsonb;
  of_stream uuid := (said->>'subject')::uuid;
  head journal_head%ROWTYPE;
BEGIN
  UPDATE journal_head h SET seq = h.seq + 1, previous = h.hash, changed_at = (said->>'at')::timestamptz,
      hash = sha256(h.hash || int8send(h.seq + 1) || convert_to(body, 'UTF8'))
    WHERE stream = of_stream RETURNING * INTO head;
  IF NOT FOUND THEN
    INSERT INTO journal_head AS h (stream, seq, previous, hash, changed_at)
      VALUES (of_stream, 1, decode(repeat('00', 32), 'hex'),
              sha256(decode(repeat('00', 32), 'hex') || int8send(1) || convert_to(body, 'UTF8')),
              (said->>'at')::timestamptz)
      ON CONFLICT (stream) DO UPDATE SET seq = h.seq + 1, previous = h.hash, changed_at = excluded.changed_at,
        hash = sha256(h.hash || int8send(h.seq + 1) || convert_to(body, 'UTF8'))
      RETURNING * INTO head;
  END IF;
  INSERT INTO journal_entry (stream, seq, at, verb, actor, role, about, body, previous, hash)
    VALUES (of_stream, head.seq, (said->>'at')::timestamptz, said->>'verb', (said->>'actor')::uuid, said->>'role',
            ARRAY(SELECT jsonb_array_elements_text(said->'about')::uuid), body, head.previous, head.hash);
  RETURN head.seq;
END $$;

CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER IF EXISTS journal_entry_stays ON journal_entry;
CREATE TRIGGER journal_entry_stays BEFORE UPDATE OR DELETE ON journal_entry
  FOR EACH ROW EXECUTE FUNCTION journal_refuse();
DROP TRIGGER IF EXISTS journal_entry_whole ON journal_entry;
CREATE TRIGGER journal_entry_whole BEFORE TRUNCATE ON journal_entry
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
DROP TRIGGER IF EXISTS journal_seal_stays ON journal_seal;
CREATE TRIGGER journal_seal_stays BEFORE UPDATE OR DELETE ON journal_seal
  FOR EACH ROW EXECUTE FUNCTION journal_refuse();

REVOKE ALL ON FUNCTION journal_append(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal_append(text) TO qorgan_web, qorgan_worker, qorgan_journal;
