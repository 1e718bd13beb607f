-- A standing may be narrowed to some of its role's permissions: the key of another program. `scopes` NULL: the whole role.
CREATE OR REPLACE FUNCTION qorgan_may(asked text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM access_standing s JOIN access_rolepermission p ON p.role_id = s.role_id
                  WHERE s.id = qorgan_standing() AND s.valid @> now() AND p.permission = asked
                    AND (s.scopes IS NULL OR asked = ANY(s.scopes))) $$;
