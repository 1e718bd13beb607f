-- Numbers of applications and projects; and what neither a constraint nor the row security of one table can say: the deadline
-- of the database's own clock, nothing edited after a signature, the money of the call, the order of tranches and reports.
CREATE SEQUENCE IF NOT EXISTS grants_number START 1001;
GRANT USAGE ON SEQUENCE grants_number TO qorgan_web, qorgan_worker;

CREATE OR REPLACE FUNCTION grants_application_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closes timestamptz;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN
      RAISE EXCEPTION 'an application begins as a draft' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.number, NEW.call_id, NEW.organisation_id, NEW.run_by_id) IS DISTINCT FROM (OLD.number, OLD.call_id, OLD.organisation_id, OLD.run_by_id) THEN
    RAISE EXCEPTION 'whose application it is never changes' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state <> 'draft' AND (NEW.title, NEW.summary, NEW.starts_on, NEW.ends_on, NEW.amount, NEW.place_id, NEW.version)
      IS DISTINCT FROM (OLD.title, OLD.summary, OLD.starts_on, OLD.ends_on, OLD.amount, OLD.place_id, OLD.version) THEN
    RAISE EXCEPTION 'what was signed is not edited' USING ERRCODE = 'check_violation';
  END IF;
  IF (OLD.state = 'draft') <> (NEW.state = 'draft') THEN
    SELECT c.closes_at INTO closes FROM grants_call c WHERE c.id = NEW.call_id;
    -- The owner writes demonstrations of the past and restores; whoever works is web or worker.
    IF clocks_now() > closes AND current_user IN ('qorgan_web', 'qorgan_worker') THEN
      RAISE EXCEPTION 'the call has closed' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF OLD.is_scored AND NOT NEW.is_scored AND OLD.state <> 'admitted' THEN
    RAISE EXCEPTION 'scores that were decided upon stay' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS grants_application_keep ON grants_application;
CREATE TRIGGER grants_application_keep BEFORE INSERT OR UPDATE ON grants_application
  FOR EACH ROW EXECUTE FUNCTION grants_application_keep();

CREATE OR REPLACE FUNCTION grants_call_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'prepared' AND (NEW.number, NEW.programme_id, NEW.theme_id, NEW.kind, NEW.ceiling, NEW.index_amount, NEW.closes_at,
      NEW.seed_source, NEW.criteria, NEW.ties, NEW.policy, NEW.least_points, NEW.spread, NEW.panel_size, NEW.reserve_size)
      IS DISTINCT FROM (OLD.number, OLD.programme_id, OLD.theme_id, OLD.kind, OLD.ceiling, OLD.index_amount, OLD.closes_at,
      OLD.seed_source, OLD.criteria, OLD.ties, OLD.policy, OLD.least_points, OLD.spread, OLD.panel_size, OLD.reserve_size) THEN
    RAISE EXCEPTION 'the rules of an open call are frozen' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.seed <> '' AND NEW.seed <> OLD.seed THEN
    RAISE EXCEPTION 'a draw is made once' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS grants_call_keep ON grants_call;
CREATE TRIGGER grants_call_keep BEFORE UPDATE ON grants_call FOR EACH ROW EXECUTE FUNCTION grants_call_keep();

-- Looks past row security: the money of a call is the money of all its projects.
CREATE OR REPLACE FUNCTION grants_awarded(asked uuid) RETURNS numeric LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
  'SELECT coalesce(sum(p.amount), 0) FROM grants_project p WHERE p.call_id = asked';

CREATE OR REPLACE FUNCTION grants_project_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF current_user IN ('qorgan_web', 'qorgan_worker') AND NOT qorgan_may('grants.award.decide') THEN
      RAISE EXCEPTION 'a project comes from a decision' USING ERRCODE = 'check_violation';
    END IF;
    IF grants_awarded(NEW.call_id) + NEW.amount > (SELECT c.ceiling FROM grants_call c WHERE c.id = NEW.call_id) THEN
      RAISE EXCEPTION 'the awards of a call stay below its money' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.number, NEW.call_id, NEW.organisation_id, NEW.run_by_id, NEW.amount, NEW.application_id)
      IS DISTINCT FROM (OLD.number, OLD.call_id, OLD.organisation_id, OLD.run_by_id, OLD.amount, OLD.application_id) THEN
    RAISE EXCEPTION 'what was awarded never changes' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS grants_project_keep ON grants_project;
CREATE TRIGGER grants_project_keep BEFORE INSERT OR UPDATE ON grants_project FOR EACH ROW EXECUTE FUNCTION grants_project_keep();

CREATE OR REPLACE FUNCTION grants_contract_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.project_id, NEW.number, NEW.content, NEW.digest, NEW.drafted_by) IS DISTINCT FROM
     (OLD.project_id, OLD.number, OLD.content, OLD.digest, OLD.drafted_by)
     OR (OLD.funder_at IS NOT NULL AND (NEW.funder_by, NEW.funder_at) IS DISTINCT FROM (OLD.funder_by, OLD.funder_at))
     OR (OLD.grantee_at IS NOT NULL AND (NEW.grantee_by, NEW.grantee_at) IS DISTINCT FROM (OLD.grantee_by, OLD.grantee_at)) THEN
    RAISE EXCEPTION 'a contract is not edited; a change is a new version' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS grants_contract_keep ON grants_contractversion;
CREATE TRIGGER grants_contract_keep BEFORE UPDATE ON grants_contractversion FOR EACH ROW EXECUTE FUNCTION grants_contract_keep();

CREATE OR REPLACE FUNCTION grants_tranche_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'planned' THEN
      RAISE EXCEPTION 'a tranche begins as a plan' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.project_id, NEW.number, NEW.amount) IS DISTINCT FROM (OLD.project_id, OLD.number, OLD.amount) OR OLD.state = 'paid' THEN
    RAISE EXCEPTION 'what a tranche pays never changes, and a paid one stays paid' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state <> 'planned' THEN
    IF (SELECT sum(t.amount) FROM grants_tranche t WHERE t.project_id = NEW.project_id)
        <> (SELECT p.amount FROM grants_project p WHERE p.id = NEW.project_id) THEN
      RAISE EXCEPTION 'the tranches of a grant add up to it' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.number > 1 AND NOT EXISTS (SELECT 1 FROM grants_report r
        WHERE r.project_id = NEW.project_id AND r.number = NEW.number - 1 AND r.state = 'accepted') THEN
      RAISE EXCEPTION 'a tranche waits for the report before it' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS grants_tranche_keep ON grants_tranche;
CREATE TRIGGER grants_tranche_keep BEFORE INSERT OR UPDATE ON grants_tranche FOR EACH ROW EXECUTE FUNCTION grants_tranche_keep();

-- At the end of the transaction the lines of a project are the award again, whatever was moved between them.
CREATE OR REPLACE FUNCTION grants_lines_add_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF (SELECT sum(l.amount) FROM grants_projectline l WHERE l.project_id = NEW.project_id)
      <> (SELECT p.amount FROM grants_project p WHERE p.id = NEW.project_id) THEN
    RAISE EXCEPTION 'the lines of a project add up to its grant' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS grants_lines_add_up ON grants_projectline;
CREATE CONSTRAINT TRIGGER grants_lines_add_up AFTER INSERT OR UPDATE ON grants_projectline
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grants_lines_add_up();

-- Nobody puts themselves on a panel: the draw does. Row security checks an update and an insert alike, so this stands here.
CREATE OR REPLACE FUNCTION grants_panelist_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF current_user IN ('qorgan_web', 'qorgan_worker') AND NOT qorgan_is_system() THEN
      RAISE EXCEPTION 'the draw names the panel' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.application_id, NEW.expert_id, NEW.account_id, NEW.place_in_draw) IS DISTINCT FROM
     (OLD.application_id, OLD.expert_id, OLD.account_id, OLD.place_in_draw) OR OLD.state IN ('conflicted', 'done') THEN
    RAISE EXCEPTION 'what was answered stays' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS grants_panelist_keep ON grants_panelist;
CREATE TRIGGER grants_panelist_keep BEFORE INSERT OR UPDATE ON grants_panelist FOR EACH ROW EXECUTE FUNCTION grants_panelist_keep();
