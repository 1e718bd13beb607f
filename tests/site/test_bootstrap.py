"""The first command on a fresh machine: an old Python is told so, nothing unpinned is used, nothing is done twice."""

from __future__ import annotations

import ast
import hashlib
import subprocess
import sys
import threading
import types
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.site.machine import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import environment as made
import suite

OLD = [path for path in Path("/root/.pyenv/versions").glob("*/bin/python") if path.parts[-3].startswith(("2.", "3.6"))]
WHEEL = b"PK not really a wheel"


def test_the_first_file_uses_nothing_that_an_old_python_cannot_read():
    tree = ast.parse((ROOT / "tools" / "bootstrap.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not isinstance(node, ast.JoinedStr | ast.AnnAssign | ast.NamedExpr | ast.AsyncFunctionDef | ast.Nonlocal)
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert not any(argument.annotation for argument in node.args.args)


@pytest.mark.skipif(not OLD, reason="this machine has no old Python")
@pytest.mark.parametrize("python", OLD, ids=lambda path: path.parts[-3])
def test_an_old_python_gives_one_line(python: Path):
    done = subprocess.run(
        [python, ROOT / "tools" / "bootstrap.py"], env={"PATH": "/nowhere"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Qorgan needs Python 3.11 or newer; this is Python ")
    assert done.stderr.count("\n") == 1


class Index(BaseHTTPRequestHandler):
    """A package index with one wheel."""

    def do_GET(self) -> None:
        name = self.path.rsplit("/", 1)[-1]
        page = b'<a href="../../files/pip-26.3-py3-none-any.whl#sha256=0">pip</a>' if self.path.endswith("/pip/") else WHEEL
        self.send_response(200 if name == "" or name.startswith("pip-26.3") else 404)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *words: object) -> None:
        """Quiet."""


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A lock that names the wheel of a package index on the loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    lock = tmp_path / "pip.lock"
    lock.write_text(f"pip==26.3 \\\n    --hash=sha256:{hashlib.sha256(WHEEL).hexdigest()}\n")
    monkeypatch.setattr(made, "PIP_LOCK", lock)
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/simple/")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield lock
    server.shutdown()
    server.server_close()


def test_where_python_has_no_pip_the_pinned_wheel_is_fetched(index: Path, tmp_path: Path):
    assert made.fetch_pip(tmp_path).read_bytes() == WHEEL


def test_a_wheel_with_another_hash_is_refused_and_not_kept(index: Path, tmp_path: Path):
    index.write_text(index.read_text().replace(hashlib.sha256(WHEEL).hexdigest(), "0" * 64))
    with pytest.raises(made.Failed, match="does not have the pinned hash"):
        made.fetch_pip(tmp_path)
    assert not list(tmp_path.glob("*.whl"))


def test_an_index_without_the_version_says_what_else_to_do(index: Path, tmp_path: Path):
    index.write_text("pip==1.0 --hash=sha256:" + "0" * 64)
    with pytest.raises(made.Failed, match="install your system's python3-venv"):
        made.fetch_pip(tmp_path)


def test_an_index_that_cannot_be_reached_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(made.Failed, match="cannot be reached"):
        made.fetch_pip(tmp_path)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The environment's steps as words instead of deeds."""
    done: list[str] = []
    venv = tmp_path / ".venv"
    venv.mkdir()
    monkeypatch.setattr(made, "VENV", venv)
    monkeypatch.setattr(made, "STAMP", venv / "qorgan.json")
    monkeypatch.setattr(made, "_is_usable", lambda: True)
    monkeypatch.setattr(made, "_install", done.append)
    monkeypatch.setattr(made, "_connect_sources", lambda: None)
    monkeypatch.setattr(made, "LOCKS", {kind: tmp_path / f"{kind}.lock" for kind in ("run", "dev")})
    for path in made.LOCKS.values():
        path.write_text("a==1")
    return done


def test_an_environment_is_made_once_and_again_only_when_a_lock_changes(steps: list[str]):
    made.prepare("run")
    made.prepare("run")
    assert steps == ["run"]
    made.LOCKS["run"].write_text("a==2")
    made.prepare("run")
    assert steps == ["run", "run"]


def test_an_environment_for_tests_serves_the_product_as_well(steps: list[str]):
    made.prepare("dev")
    made.prepare("run")
    assert steps == ["dev"]


def test_an_environment_that_was_not_finished_is_made_again(steps: list[str], monkeypatch: pytest.MonkeyPatch):
    def fail(wanted: str) -> None:
        raise made.Failed("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(made, "_install", fail)
        with pytest.raises(made.Failed):
            made.prepare("run")
    made.prepare("run")
    assert steps == ["run"]


def test_without_a_browser_and_without_the_right_to_install_one_the_suite_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(suite.shutil, "which", lambda name: None)
    assert suite.main([]) == 1
    assert capsys.readouterr().err == "The tests need Chromium; install it first: sudo apt-get install chromium\n"


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, str]]]:
    """What the suite would run: pytest's words and the variables that are set for it."""
    done: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(suite, "ensure_browser", lambda: True)
    monkeypatch.setattr(suite, "run_pytest", lambda words, **variables: done.append((words, variables)) or 0)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return done


def _find(path: str) -> types.SimpleNamespace:
    return types.SimpleNamespace(run=lambda *_, **__: types.SimpleNamespace(returncode=0, stdout=path + "\n"), PIPE=-1)


def test_the_core_runs_once_more_on_the_machines_own_server(runs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(suite, "subprocess", _find("/usr/lib/postgresql/15/bin"))
    assert suite.main([]) == 0
    (first, none), (core, variables) = runs
    assert (first, none) == ([], {})
    assert variables == {"QORGAN_TEST_POSTGRES": "/usr/lib/postgresql/15/bin"}
    assert len(core) >= 6
    assert all((ROOT / name).exists() for name in core), "a name of the core that is gone would silently test less"
    runs.clear()
    suite.main(["--long"])
    assert runs[1][0][0] == "tests"
    runs.clear()
    suite.main(["tests/live"])
    assert [words for words, _variables in runs] == [["tests/live"]]


def test_without_a_server_of_ones_own_the_reason_is_printed(runs, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setattr(suite, "subprocess", _find(""))
    assert suite.main([]) == 0
    assert len(runs) == 1
    assert "none of version 15 or newer" in capsys.readouterr().out
