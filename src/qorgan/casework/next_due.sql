-- When the first open task of a case is due, kept on the case so that the list of cases is read along an index. The database keeps
-- it: a case that is saved with what was read before a task changed cannot put an old time back.
CREATE OR REPLACE FUNCTION casework_next_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.next_due_at := (SELECT min(due_at) FROM casework_task WHERE case_id = NEW.id AND state = 'open');
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION casework_task_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE casework_case c SET next_due_at = NULL WHERE c.id = NEW.case_id AND c.next_due_at IS DISTINCT FROM
    (SELECT min(due_at) FROM casework_task WHERE case_id = NEW.case_id AND state = 'open');
  RETURN NULL;
END $$;
