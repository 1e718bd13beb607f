"""The door to the table of match keys: three functions of the database that apply the grants, built after every migration.

They run as the worker role, which is itself under row security, with the actor of the caller: a candidate is returned only
where the actor may know the record's own row. For a record that the actor may not know nothing is returned, by the same
statement, in the same shape (`benchmarks/same_child.py` and tests/matching/test_finding.py measure what time tells).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from qorgan.access.wall import OWNER, WEB, WORKER, Wall
from qorgan.matching.attributes import Profile
from qorgan.matching.keys import Agrees, of_record, says
from qorgan.matching.models import Record
from qorgan.matching.normaliser import VERSION
from qorgan.vault.keyring import keyring
from qorgan.vault.lookup import SCHEMA

WIDE, MOST, LEAST, WITHIN = 250, 100, 20, 14
"""Of all records that are met, the best `WIDE` by what their keys say are looked at for need to know. Of those the acting principal
knows, the best `LEAST` are opened and compared, and then as many, up to `MOST`, as stay within `WITHIN` bits of the best: where a
name is common a hundred agree alike, where one record agrees in everything few others are opened. Measured in
`benchmarks/same_child.py`."""

HALVES: Final = 2
"""The database ranks in whole halves of a bit."""


@dataclass(frozen=True, slots=True)
class Matchable:
    """Where the records live, and the permission that looking for them needs: the table's wall decides row by row."""

    model: type[models.Model]
    needs: str


_declared: list[Matchable] = []


def matchable(model: type[models.Model], *, needs: str) -> None:
    """Says which rows are matched; their `id` is the record's. Declared below the model, by one room.

    Raises TypeError for a model without row security, ValueError for a second one: two populations would need two sets
    of keys.
    """
    if not isinstance(getattr(model, "wall", None), Wall):
        raise TypeError(f"{model.__name__} has no wall: a look-up would pass around need-to-know")
    entry = Matchable(model, needs)
    if _declared and _declared != [entry]:
        raise ValueError("matching has its records already")
    if not _declared:
        _declared.append(entry)


_CANDIDATES = """
CREATE OR REPLACE FUNCTION {schema}.qorgan_candidates(asked bigint[], agrees integer[], wide integer, most integer)
RETURNS TABLE (record uuid, profile bytea) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET jit = off AS $$
DECLARE
  one record;
  first smallint;
  taken integer := 0;
BEGIN
  IF NOT qorgan_may('{needs}') THEN RETURN; END IF;
  FOR one IN
    WITH met AS MATERIALIZED (
      SELECT k.record, bit_or(q.agrees) AS a FROM unnest(asked, agrees) AS q(key, agrees)
        JOIN matching_key k ON k.key = q.key GROUP BY k.record),
    best AS MATERIALIZED (
      SELECT met.record, ({ranks})[met.a + 1] AS said FROM met ORDER BY said DESC, met.record LIMIT wide)
    SELECT r.id, r.profile, best.said FROM best JOIN "{table}" t ON t.id = best.record JOIN matching_record r ON r.id = best.record
     ORDER BY best.said DESC, best.record LIMIT most
  LOOP
    first := coalesce(first, one.said);
    EXIT WHEN taken >= {least} AND one.said < first - {within};
    taken := taken + 1;
    record := one.id;
    profile := one.profile;
    RETURN NEXT;
  END LOOP;
END $$;
CREATE OR REPLACE FUNCTION {schema}.qorgan_match_remember(
  of_record uuid, made bytea, under bigint[], of_version integer, of_root text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE before bigint[];
BEGIN
  IF NOT EXISTS (SELECT 1 FROM "{table}" t WHERE t.id = of_record) THEN
    RAISE EXCEPTION 'match keys are written by whoever knows the record' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT r.keys INTO before FROM matching_record r WHERE r.id = of_record FOR UPDATE;
  DELETE FROM matching_key k WHERE k.key = ANY(before) AND k.record = of_record AND NOT k.key = ANY(under);
  INSERT INTO matching_key (key, record) SELECT DISTINCT u, of_record FROM unnest(under) AS u ON CONFLICT DO NOTHING;
  INSERT INTO matching_record (id, profile, keys, version, root) VALUES (of_record, made, under, of_version, of_root)
    ON CONFLICT (id) DO UPDATE SET profile = excluded.profile, keys = excluded.keys, version = excluded.version, root = excluded.root;
END $$;
CREATE OR REPLACE FUNCTION {schema}.qorgan_match_forget(of_record uuid)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM "{table}" t WHERE t.id = of_record)
     AND NOT EXISTS (SELECT 1 FROM vault_datakey d WHERE d.subject = of_record AND d.shredded_at IS NOT NULL) THEN
    RAISE EXCEPTION 'match keys are removed by whoever knows the record' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM matching_key k USING matching_record r WHERE r.id = of_record AND k.record = of_record AND k.key = ANY(r.keys);
  DELETE FROM matching_record r WHERE r.id = of_record;
END $$;
CREATE OR REPLACE FUNCTION {schema}.qorgan_match_outdated(of_version integer, of_root text, most integer)
RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.id FROM matching_record r
   WHERE (r.version <> of_version OR r.root <> of_root) AND qorgan_is_system() ORDER BY r.id LIMIT most
$$;
"""
_OPEN_TO_WEB = (
    "qorgan_candidates(bigint[], integer[], integer, integer)",
    "qorgan_match_remember(uuid, bytea, bigint[], integer, text)",
    "qorgan_match_forget(uuid)",
)


def _ranks() -> str:
    """What every union of flags says, in halves of a bit, as an array of PostgreSQL: looked up it costs a tenth of the sum."""
    return "'{" + ",".join(str(round(says(Agrees(mask)) * HALVES)) for mask in range(2 ** len(Agrees))) + "}'::smallint[]"


def functions(of: Matchable) -> str:
    """The SQL of the functions. Everything in it comes from declarations in code.

    The owner of the tables may call them too: `qorgan demo` tells its stories through the same actions as the web.
    """
    made = _CANDIDATES.format(
        schema=SCHEMA, table=of.model._meta.db_table, needs=of.needs, ranks=_ranks(), least=LEAST, within=WITHIN * HALVES
    )
    rights = "".join(
        f"REVOKE ALL ON FUNCTION {SCHEMA}.{one} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {SCHEMA}.{one} TO {WEB}, {OWNER}; "
        for one in _OPEN_TO_WEB
    )
    outdated = f"{SCHEMA}.qorgan_match_outdated(integer, text, integer)"
    return (
        f"CREATE SCHEMA IF NOT EXISTS {SCHEMA} AUTHORIZATION {WORKER}; SET LOCAL ROLE {WORKER}; {made} {rights}"
        f"REVOKE ALL ON FUNCTION {outdated} FROM PUBLIC; GRANT USAGE ON SCHEMA {SCHEMA} TO {WEB}, {OWNER}; RESET ROLE"
    )


def build(using: str, **_: object) -> None:
    """Called by Django when all migrations of a run are done, as the owner of the tables."""
    existing = set(connections[using].introspection.table_names())
    for of in _declared:
        if {of.model._meta.db_table, Record._meta.db_table} <= existing:
            with transaction.atomic(using=using), connections[using].cursor() as cursor:
                cursor.execute(functions(of))


def remember(*, record: UUID, profile: Profile, using: str = DEFAULT_DB_ALIAS) -> None:
    """Makes this the comparing form of a record, and its keys the only ones under which it is found.

    Called by the action that seals the same values, in its transaction, once the row and its data key exist.
    """
    field: Any = Record._meta.get_field("profile")
    sealed = field.pre_save(Record(id=record, profile=profile.packed()), True)
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT {SCHEMA}.qorgan_match_remember(%s, %s, %s, %s, %s)",
            [record, sealed.raw, of_record(profile), VERSION, keyring().newest("lookup").name],
        )


def forget(*, record: UUID, using: str = DEFAULT_DB_ALIAS) -> None:
    """The record is found by nothing any more."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {SCHEMA}.qorgan_match_forget(%s)", [record])


class Met(NamedTuple):
    """A record that shares a key with a query. `profile` is packed, or an empty `SealedGone` whose key no longer exists."""

    id: UUID
    profile: Any


def met(keys: Mapping[int, Agrees], *, wide: int = WIDE, most: int = MOST, using: str = DEFAULT_DB_ALIAS) -> list[Met]:
    """The records that the acting principal may know and that share a key with a query, the best first.

    Two statements whatever it finds: the records, and the keys of their profiles.
    """
    field: Any = Record._meta.get_field("profile")
    rows = rows_met(keys, wide=wide, most=most, using=using)
    opened = field.open_values(rows, using)
    return [Met(record, profile) for (record, _sealed), profile in zip(rows, opened, strict=True)]


def rows_met(
    keys: Mapping[int, Agrees], *, wide: int = WIDE, most: int = MOST, using: str = DEFAULT_DB_ALIAS
) -> list[tuple[UUID, bytes]]:
    """The same records with their profiles as the database gives them; one statement, whatever it finds."""
    asked: list[Any] = [list(keys), [flags.value for flags in keys.values()], wide, most]
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {SCHEMA}.qorgan_candidates(%s, %s, %s, %s)", asked)  # noqa: S608
        return cursor.fetchall()


def outdated(*, most: int = 500, using: str = DEFAULT_DB_ALIAS) -> list[UUID]:
    """Records whose keys stand under an older look-up root or version of the normaliser; for system principals of the
    worker."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {SCHEMA}.qorgan_match_outdated(%s, %s, %s)", [VERSION, keyring().newest("lookup").name, most])
        return [row[0] for row in cursor.fetchall()]
