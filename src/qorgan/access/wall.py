"""The second wall: grants and row security in PostgreSQL itself, rebuilt after every migration from what models declare.

The first wall is `need_to_know(by) -> Q` in Python. Both are written beside each other in a room's `access.py`, in two
languages, so that a slip in one does not open the other. Rules of row security that were measured before this was
written: a plain role that owns nothing; no context gives no rows; sub-selects, never a correlated function per row.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import OperationalError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.errors import DeadlockDetected, LockNotAvailable

from qorgan.access.permissions import known
from qorgan.access.principal import systems

WEB, WORKER, JOURNAL, OWNER = "qorgan_web", "qorgan_worker", "qorgan_journal", "qorgan_owner"
EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"


@dataclass(frozen=True, slots=True)
class Wall:
    """Row security of one guarded table: SQL conditions for reading, and for changing (the same unless given)."""

    select: str
    write: str | None = None
    insert: str | None = None
    rights: str = EVERYTHING

    @property
    def changing(self) -> str:
        return self.write or self.select

    @property
    def inserting(self) -> str:
        return self.insert or self.changing


@dataclass(frozen=True, slots=True)
class Open:
    """Table rights of an unguarded model, where they are less than everything."""

    web: str = EVERYTHING
    worker: str = EVERYTHING
    journal: str = ""


def _rights(model: type[models.Model]) -> Open:
    wall = getattr(model, "wall", None)
    if isinstance(wall, Open):
        return wall
    if isinstance(wall, Wall):
        return Open(web=wall.rights, worker=wall.rights)
    return Open()


COMMON = (
    f"GRANT USAGE ON SCHEMA public TO {WEB}, {WORKER}, {JOURNAL}",
    f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WEB}, {WORKER}",
)


def statements(existing: set[str]) -> dict[str, list[str]]:
    """The statements of the wall for each table that exists, in order, for a table without any policy."""
    own = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy)
    return {model._meta.db_table: _table(model) for model in own if model._meta.db_table in existing}


def _table(model: type[models.Model]) -> list[str]:
    table = f'"{model._meta.db_table}"'
    rights = _rights(model)
    sql = [f"REVOKE ALL ON {table} FROM PUBLIC, {WEB}, {WORKER}, {JOURNAL}"]
    sql += [
        f"GRANT {granted} ON {table} TO {role}"
        for role, granted in ((WEB, rights.web), (WORKER, rights.worker), (JOURNAL, rights.journal))
        if granted
    ]
    wall = getattr(model, "wall", None)
    if isinstance(wall, Wall):
        sql += _policies(table, wall)
    return sql


def _policies(table: str, wall: Wall) -> list[str]:
    to = f"TO {WEB}, {WORKER}"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY qorgan_select ON {table} FOR SELECT {to} USING ({wall.select})",
        f"CREATE POLICY qorgan_insert ON {table} FOR INSERT {to} WITH CHECK ({wall.inserting})",
        f"CREATE POLICY qorgan_update ON {table} FOR UPDATE {to} USING ({wall.changing}) WITH CHECK ({wall.inserting})",
        f"CREATE POLICY qorgan_delete ON {table} FOR DELETE {to} USING ({wall.changing})",
    ]


def foreign_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables that no model of ours describes (the job queue): web and worker use them whole."""
    described = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return [name for name in connection.introspection.table_names() if name not in described]


# What stands in the database for a table, as PostgreSQL itself writes it, and what the last builder left as a comment.
_STANDING = """
SELECT c.relname, md5(concat_ws('|', c.relrowsecurity,
    ARRAY(SELECT one::text FROM unnest(c.relacl) one ORDER BY 1),
    ARRAY(SELECT concat_ws('~', p.polname, p.polcmd, p.polroles, pg_get_expr(p.polqual, p.polrelid),
            pg_get_expr(p.polwithcheck, p.polrelid)) FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY p.polname))),
  coalesce(obj_description(c.oid, 'pg_class'), '')
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname = ANY(%s)
"""
WAIT, TRIES, PAUSE = "100ms", 200, 0.05
"""Building a table's wall needs the table for itself for a moment: it waits so long for it, then lets writers through (seconds)."""


def build(connection: BaseDatabaseWrapper) -> list[str]:
    """Builds the wall as the owner of the tables, and writes the system principals' standings. Gives the tables it touched.

    A table whose wall is declared and stands as when it was last built is left alone, and every other is changed in a
    transaction of its own: people write on while a new version is put in place. What somebody changed by hand is put right.
    """
    existing = set(connection.introspection.table_names())
    wanted = statements(existing)
    with connection.cursor() as cursor:
        for statement in COMMON:
            cursor.execute(statement)
        for name in foreign_tables(connection):
            if name.startswith("procrastinate"):
                cursor.execute(f'GRANT {EVERYTHING} ON "{name}" TO {WEB}, {WORKER}')
        cursor.execute(_STANDING, [sorted(wanted)])
        standing = {name: (stands, remembered) for name, stands, remembered in cursor.fetchall()}
        stale = [name for name in wanted if standing[name][1] != _mark(wanted[name], standing[name][0])]
        for name in stale:
            _build_table(connection, name, wanted[name])
        _write_systems(cursor)
    return stale


def _mark(sql: list[str], stands: str) -> str:
    return f"wall {sha256(';'.join(sql).encode()).hexdigest()} {stands}"


def _build_table(connection: BaseDatabaseWrapper, name: str, sql: list[str]) -> None:
    for tried in range(1, TRIES + 1):
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}'")
                cursor.execute("SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = %s", [name])
                dropped = [f'DROP POLICY "{policy}" ON "{name}"' for (policy,) in cursor.fetchall()]
                for statement in (*dropped, *sql):
                    cursor.execute(statement)
                cursor.execute(_STANDING, [[name]])
                mark = _mark(sql, cursor.fetchone()[1])
                cursor.execute(f"COMMENT ON TABLE \"{name}\" IS '{mark}'")
                return
        except OperationalError as fault:
            if tried == TRIES or not isinstance(fault.__cause__, LockNotAvailable | DeadlockDetected):
                raise
            time.sleep(PAUSE)


def _write_systems(cursor: Any) -> None:
    for principal in systems().values():
        cursor.execute(
            "INSERT INTO access_role (key, sphere, needs_second_factor, shows_child, words, held_in) "
            "VALUES (%s, 'house', false, false, '{}', '{}') ON CONFLICT (key) DO NOTHING",
            [principal.role],
        )
        write_permissions(cursor, principal.role, principal.permissions)
        cursor.execute(
            "INSERT INTO access_standing (id, role_id, organisations, places, valid, in_party, shows_child) "
            "VALUES (%s, %s, '{}', '{}', tstzrange(NULL, NULL), false, false) ON CONFLICT (id) DO NOTHING",
            [principal.standing_id, principal.role],
        )


def write_permissions(cursor: Any, role: str, permissions: frozenset[str]) -> None:
    """Makes a role's permissions in the database exactly these; unknown names raise KeyError."""
    declared = known()
    rows = [(role, name, declared[name].shows_child) for name in sorted(permissions)]
    cursor.execute(
        "DELETE FROM access_rolepermission WHERE role_id = %s AND NOT permission = ANY(%s)", [role, [row[1] for row in rows]]
    )
    if rows:
        cursor.executemany(
            "INSERT INTO access_rolepermission (role_id, permission, shows_child) VALUES (%s, %s, %s) "
            "ON CONFLICT (role_id, permission) DO UPDATE SET shows_child = excluded.shows_child",
            rows,
        )


def after_migrate(using: str, **_: Any) -> None:
    """Called by Django when all migrations of a run are done."""
    build(connections[using])
