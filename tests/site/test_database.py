"""Where the database is and as whom we speak to it: embedded, or your own server through `DATABASE_URL`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from qorgan.site import database, env
from qorgan.site.launcher import LauncherProblem, Server, credentials, roles
from tests.own_server import own_server, programs
from tests.site.machine import open_folder, processes_with

URL = "postgresql://somebody:geheim@db.example:6432/rights?sslmode=require"  # pragma: allowlist secret


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    credentials.complete(tmp_path)
    return tmp_path


@pytest.mark.parametrize("role", database.ROLE_NAMES)
def test_each_role_has_its_own_user_and_password(kept: Path, role: str):
    given = database.connection_settings(role, home=kept, environ={})
    assert given["USER"] == f"qorgan_{role}"
    assert given["PASSWORD"] == credentials.load(kept).roles[f"qorgan_{role}"]
    assert given["NAME"] == "qorgan"
    assert ("pool" in given["OPTIONS"]) is (role != "owner")


def test_your_own_server_gives_place_and_options_but_not_the_role(kept: Path):
    given = database.connection_settings("web", home=kept, environ={"DATABASE_URL": URL, "QORGAN_POOL": "0"})
    assert (given["HOST"], given["PORT"], given["NAME"]) == ("db.example", "6432", "rights")
    assert given["USER"] == "qorgan_web"
    assert given["PASSWORD"] != "geheim"  # pragma: allowlist secret
    assert given["OPTIONS"]["sslmode"] == "require"
    assert "pool" not in given["OPTIONS"]


def test_training_has_a_database_of_its_own(kept: Path):
    assert database.database_name(environ={"QORGAN_TRAINING": "1"}) == "qorgan_training"
    assert database.database_name(environ={"QORGAN_TRAINING": "1", "DATABASE_URL": URL}) == "rights_training"


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://geheim@h:port/x?nonsense=1", "postgresql://geheim@host"])
def test_a_url_that_cannot_be_used_is_refused_without_being_repeated(url: str):
    with pytest.raises(env.EnvironmentProblem, match=r"^DATABASE_URL") as refusal:
        database.own_server(environ={"DATABASE_URL": url})
    assert "geheim" not in str(refusal.value)


def test_an_unknown_role_is_a_mistake_of_the_program_or_of_the_environment(kept: Path):
    with pytest.raises(ValueError, match="no such database role"):
        database.connection_settings("superuser", home=kept, environ={})
    with pytest.raises(env.EnvironmentProblem, match="QORGAN_ROLE"):
        database.current_role(environ={"QORGAN_ROLE": "root"})


# your own server --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def foreign() -> Iterator[Server]:
    """A server that plays the part of your own: it knows none of our roles."""
    with open_folder() as folder, Server(folder / "home", durable=False, databases=()) as server:
        with server.superuser() as connection:
            for role in credentials.ROLES:
                connection.execute(f"DROP ROLE {role}")
            connection.execute("CREATE ROLE chief LOGIN CREATEROLE CREATEDB PASSWORD 'chief'")
            connection.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
        yield server


@pytest.fixture
def empty(foreign: Server) -> Iterator[str]:
    """A database of the chief's on that server; roles of ours are gone again afterwards."""
    with foreign.superuser() as connection:
        connection.execute("CREATE DATABASE rights OWNER chief")
    yield "rights"
    with foreign.superuser() as connection:
        connection.execute("DROP DATABASE rights WITH (FORCE)")
        for role in credentials.ROLES:
            connection.execute(f"DROP ROLE IF EXISTS {role}")


def parts(server: Server, user: str, name: str) -> dict[str, str]:
    return {"host": str(server.layout.socket), "port": "5432", "user": user, "password": user, "dbname": name}


def test_a_user_who_may_make_roles_prepares_your_own_server_and_again_without_change(foreign: Server, empty: str, kept: Path):
    passwords = credentials.load(kept).roles
    for _ in range(2):
        roles.prepare_own_server(parts(foreign, "chief", empty), passwords, [empty])
    owner = {**parts(foreign, "qorgan_owner", empty), "password": passwords["qorgan_owner"]}
    with closing(psycopg.connect(**owner)) as connection:
        connection.execute("CREATE EXTENSION ltree")
        connection.execute("CREATE TABLE t (x int)")
        connection.execute("SET LOCAL ROLE qorgan_web")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM t")


def test_a_user_who_may_not_is_told_the_exact_sql_for_the_administrator(foreign: Server, empty: str, kept: Path):
    passwords = credentials.load(kept).roles
    with pytest.raises(LauncherProblem, match="its administrator runs once:") as refusal:
        roles.prepare_own_server(parts(foreign, "guest", empty), passwords, [empty])
    text = str(refusal.value)
    assert not any(password in text for password in passwords.values()), "an administrator's screen gets verifiers only"
    statements = [line for line in text.splitlines()[1:] if not line.startswith("\\")]
    with foreign.superuser(empty) as connection:
        for statement in statements:
            connection.execute(statement)
    roles.prepare_own_server(parts(foreign, "guest", empty), passwords, [empty])


def test_roles_that_another_installation_made_are_named_not_changed(foreign: Server, empty: str, kept: Path, tmp_path: Path):
    roles.prepare_own_server(parts(foreign, "chief", empty), credentials.load(kept).roles, [empty])
    others = credentials.complete(tmp_path / "other").roles
    with pytest.raises(LauncherProblem, match="qorgan_owner cannot sign in to rights with the password kept"):
        roles.prepare_own_server(parts(foreign, "chief", empty), others, [empty])


def test_a_database_that_is_not_utf_8_is_refused(foreign: Server, kept: Path):
    with foreign.superuser() as connection:
        connection.execute("CREATE DATABASE latin OWNER chief TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'")
    with pytest.raises(LauncherProblem, match="encoding LATIN1; UTF8 is needed"):
        roles.prepare_own_server(parts(foreign, "chief", "latin"), credentials.load(kept).roles, ["latin"])


def test_an_older_server_is_refused_by_its_version(foreign: Server, empty: str, kept: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(roles, "OLDEST_VERSION", 99)
    with pytest.raises(LauncherProblem, match="is PostgreSQL 18; 99 or newer is needed"):
        roles.prepare_own_server(parts(foreign, "chief", empty), credentials.load(kept).roles, [empty])


def test_a_server_that_is_not_there_is_one_line(kept: Path):
    with pytest.raises(LauncherProblem, match="the server of DATABASE_URL cannot be used") as refusal:
        roles.prepare_own_server({"host": str(kept), "user": "x", "dbname": "y"}, credentials.load(kept).roles, ["y"])
    assert "\n" not in str(refusal.value)


@pytest.mark.skipif(programs() is None, reason="this machine has no PostgreSQL of its own, 15 or newer")
def test_the_machines_own_postgresql_15_serves_as_well(kept: Path):
    path = programs()
    assert path
    with own_server(path) as url:
        passwords = credentials.load(kept).roles
        given = conninfo_to_dict(url)
        roles.prepare_own_server(given, passwords, ["rights"])
        with closing(psycopg.connect(**{**given, "user": "qorgan_owner"})) as connection:
            connection.execute("CREATE TABLE t (x int)")
            has = connection.execute("SELECT pg_has_role('qorgan_owner', 'qorgan_web', 'USAGE')").fetchone()
            assert has == (False,), "the owner must not have what policies give to the web role"
            connection.execute("SET LOCAL ROLE qorgan_web")


def test_the_own_server_of_the_tests_leaves_nothing_behind():
    path = programs()
    if path is None:
        pytest.skip("this machine has no PostgreSQL of its own, 15 or newer")
    with own_server(path) as url:
        folder = Path(conninfo_to_dict(url)["host"])
        assert processes_with(str(folder))
    assert not folder.exists()
    assert not processes_with(str(folder))
