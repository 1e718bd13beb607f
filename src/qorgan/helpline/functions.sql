-- How a child comes back, and what a child may learn of the queue. Web has no right on the two tables behind: only these
-- functions reach them, each for the one conversation of the bearer, or by a hash of 256 random bits.
CREATE SEQUENCE IF NOT EXISTS helpline_thread_number START 1001;
CREATE SEQUENCE IF NOT EXISTS helpline_contact_number START 1001;
GRANT USAGE ON SEQUENCE helpline_thread_number, helpline_contact_number TO qorgan_web, qorgan_worker;

CREATE OR REPLACE FUNCTION helpline_key_open(made bytea, expires timestamptz, earlier boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ INSERT INTO helpline_doorkey (digest, thread_id, opened_at, until, may_see_earlier)
   SELECT made, qorgan_bearer(), now(), expires, earlier WHERE qorgan_bearer() IS NOT NULL $$;

CREATE OR REPLACE FUNCTION helpline_key_find(held bytea) RETURNS TABLE (thread_id uuid, may_see_earlier boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT k.thread_id, k.may_see_earlier FROM helpline_doorkey k JOIN helpline_thread t ON t.id = k.thread_id
   WHERE k.digest = held AND k.until > now() AND t.state <> 'destroyed' $$;

CREATE OR REPLACE FUNCTION helpline_key_show_earlier(held bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE helpline_doorkey SET may_see_earlier = true WHERE digest = held AND thread_id = qorgan_bearer() $$;

CREATE OR REPLACE FUNCTION helpline_key_close(held bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ DELETE FROM helpline_doorkey WHERE digest = held $$;

CREATE OR REPLACE FUNCTION helpline_code_keep(asked bytea, hashed text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF qorgan_bearer() IS NULL THEN RETURN false; END IF;
  DELETE FROM helpline_returncode WHERE thread_id = qorgan_bearer();
  INSERT INTO helpline_returncode (locator, thread_id, secret, made_at, failures)
    VALUES (asked, qorgan_bearer(), hashed, now(), 0) ON CONFLICT (locator) DO NOTHING;
  RETURN FOUND;
END $$;

CREATE OR REPLACE FUNCTION helpline_code_find(asked bytea)
RETURNS TABLE (thread_id uuid, secret varchar, locked_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT c.thread_id, c.secret, c.locked_until FROM helpline_returncode c JOIN helpline_thread t ON t.id = c.thread_id
   WHERE c.locator = asked AND c.destroyed_at IS NULL AND t.state <> 'destroyed' $$;

-- From the fifth wrong secret on, the locator rests: 1, 2, 4 … at most 64 minutes. Its owner's open pages go on working.
CREATE OR REPLACE FUNCTION helpline_code_failed(asked bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE helpline_returncode SET failures = failures + 1,
     locked_until = CASE WHEN failures >= 4 THEN now() + make_interval(mins => (2 ^ least(failures - 4, 6))::int) END
   WHERE locator = asked $$;

CREATE OR REPLACE FUNCTION helpline_code_used(asked bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE helpline_returncode SET failures = 0, locked_until = NULL WHERE locator = asked $$;

CREATE OR REPLACE FUNCTION helpline_code_destroy() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ DELETE FROM helpline_returncode WHERE thread_id = qorgan_bearer() $$;

CREATE OR REPLACE FUNCTION helpline_keys_end(but bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ DELETE FROM helpline_doorkey WHERE thread_id = qorgan_bearer() AND digest IS DISTINCT FROM but $$;

-- What the child is told: the own place, how many counsellors are there, and how long the last twenty waited (median).
-- Whole numbers only; nothing of any other conversation.
CREATE OR REPLACE FUNCTION helpline_queue_place()
RETURNS TABLE (place bigint, on_shift bigint, median_seconds integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH me AS (SELECT * FROM helpline_thread WHERE id = qorgan_bearer() AND state = 'waiting')
  SELECT
    (SELECT count(*) + 1 FROM helpline_thread o
      WHERE o.organisation_id = me.organisation_id AND o.state = 'waiting' AND o.id <> me.id
        AND (NOT o.is_raised, o.queued_at, o.number) < (NOT me.is_raised, me.queued_at, me.number)),
    (SELECT count(*) FROM helpline_shift s
      WHERE s.organisation_id = me.organisation_id AND s.duty = 'on' AND s.seen_at > now() - interval '2 minutes'),
    (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY waited)::integer FROM (
      SELECT extract(epoch FROM t.taken_at - t.queued_at) AS waited FROM helpline_thread t
      WHERE t.organisation_id = me.organisation_id AND t.taken_at > now() - interval '12 hours' AND t.taken_at >= t.queued_at
      ORDER BY t.taken_at DESC LIMIT 20) last)
  FROM me $$;

-- The wall board: figures of one's own line, no conversation, for whoever may see the board.
CREATE OR REPLACE FUNCTION helpline_board(zone text)
RETURNS TABLE (waiting bigint, late bigint, raised bigint, longest_since timestamptz, next_due timestamptz, held bigint,
               opened_today bigint, answered_today bigint, abandoned_today bigint, median_seconds integer, p90_seconds integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH line AS (SELECT * FROM helpline_thread WHERE organisation_id IN (SELECT qorgan_organisations())
                AND qorgan_may('helpline.board.read')),
       today AS (SELECT * FROM line WHERE queued_at >= date_trunc('day', now(), zone)),
       waits AS (SELECT extract(epoch FROM taken_at - queued_at) AS waited FROM today WHERE taken_at >= queued_at)
  SELECT (SELECT count(*) FROM line WHERE state = 'waiting'),
         (SELECT count(*) FROM line WHERE state = 'waiting' AND first_read_at IS NULL AND read_by < now()),
         (SELECT count(*) FROM line WHERE state = 'waiting' AND is_raised),
         (SELECT min(queued_at) FROM line WHERE state = 'waiting'),
         (SELECT min(read_by) FROM line WHERE state = 'waiting' AND first_read_at IS NULL),
         (SELECT count(*) FROM line WHERE state = 'taken'),
         (SELECT count(*) FROM today),
         (SELECT count(*) FROM today WHERE answered_at IS NOT NULL),
         (SELECT count(*) FROM today WHERE state = 'ended' AND answered_at IS NULL),
         (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY waited)::integer FROM waits),
         (SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY waited)::integer FROM waits) $$;

-- Keys of pages that were never left go too; only the sweeper may ask.
CREATE OR REPLACE FUNCTION helpline_keys_forget() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH gone AS (DELETE FROM helpline_doorkey WHERE until < now() AND qorgan_is_system() RETURNING 1)
  SELECT count(*) FROM gone $$;
