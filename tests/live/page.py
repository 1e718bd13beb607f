"""What a browser's page does: follows with EventSource's rules, and on each wake-up reads the rows it does not have."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

LONGEST_PAUSE = 0.2  # seconds; a browser waits as `retry:` says, a test does not have to


@dataclass
class Frames:
    """Takes a text/event-stream apart, line by line."""

    last_id: str = ""
    event: str = ""
    retry: float = 1.0
    beats: int = 0

    def line(self, text: str) -> str | None:
        """The data of an event that is complete with this line, else None."""
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        if text.startswith(":"):
            self.beats += 1
        elif name == "id":
            self.last_id = value
        elif name == "event":
            self.event = value
        elif name == "retry":
            self.retry = int(value) / 1000
        elif name == "data":
            return value
        return None


@dataclass
class Page:
    """Follows `path` with `cookie` in a thread. `read(after)` gives the rows newer than that number, in order."""

    port: int
    path: str
    cookie: str
    read: Callable[[int], list[tuple[int, str]]] | None = None
    claims: str = ""
    cookie_name: str = "stage"
    got: list[tuple[int, str]] = field(default_factory=list)
    wakes: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    frames: Frames = field(default_factory=Frames)
    _sock: socket.socket | None = None
    _ended: threading.Event = field(default_factory=threading.Event)

    def open(self) -> Page:
        """Begins to follow."""
        self.frames.last_id = self.claims
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()
        return self

    def close(self) -> None:
        """Stops following."""
        self._ended.set()
        sock = self._sock
        if sock is not None:
            with suppress(OSError):  # it may have ended by itself
                sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(20)

    @property
    def is_refused(self) -> bool:
        """Whether the server's last answer was final: any status but 200 closes an EventSource for good."""
        return bool(self.statuses) and self.statuses[-1] != 200

    def _follow(self) -> None:
        while not self._ended.is_set():
            with suppress(OSError, http.client.HTTPException):
                self._stream()
            if self.is_refused:
                return
            self._ended.wait(min(self.frames.retry, LONGEST_PAUSE))

    def _stream(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Cookie": f"{self.cookie_name}={self.cookie}"}
            if self.frames.last_id:
                headers["Last-Event-ID"] = self.frames.last_id
            connection.request("GET", self.path, headers=headers)
            self._sock = connection.sock
            answer = connection.getresponse()
            self.statuses.append(answer.status)
            while answer.status == 200 and not self._ended.is_set() and (raw := answer.readline()):
                data = self.frames.line(raw.decode().rstrip("\n"))
                if data is not None:
                    self._woken(data)
        finally:
            self._sock = None
            connection.close()

    def _woken(self, data: str) -> None:
        self.wakes.append(data)
        if self.read is not None:
            self.got.extend(self.read(self.got[-1][0] if self.got else 0))


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return condition()
