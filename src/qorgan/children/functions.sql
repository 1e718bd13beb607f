-- Who the granted subjects turned out to be: a grant of a record that was joined with another is a grant of the record that
-- stands for the child. SECURITY DEFINER, because the wall of the table itself asks.
CREATE OR REPLACE FUNCTION children_granted() RETURNS SETOF uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT c.survivor_id FROM children_child c WHERE c.id IN (SELECT qorgan_granted()) $$;
