"""Visitors: so many requests in flight on kept connections to a Unix socket, and what they measured."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

Request = Callable[[int], bytes]
"""Gives the bytes of the request with a number."""


@dataclass
class Measured:
    """Seconds of each whole answer of one round or of several, and how long the rounds were."""

    seconds: list[float] = field(default_factory=list)
    lasted: float = 0.0
    size: int = 0

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.seconds) / self.lasted

    def percentile(self, share: int) -> float:
        """Milliseconds within which `share` of a hundred answers came."""
        return statistics.quantiles(self.seconds, n=100)[share - 1] * 1000

    def add(self, other: Measured) -> None:
        self.seconds += other.seconds
        self.lasted += other.lasted
        self.size = other.size


def get(path: str, cookies: str = "") -> bytes:
    """A GET as a browser sends it."""
    return _head("GET", path, cookies) + b"\r\n"


def post(path: str, fields: dict[str, str], cookies: str = "") -> bytes:
    """A form as a browser sends it."""
    body = urlencode(fields).encode()
    kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    return _head("POST", path, cookies) + kind.encode() + body


def _head(method: str, path: str, cookies: str) -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n"
        "Accept: text/html,application/xhtml+xml\r\nAccept-Language: kk,ru;q=0.8\r\nSec-Fetch-Site: same-origin\r\n"
        + (f"Cookie: {cookies}\r\n" if cookies else "")
    ).encode()


async def _visit(socket: Path, request: Request, numbers: list[int], measured: Measured, ends: tuple[float, bytes]) -> None:
    until, status = ends
    reader, writer = await asyncio.open_unix_connection(str(socket), limit=2**20)
    while numbers and time.perf_counter() < until:
        asked = request(numbers.pop())
        began = time.perf_counter()
        writer.write(asked)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        measured.seconds.append(time.perf_counter() - began)
        measured.size = length
        if not head.startswith(b"HTTP/1.1 " + status):
            raise SystemExit(f"{asked[:60]!r} was answered with {head[:30]!r} {body[:2000].decode()}")
    writer.close()


def visit(
    socket: Path, request: Request, *, in_flight: int, seconds: float, numbers: list[int] | None = None, status: int = 200
) -> Measured:
    """One round. `numbers` are handed to `request` one by one; the round ends early when they are used up."""
    measured, left = Measured(), numbers if numbers is not None else list(range(10**6, 0, -1))

    async def all_of_them() -> None:
        until = time.perf_counter() + seconds
        await asyncio.gather(*(_visit(socket, request, left, measured, (until, str(status).encode())) for _ in range(in_flight)))

    began = time.perf_counter()
    asyncio.run(all_of_them())
    measured.lasted = time.perf_counter() - began
    return measured
