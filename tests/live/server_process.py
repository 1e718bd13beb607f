"""Real server processes for `live`: granian serving the stage, started, stopped and killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class LiveProcess:
    """One granian with one worker.

    `database` are psycopg's arguments; `pool` is the size of Django's pool, 0 for none; `fault` as in `stage`.
    """

    def __init__(self, database: dict[str, str], *, port: int | None = None, pool: int = 0, fault: str = "") -> None:
        self.database = database
        self.port = port or free_port()
        self.pool = pool
        self.fault = fault
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Starts and waits until the port answers."""
        environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "STAGE_DATABASE": json.dumps(self.database),
            "STAGE_POOL": str(self.pool),
            "STAGE_FAULT": self.fault,
        }
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(self.port), "--no-ws"]
        # Every open stream is a request being served: the default of 1024 would refuse the next one.
        limits = ["--http", "1", "--backlog", "4096", "--backpressure", "4096"]
        self._process = subprocess.Popen(
            [*command, *limits, "--log-level", "warning", "tests.live.stage:application"],
            env=environment,
            start_new_session=True,
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        self.kill()
        raise RuntimeError("the live process did not start")

    def kill(self) -> None:
        """kill -9 for all of it, as a power cut would."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    def stop(self, within: float = 10) -> bool:
        """SIGTERM; whether it has ended in time."""
        if self._process is None:
            return True
        self._process.terminate()
        try:
            self._process.wait(within)
        except subprocess.TimeoutExpired:
            return False
        self._process = None
        return True

    @property
    def pids(self) -> list[int]:
        """The process and its workers."""
        if self._process is None:
            return []
        main = self._process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        return [main, *map(int, children)]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *fault: object) -> None:
        self.kill()
