-- The open dangers of one's own line for the wall board, level by level: how many, how many nobody has taken, since when the oldest
-- of those waits and until when a body is to answer it. Numbers and moments only, for whoever may see the board.
CREATE OR REPLACE FUNCTION intake_board()
RETURNS TABLE (level smallint, open bigint, untaken bigint, untaken_since timestamptz, due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH line AS (SELECT d.id, d.level, d.state, d.opened_at FROM intake_danger d
                WHERE d.organisation_id IN (SELECT qorgan_organisations()) AND qorgan_may('helpline.board.read')
                  AND d.state <> 'closed' AND d.level > 0),
       oldest AS (SELECT DISTINCT ON (level) level, id, opened_at FROM line WHERE state = 'open' ORDER BY level, opened_at, id)
  SELECT l.level, count(*), count(*) FILTER (WHERE l.state = 'open'), min(o.opened_at), min(c.due_at)
  FROM line l LEFT JOIN oldest o ON o.level = l.level
  LEFT JOIN clocks_clock c ON c.subject = o.id AND c.kind = 'intake.acknowledgement' AND c.state <> 'ended'
  GROUP BY l.level ORDER BY l.level DESC $$;
