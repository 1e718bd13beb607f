-- Numbers of referrals; and what the row security of one table cannot say: a referral begins as a draft, whom and what it
-- is about never changes, and after the sending neither does its service.
CREATE SEQUENCE IF NOT EXISTS referrals_number START 1001;
GRANT USAGE ON SEQUENCE referrals_number TO qorgan_web, qorgan_worker;

CREATE OR REPLACE FUNCTION referrals_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'drafted' THEN
      RAISE EXCEPTION 'only a draft is thrown away' USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'drafted' THEN
      RAISE EXCEPTION 'a referral begins as a draft' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.child_id, NEW.from_organisation_id, NEW.prepared_by, NEW.copy_id, NEW.number)
      IS DISTINCT FROM (OLD.child_id, OLD.from_organisation_id, OLD.prepared_by, OLD.copy_id, OLD.number)
     OR NEW.asked_for IS DISTINCT FROM OLD.asked_for THEN
    RAISE EXCEPTION 'whom a referral is about and who sends it never changes' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state <> 'drafted' AND ((NEW.service_id, NEW.to_organisation_id, NEW.consent_basis, NEW.message)
      IS DISTINCT FROM (OLD.service_id, OLD.to_organisation_id, OLD.consent_basis, OLD.message)) THEN
    RAISE EXCEPTION 'what was sent stays as it was sent' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state IN ('declined', 'revoked', 'expired') AND NEW.state <> OLD.state THEN
    RAISE EXCEPTION 'this referral has ended' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.is_copy_gone AND NOT NEW.is_copy_gone THEN
    RAISE EXCEPTION 'a copy that is gone does not come back' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS referrals_keep ON referrals_referral;
CREATE TRIGGER referrals_keep BEFORE INSERT OR UPDATE OR DELETE ON referrals_referral
  FOR EACH ROW EXECUTE FUNCTION referrals_keep();
