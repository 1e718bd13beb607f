"""The second wall: grants and row security in PostgreSQL itself, rebuilt after every migration from what models declare.

The first wall is `need_to_know(by) -> Q` in Python. Both are written beside each other in a room's `access.py`, in two
languages, so that a slip in one does not open the other. Rules of row security that were measured before this was
written: a plain role that owns nothing; no context gives no rows; sub-selects, never a correlated function per row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

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


def statements(existing: set[str]) -> list[str]:
    """Every statement of the wall for the tables that exist, in order; running them twice changes nothing."""
    sql = [
        f"GRANT USAGE ON SCHEMA public TO {WEB}, {WORKER}, {JOURNAL}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WEB}, {WORKER}",
    ]
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.db_table in existing:
            sql += _table(model)
    return sql


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
        *(f"DROP POLICY IF EXISTS qorgan_{verb} ON {table}" for verb in ("select", "insert", "update", "delete")),
        f"CREATE POLICY qorgan_select ON {table} FOR SELECT {to} USING ({wall.select})",
        f"CREATE POLICY qorgan_insert ON {table} FOR INSERT {to} WITH CHECK ({wall.inserting})",
        f"CREATE POLICY qorgan_update ON {table} FOR UPDATE {to} USING ({wall.changing}) WITH CHECK ({wall.inserting})",
        f"CREATE POLICY qorgan_delete ON {table} FOR DELETE {to} USING ({wall.changing})",
    ]


def foreign_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables that no model of ours describes (the job queue): web and worker use them whole."""
    described = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return [name for name in connection.introspection.table_names() if name not in described]


def build(connection: BaseDatabaseWrapper) -> None:
    """Builds the wall as the owner of the tables, and writes the system principals' standings."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(statements(existing)))
        for name in foreign_tables(connection):
            if name.startswith("procrastinate"):
                cursor.execute(f'GRANT {EVERYTHING} ON "{name}" TO {WEB}, {WORKER}')
        _write_systems(cursor)


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
