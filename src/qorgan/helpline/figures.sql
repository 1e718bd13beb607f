-- Figures of a line for a period, for whoever may see figures: counts by code, seconds of waiting; no conversation, no child.
-- Who works at a line sees that line; an observer, who works at none, the totals of all. `question` and `dangerous` are the
-- question of the contact record and the answers that mean danger, as the country pack names them.
CREATE OR REPLACE FUNCTION helpline_figures(since timestamptz, before timestamptz, zone text, question text, dangerous text[])
RETURNS TABLE (kind text, code text, amount bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH line AS (SELECT h.organisation_id FROM helpline_helpline h WHERE qorgan_may('helpline.figures.read') AND (
                  h.organisation_id IN (SELECT qorgan_organisations()) OR NOT EXISTS (
                    SELECT 1 FROM helpline_helpline o WHERE o.organisation_id IN (SELECT qorgan_organisations())))),
       c AS (SELECT * FROM helpline_contact WHERE organisation_id IN (SELECT organisation_id FROM line)
             AND began_at >= since AND began_at < before),
       t AS (SELECT *, extract(epoch FROM taken_at - queued_at) AS waited FROM helpline_thread
             WHERE organisation_id IN (SELECT organisation_id FROM line) AND queued_at >= since AND queued_at < before),
       danger AS (SELECT c.language, t.flag_reasons FROM c JOIN helpline_thread t ON t.id = c.thread_id
                  WHERE c.plain->>question = ANY(dangerous))
  SELECT 'contacts', '', count(*) FROM c
  UNION ALL SELECT 'channel', channel, count(*) FROM c GROUP BY channel
  UNION ALL SELECT 'call_type', call_type, count(*) FROM c WHERE call_type <> '' GROUP BY call_type
  UNION ALL SELECT 'category', named, count(*) FROM c, unnest(categories) named GROUP BY named
  UNION ALL SELECT 'language', language, count(*) FROM c GROUP BY language
  UNION ALL SELECT 'region', region, count(*) FROM c WHERE region <> '' GROUP BY region
  UNION ALL SELECT 'week', to_char(date_trunc('week', began_at AT TIME ZONE zone), 'YYYY-MM-DD'), count(*) FROM c GROUP BY 2
  UNION ALL SELECT 'threads', '', count(*) FROM t
  UNION ALL SELECT 'read', '', count(first_read_at) FROM t
  UNION ALL SELECT 'in_time', '', count(*) FILTER (WHERE first_read_at <= read_by) FROM t
  UNION ALL SELECT 'answered', '', count(answered_at) FROM t
  UNION ALL SELECT 'abandoned', '', count(*) FILTER (WHERE state = 'ended' AND answered_at IS NULL) FROM t
  UNION ALL SELECT 'wait_half', '', percentile_cont(0.5) WITHIN GROUP (ORDER BY waited)::bigint FROM t WHERE waited >= 0
  UNION ALL SELECT 'wait_95', '', percentile_cont(0.95) WITHIN GROUP (ORDER BY waited)::bigint FROM t WHERE waited >= 0
  UNION ALL SELECT 'danger', language, count(*) FROM danger GROUP BY language
  UNION ALL SELECT 'danger_unflagged', language, count(*) FROM danger WHERE flag_reasons = '{}' GROUP BY language $$;
