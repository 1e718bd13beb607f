"""The four database roles, and the databases they work in.

*owner* migrates and owns the tables; *web*, *worker* and *journal* own nothing, are no superusers and cannot pass by
row security. The owner may become any of the three (``SET ROLE``) but inherits nothing from them, because a policy
written for ``qorgan_web`` would otherwise speak for the owner too.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
from psycopg import sql

from qorgan.site.launcher.credentials import ROLES, scram
from qorgan.site.launcher.problems import LauncherProblem

OWNER, WORKING = ROLES[0], ROLES[1:]
ATTRIBUTES = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT")
OLDEST_VERSION = 15
# Per role: a page that hangs gives its connection back; a forgotten transaction does not block a migration at night.
LIMITS = {
    "qorgan_web": {"statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s", "lock_timeout": "10s"},
    "qorgan_worker": {"idle_in_transaction_session_timeout": "10min", "lock_timeout": "60s"},
    "qorgan_journal": {"statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s", "lock_timeout": "10s"},
}

Statement = sql.Composed
Connection = psycopg.Connection[Any]


def missing(connection: Connection) -> list[str]:
    """Which of the four roles the server does not have, in the order they are made."""
    present = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES)])}
    return [role for role in ROLES if role not in present]


def role_statements(roles: Iterable[str], passwords: Mapping[str, str], *, version: int) -> list[Statement]:
    """What makes ``roles`` on a server of major ``version``; passwords appear as SCRAM verifiers only."""
    statements = []
    for role in roles:
        name = sql.Identifier(role)
        verifier = sql.Literal(scram(passwords[role]))
        statements.append(sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(name, ATTRIBUTES, verifier))
        for setting, value in LIMITS.get(role, {}).items():
            change = sql.SQL("ALTER ROLE {} SET {} = {}")
            statements.append(change.format(name, sql.Identifier(setting), sql.Literal(value)))
    options = sql.SQL(" WITH INHERIT FALSE, SET TRUE" if version >= 16 else "")
    for role in WORKING if statements else ():
        grant = sql.SQL("GRANT {} TO {}{}")
        statements.append(grant.format(sql.Identifier(role), sql.Identifier(OWNER), options))
    return statements


def database_statements(name: str, *, also: str | None = None) -> list[Statement]:
    """What a database needs before it is migrated; run in that database by its owner or a superuser.

    ``also`` names a user who goes on connecting although the public no longer may: the one of ``DATABASE_URL``.
    """
    database, owner = sql.Identifier(name), sql.Identifier(OWNER)
    working = sql.SQL(", ").join(map(sql.Identifier, ROLES))
    guests = sql.SQL(", ").join(map(sql.Identifier, [*ROLES, *([also] if also else [])]))
    return [
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, guests),
        sql.SQL("GRANT CREATE, TEMPORARY ON DATABASE {} TO {}").format(database, owner),
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC").format(),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(working),
        sql.SQL("GRANT CREATE ON SCHEMA public TO {}").format(owner),
    ]


def is_prepared(connection: Connection) -> bool:
    """Whether the owner may migrate the connected database."""
    database = "has_database_privilege(%s, current_database(), 'CREATE')"
    row = connection.execute(f"SELECT {database} AND has_schema_privilege(%s, 'public', 'CREATE')", [OWNER, OWNER]).fetchone()
    return bool(row and row[0])


def make_embedded(connection: Connection, passwords: Mapping[str, str], databases: Iterable[str]) -> None:
    """Roles and databases of the embedded server, as its superuser."""
    for statement in role_statements(missing(connection), passwords, version=connection.info.server_version // 10000):
        connection.execute(statement)
    present = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
    for name in databases:
        if name not in present:
            create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'")
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(OWNER)))


def close_to_public(connection: Connection) -> None:
    """Take the connected embedded database from everybody but our roles; changes nothing the second time."""
    row = connection.execute("SELECT has_database_privilege('public', current_database(), 'CONNECT')").fetchone()
    if row and row[0]:
        for statement in database_statements(connection.info.dbname):
            connection.execute(statement)


def prepare_own_server(url: Mapping[str, Any], passwords: Mapping[str, str], databases: Iterable[str]) -> None:
    """Check your own server and prepare roles and grants there, as the user of ``DATABASE_URL``.

    Where that user may not, the problem's text is the exact SQL that an administrator of the database has to run.
    """
    for name in databases:
        with connect_as_given(url, name) as connection:
            version = connection.info.server_version // 10000
            if version < OLDEST_VERSION:
                raise LauncherProblem(f"the server of DATABASE_URL is PostgreSQL {version}; {OLDEST_VERSION} or newer is needed")
            encoding = connection.info.parameter_status("server_encoding")
            if encoding != "UTF8":
                raise LauncherProblem(f"the database {name} has encoding {encoding}; UTF8 is needed")
            statements = role_statements(missing(connection), passwords, version=version)
            if not is_prepared_by_role(connection, statements):
                statements += database_statements(name, also=connection.info.user)
            _run_or_tell(connection, statements, name)
        _check_passwords(url, passwords, name)


def is_prepared_by_role(connection: Connection, role_changes: list[Statement]) -> bool:
    """No role is missing and the owner may migrate; asked in this order, since a privilege of no role is an error."""
    return not role_changes and is_prepared(connection)


def connect_as_given(url: Mapping[str, Any], database: str) -> Connection:
    """Connect as the user that ``DATABASE_URL`` names."""
    try:
        return psycopg.connect(**{"connect_timeout": 10, **url, "dbname": database}, autocommit=True)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise LauncherProblem(f"the server of DATABASE_URL cannot be used: {reason}") from None


def _run_or_tell(connection: Connection, statements: list[Statement], database: str) -> None:
    try:
        with connection.transaction():
            for statement in statements:
                connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        lines = [f"{statement.as_string(connection)};" for statement in statements]
        text = "\n".join([f"\\connect {database}", *lines])
        raise LauncherProblem(
            f"the user of DATABASE_URL may not prepare the database {database}; its administrator runs once:\n{text}"
        ) from None


def _check_passwords(url: Mapping[str, Any], passwords: Mapping[str, str], database: str) -> None:
    """Roles belong to a whole server: another installation may have made them with passwords we do not have."""
    for role in ROLES:
        try:
            psycopg.connect(**{"connect_timeout": 10, **url, "user": role, "password": passwords[role], "dbname": database}).close()
        except psycopg.OperationalError as error:
            reason = str(error).strip().splitlines()[-1]
            raise LauncherProblem(
                f"{role} cannot sign in to {database} with the password kept in secrets/database.json: {reason}"
            ) from None
