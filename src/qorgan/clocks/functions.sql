-- The one clock that limits are measured by is the database's; tests put another function in its place.
CREATE SEQUENCE IF NOT EXISTS clocks_clock_number START 1001;
GRANT USAGE ON SEQUENCE clocks_clock_number TO qorgan_web, qorgan_worker;

CREATE OR REPLACE FUNCTION clocks_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT clock_timestamp() $$;
