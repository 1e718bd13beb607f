"""A supervisor in a process of its own, as tests start it, ask it and end it."""

from __future__ import annotations

import http.client
import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue

import pytest

PATIENCE = 60.0  # seconds; a slow machine
FIRST_START = 300.0  # seconds; schema, country pack and demo data on a machine that runs other tests meanwhile


class Running:
    """A supervisor in a process of its own."""

    def __init__(self, command: list[str], variables: dict[str, str], port: int) -> None:
        self.port = port
        self.lines: list[str] = []
        self._queue: Queue[str] = Queue()
        self.process = subprocess.Popen(
            command,
            env=variables,
            cwd="/",
            stdin=subprocess.DEVNULL,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._queue.put(line.rstrip("\n"))

    def line_with(self, text: str, seconds: float = PATIENCE) -> str:
        """The first line, old or new, that holds the text."""
        deadline = time.monotonic() + seconds
        for line in self.lines:
            if text in line:
                return line
        while time.monotonic() < deadline:
            with suppress(Empty):
                self.lines.append(self._queue.get(timeout=0.2))
                if text in self.lines[-1]:
                    return self.lines[-1]
            if self.process.poll() is not None and self._queue.empty():
                break
        pytest.fail(f"no line with {text!r}:\n" + "\n".join(self.lines))

    def said(self) -> list[str]:
        """Every line until now."""
        while not self._queue.empty():
            self.lines.append(self._queue.get())
        return self.lines

    def family(self) -> list[int]:
        """The supervisor and every process below it."""
        parents = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with suppress(OSError):
                    parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        found = [self.process.pid]
        for number in found:
            found += [child for child, parent in parents.items() if parent == number]
        return found

    def called(self, text: str) -> list[int]:
        """Those of the family whose command line holds the text, wardens left out, eldest first."""
        found = []
        for number in self.family():
            with suppress(OSError):
                line = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                if text in line and "warden.py" not in line:
                    found.append(number)
        return found

    def get(self, path: str, body: bytes | None = None, seconds: float = 30) -> bytes:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request("POST" if body is not None else "GET", path, body)
            return connection.getresponse().read()
        finally:
            connection.close()

    def end(self) -> None:
        """Whatever happened in the test, nothing stays."""
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(PATIENCE)
        self.process.kill()
        self.process.wait()
        self._reader.join(10)
        if self.process.stdout:
            self.process.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
