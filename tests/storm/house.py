"""The whole product of a storm: `qorgan run` in a home of its own, its processes by name, its demo sign-ins."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qorgan.site.launcher.server import lock_now
from tests.site.homes import with_demo
from tests.site.machine import environment, wait_until
from tests.site.running import FIRST_START, PATIENCE, Running, free_port

CALLED = {
    "web": "qorgan.site.web",
    "web worker": "qorgan.site.web",
    "live": "qorgan.site.asgi",
    "live worker": "qorgan.site.asgi",
    "worker": "procrastinate worker",
    "database": "/bin/postgres -D",
}


@dataclass
class House:
    """A running product."""

    running: Running
    home: Path
    accounts: dict[str, list[tuple[str, str]]]

    @property
    def port(self) -> int:
        return self.running.port

    def processes(self, name: str) -> list[int]:
        """The processes of a part, eldest first; a «… worker» is one that the server forked for the requests."""
        found = [one for one in self.running.called(CALLED[name]) if "resource_tracker" not in _line(one)]
        return [one for one in found if _parent(one) in found] if name.endswith(" worker") else found

    def kill(self, name: str) -> float:
        """SIGKILL to one process of a part; gives the seconds until the supervisor, or the server itself, has replaced it."""
        assert wait_until(lambda: bool(self.processes(name)), PATIENCE), f"no {name} runs"
        number, began = self.processes(name)[0], time.monotonic()
        known = set(self.processes(name))
        os.kill(number, signal.SIGKILL)
        assert wait_until(lambda: self._is_replaced(name, number, known), PATIENCE), f"{name} was not started again"
        return time.monotonic() - began

    def _is_replaced(self, name: str, number: int, known: set[int]) -> bool:
        now = set(self.processes(name))
        return number not in now and bool(now - known)


def _line(number: int) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _parent(number: int) -> int:
    try:
        return int(Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


@contextmanager
def running_house(home: Path, **variables: str) -> Iterator[House]:
    """Started on a demo that is written, ready, ended."""
    port = free_port()
    with_demo(home)
    given = environment(QORGAN_HOME=str(home), PORT=str(port), **variables)
    command = [sys.executable, "-m", "qorgan.site.cli"]
    one = Running([*command, "run"], given, port)
    try:
        one.line_with("Qorgan is ready", FIRST_START)
        listed = subprocess.run([*command, "demo", "--accounts", "--json"], env=given, capture_output=True, check=True, text=True)
        accounts: dict[str, list[tuple[str, str]]] = {}
        for row in json.loads(listed.stdout):
            accounts.setdefault(row["role"], []).append((row["username"], row["password"]))
        yield House(one, home, accounts)
    finally:
        one.end()


@contextmanager
def database_gone(house: House) -> Iterator[None]:
    """Inside, the database is dead and cannot come back: its home's lock is held here, faster than the supervisor takes it."""
    descriptor = os.open(house.home / "database.lock", os.O_RDWR)
    try:
        os.kill(house.processes("database")[0], signal.SIGKILL)
        assert wait_until(lambda: lock_now(descriptor), PATIENCE)
        yield
    finally:
        os.close(descriptor)
