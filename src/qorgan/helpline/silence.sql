-- How many children wait too long for whoever holds their conversation, and since when: figures of one's own line for the
-- wall board. `later` than this is silence; without a limit nothing is counted.
CREATE OR REPLACE FUNCTION helpline_silence(later interval) RETURNS TABLE (silent bigint, silent_since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*), min(greatest(unanswered_since, taken_at)) FROM helpline_thread
  WHERE organisation_id IN (SELECT qorgan_organisations()) AND qorgan_may('helpline.board.read')
    AND state = 'taken' AND greatest(unanswered_since, taken_at) < now() - later AND unanswered_since IS NOT NULL $$;
