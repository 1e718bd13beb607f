-- What the row security of one table cannot say: adopted words stay, whom a delegate was nominated by stays, and a badge
-- number is never given twice (a constraint), nor taken from one person for another.
CREATE OR REPLACE FUNCTION conferences_recommendation_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.adopted_on IS NOT NULL AND (NEW.words, NEW.number, NEW.adopted_on, NEW.adopted_way, NEW.edition_id)
      IS DISTINCT FROM (OLD.words, OLD.number, OLD.adopted_on, OLD.adopted_way, OLD.edition_id) THEN
    RAISE EXCEPTION 'what was adopted stays as it was adopted' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS conferences_recommendation_keep ON conferences_recommendation;
CREATE TRIGGER conferences_recommendation_keep BEFORE UPDATE ON conferences_recommendation
  FOR EACH ROW EXECUTE FUNCTION conferences_recommendation_keep();

CREATE OR REPLACE FUNCTION conferences_delegate_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.edition_id, NEW.holder_id) IS DISTINCT FROM (OLD.edition_id, OLD.holder_id)
     OR NEW.invitation_id IS DISTINCT FROM OLD.invitation_id THEN
    RAISE EXCEPTION 'who nominated a delegate never changes' USING ERRCODE = 'check_violation';
  END IF;
  IF qorgan_bearer() IS NOT NULL AND (NEW.person_id <> OLD.person_id OR NEW.badge IS DISTINCT FROM OLD.badge) THEN
    RAISE EXCEPTION 'an invited organisation gives no badge' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS conferences_delegate_keep ON conferences_delegate;
CREATE TRIGGER conferences_delegate_keep BEFORE UPDATE ON conferences_delegate
  FOR EACH ROW EXECUTE FUNCTION conferences_delegate_keep();

CREATE OR REPLACE FUNCTION conferences_registration_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF qorgan_bearer() IS NOT NULL AND NEW.state NOT IN ('nominated', 'withdrawn') THEN
    RAISE EXCEPTION 'an invited organisation accredits nobody' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS conferences_registration_keep ON conferences_registration;
CREATE TRIGGER conferences_registration_keep BEFORE INSERT OR UPDATE ON conferences_registration
  FOR EACH ROW EXECUTE FUNCTION conferences_registration_keep();
