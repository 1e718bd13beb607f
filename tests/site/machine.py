"""What the tests of launcher and supervisor need of the machine: other users, other processes, folders open to them."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
STRANGERS = ("daemon", "bin", "games", "mail")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
needs_linux = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="reads /proc")


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every user may pass through, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="qt-", dir="/tmp") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def stranger() -> dict[str, Any]:
    """Arguments of `subprocess` for a user who is neither root nor the server's account."""
    for name in STRANGERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    pytest.skip("this machine has no other user to become")


def environment(**more: str) -> dict[str, str]:
    """A small environment in which our package and its dependencies can be imported."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT), sysconfig.get_paths()["purelib"]])
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", **more}


def python_for(user: dict[str, Any]) -> str:
    """An interpreter that this user can run and that can import psycopg; skips where there is none."""
    for candidate in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}", "/usr/bin/python3"):
        try:
            done = subprocess.run(
                [candidate, "-c", "import psycopg"],
                env=environment(),
                capture_output=True,
                cwd="/",
                check=False,
                **user,
            )
        except OSError:
            continue
        if not done.returncode:
            return candidate
    pytest.skip("no Python on this machine that another user may run with our dependencies")


@contextmanager
def told(home: Path, *options: str, user: dict[str, Any] | None = None, **variables: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """A launcher in a process of its own, and what it told; ended at the latest when the block ends."""
    python = python_for(user) if user else sys.executable
    script = str(ROOT / "tests" / "site" / "launcher_process.py")
    process = subprocess.Popen(
        [python, script, str(home), "0", *options],
        env=environment(**variables),
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **(user or {}),
    )
    assert process.stdin
    assert process.stdout
    try:
        yield process, json.loads(process.stdout.readline() or "{}")
    finally:
        process.stdin.close()
        process.wait(60)
        process.stdout.close()


def is_alive(number: int) -> bool:
    """Whether the process lives; a zombie does not."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_until(question: Callable[[], bool], seconds: float = 20) -> bool:
    """Ask again and again; gives the last answer."""
    deadline = time.monotonic() + seconds
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.03)
    return True


def processes_with(text: str) -> list[int]:
    """Processes whose command line holds `text`, except this one."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            except OSError:
                continue
            if text in line and is_alive(int(folder.name)):
                found.append(int(folder.name))
    return found
