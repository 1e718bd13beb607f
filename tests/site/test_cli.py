"""The command line: its words, its exit status, its one line when something is wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from qorgan.site import cli, preparation
from qorgan.site.launcher import Server
from tests.site.machine import ROOT, environment, open_folder, wait_until

NAMES = [command.name for command in cli.COMMANDS]


def qorgan(*words: str, given: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qorgan.site.cli", *words],
        input=given,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        timeout=300,
    )


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home whose database is kept running in the background by `qorgan db start`."""
    with open_folder() as folder:
        started = qorgan("db", "start", QORGAN_HOME=str(folder / "home"))
        assert started.returncode == 0, started.stderr
        yield folder / "home"
        assert qorgan("db", "stop", QORGAN_HOME=str(folder / "home")).stdout == "The database has stopped.\n"
        assert not Server(folder / "home").running_elsewhere()


def test_without_a_word_the_words_are_listed_and_the_status_is_2():
    done = qorgan()
    assert done.returncode == 2
    assert all(f"\n  {name} " in done.stdout for name in NAMES)
    assert qorgan("--help").returncode == 0


def test_an_unknown_word_is_a_wrong_usage():
    done = qorgan("launch")
    assert done.returncode == 2
    assert "invalid choice: 'launch'" in done.stderr
    assert qorgan("db", "jump").returncode == 2
    assert qorgan("migrate", "--nonsense").returncode == 2


def test_the_words_are_unique_and_each_has_a_module():
    assert len(set(NAMES)) == len(NAMES)
    assert {path.stem.rstrip("_") for path in (ROOT / "src/qorgan/site/commands").glob("[!_]*.py")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_help_of_each_word_needs_no_database(name: str, tmp_path: Path):
    done = qorgan(name, "--help", QORGAN_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: qorgan {name}")
    assert not (tmp_path / "home" / "database").exists()


@pytest.mark.parametrize(("name", "value"), [
    ("PORT", "http"), ("QORGAN_TRAINING", "perhaps"), ("DATABASE_URL", "mysql://secret@host/db"), ("QORGAN_HOME", "~no-such-user/x"),
])  # fmt: skip
def test_a_wrong_variable_is_one_line_that_names_it(name: str, value: str, tmp_path: Path):
    done = qorgan("run" if name == "PORT" else "migrate", **{"QORGAN_HOME": str(tmp_path), name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"qorgan: {name} ")
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


def test_a_home_that_is_a_file_is_one_line(tmp_path: Path):
    (tmp_path / "file").write_text("")
    done = qorgan("migrate", QORGAN_HOME=str(tmp_path / "file"))
    assert done.returncode == 1
    assert "is a file; QORGAN_HOME must be a folder" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_background_database_is_started_once_and_found_by_its_url(home: Path):
    again = qorgan("db", "start", QORGAN_HOME=str(home))
    assert (again.returncode, again.stderr) == (1, f"qorgan: the database of {home} runs already\n")
    url = qorgan("db", "url", "--role", "web", QORGAN_HOME=str(home)).stdout.strip()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("qorgan_web",)


def test_psql_opens_the_database_and_passes_its_own_status_on(home: Path):
    done = qorgan("db", "psql", "--role", "owner", "--", "-Atc", "SELECT current_user", QORGAN_HOME=str(home))
    assert (done.returncode, done.stdout) == (0, "qorgan_owner\n")
    assert qorgan("db", "psql", "--", "-c", "SELECT nonsense", QORGAN_HOME=str(home)).returncode == 1


def test_stopping_what_does_not_run_is_no_mistake_and_hits_nobody(tmp_path: Path):
    assert qorgan("db", "stop", QORGAN_HOME=str(tmp_path)).stdout == "No database was started in the background.\n"
    with subprocess.Popen(["/bin/sleep", "60"]) as other:
        (tmp_path / "keeper.pid").write_text(str(other.pid))
        assert qorgan("db", "stop", QORGAN_HOME=str(tmp_path)).returncode == 0
        assert other.poll() is None, "a number left over from another day is not ours to stop"
        other.kill()


def test_migrate_brings_a_database_up_to_date_and_says_so_when_asked(home: Path):
    variables = {"QORGAN_HOME": str(home)}
    before = qorgan("migrate", "--check", **variables)
    assert (before.returncode, before.stdout) == (1, "there is something to do: run qorgan migrate\n")
    done = qorgan("migrate", **variables)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("The database is up to date.\n")
    assert qorgan("migrate", "--check", **variables).stdout == "up to date\n"
    assert qorgan("migrate", "--quiet", **variables).stdout == ""


def test_a_command_starts_the_database_for_itself_and_leaves_nothing_running():
    with open_folder() as folder:
        done = qorgan("manage", "showmigrations", "--plan", QORGAN_HOME=str(folder / "home"))
        assert done.returncode == 0, done.stderr
        assert wait_until(lambda: not Server(folder / "home").running_elsewhere())


def test_a_fingerprint_changes_with_the_files_it_is_made_from(tmp_path: Path):
    package, pack = tmp_path / "package", tmp_path / "pack"
    package.mkdir()
    pack.mkdir()
    (package / "models.py").write_text("a")
    first = preparation.fingerprint(package, pack)
    assert preparation.fingerprint(package, pack) == first
    (package / "models.py").write_text("ab")
    second = preparation.fingerprint(package, pack)
    (pack / "places.csv").write_text("x")
    assert len({first, second, preparation.fingerprint(package, pack)}) == 3
