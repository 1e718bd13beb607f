-- One request of a key: counted before it is answered, in one statement, so that fifty at once count as fifty. The bucket
-- holds `burst` requests and fills by `per_minute`. Gives the seconds to wait (0: go on). The day of the last use is kept.
CREATE OR REPLACE FUNCTION staff_api_request(asked uuid, per_minute double precision, burst double precision)
RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
  has double precision;
  before timestamptz;
BEGIN
  INSERT INTO staff_apiallowance (key_id, "left", counted_at) VALUES (asked, burst, clock_timestamp()) ON CONFLICT DO NOTHING;
  SELECT "left", counted_at INTO has, before FROM staff_apiallowance WHERE key_id = asked FOR UPDATE;
  has := least(burst, has + per_minute / 60 * greatest(0, extract(epoch FROM clock_timestamp() - before)));
  UPDATE staff_apiallowance SET "left" = CASE WHEN has >= 1 THEN has - 1 ELSE has END, counted_at = clock_timestamp()
    WHERE key_id = asked;
  UPDATE staff_apikey SET last_used_on = current_date WHERE id = asked AND last_used_on IS DISTINCT FROM current_date;
  RETURN CASE WHEN has >= 1 THEN 0 ELSE (1 - has) * 60 / per_minute END;
END $$;
