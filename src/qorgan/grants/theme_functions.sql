-- Numbers of themes; and what the row security of one table cannot say: what was submitted stays as it was submitted, and
-- only the body itself decides, once.
CREATE SEQUENCE IF NOT EXISTS grants_theme_number START 1;
GRANT USAGE ON SEQUENCE grants_theme_number TO qorgan_web, qorgan_worker;

CREATE OR REPLACE FUNCTION grants_version_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.submitted_at IS NOT NULL THEN
    RAISE EXCEPTION 'a submitted version never changes' USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.theme_id, NEW.number) IS DISTINCT FROM (OLD.theme_id, OLD.number) THEN
    RAISE EXCEPTION 'a version stays with its theme' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS grants_version_keep ON grants_themeversion;
CREATE TRIGGER grants_version_keep BEFORE UPDATE ON grants_themeversion FOR EACH ROW EXECUTE FUNCTION grants_version_keep();

CREATE OR REPLACE FUNCTION grants_approval_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.decision <> '' THEN
      RAISE EXCEPTION 'an approval begins without a decision' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.theme_id, NEW.version_id, NEW.body, NEW.keeper_id) IS DISTINCT FROM (OLD.theme_id, OLD.version_id, OLD.body, OLD.keeper_id) THEN
    RAISE EXCEPTION 'what a body is asked about never changes' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.decision <> '' THEN
    RAISE EXCEPTION 'a body decides once about a version' USING ERRCODE = 'check_violation';
  END IF;
  -- The owner of the tables stands outside row security (migrations, restoring); everybody else is the body or is refused.
  IF NEW.decision <> '' AND current_user IN ('qorgan_web', 'qorgan_worker')
     AND NEW.id IS DISTINCT FROM qorgan_bearer()
     AND NOT (qorgan_may('grants.approval.decide') AND NEW.organisation_id IN (SELECT qorgan_organisations())) THEN
    RAISE EXCEPTION 'only the body itself decides' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS grants_approval_keep ON grants_themeapproval;
CREATE TRIGGER grants_approval_keep BEFORE INSERT OR UPDATE ON grants_themeapproval
  FOR EACH ROW EXECUTE FUNCTION grants_approval_keep();
