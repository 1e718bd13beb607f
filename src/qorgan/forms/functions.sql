-- A published version of a form never changes again, but for being retired; and it is never deleted.
CREATE OR REPLACE FUNCTION forms_version_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published form version is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF ROW(NEW.id, NEW.definition_id, NEW.number, NEW.source, NEW.tree, NEW.checksum, NEW.loaded_at, NEW.loaded_by,
           NEW.published_at, NEW.published_by)
       IS DISTINCT FROM
       ROW(OLD.id, OLD.definition_id, OLD.number, OLD.source, OLD.tree, OLD.checksum, OLD.loaded_at, OLD.loaded_by,
           OLD.published_at, OLD.published_by)
       OR (OLD.retired_at IS NOT NULL AND NEW.retired_at IS DISTINCT FROM OLD.retired_at) THEN
        RAISE EXCEPTION 'a published form version does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS forms_version_stays ON forms_formversion;
CREATE TRIGGER forms_version_stays BEFORE UPDATE OR DELETE ON forms_formversion
    FOR EACH ROW EXECUTE FUNCTION forms_version_stays();
