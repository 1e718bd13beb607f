"""What the front costs: requests per second and CPU per request, straight to granian and through the front, in the same run."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.stage import figures

from qorgan.site.front import Front

CONNECTIONS, SECONDS, PORT = 8, 6.0, 8794
REQUEST = (
    b"GET /help?language=kk HTTP/1.1\r\nHost: 127.0.0.1:8794\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n"
    b"Accept: text/html,application/xhtml+xml\r\nAccept-Language: kk,ru;q=0.8\r\nAccept-Encoding: gzip, deflate, br\r\n"
    b"Cookie: s=0123456789abcdef0123456789abcdef\r\nSec-Fetch-Site: same-origin\r\nConnection: keep-alive\r\n\r\n"
)
APPLICATION = """
def application(environ, start_response):
    body = b"x" * 10000
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]
"""
Dial = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


async def pound(dial: Dial, until: float) -> int:
    """Ask on one kept connection until the time is over; gives the number of whole answers."""
    reader, writer = await dial()
    count = 0
    while time.monotonic() < until:
        writer.write(REQUEST)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]))
        count += 1
    writer.close()
    return count


async def to_front() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection from outside."""
    return await asyncio.open_connection("127.0.0.1", PORT)


async def rate(dial: Dial) -> float:
    """Answers per second over all connections."""
    until = time.monotonic() + SECONDS
    return sum(await asyncio.gather(*(pound(dial, until) for _ in range(CONNECTIONS)))) / SECONDS


async def patiently(dial: Dial) -> None:
    """Wait until the server takes connections."""
    for _ in range(600):
        try:
            _, writer = await dial()
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise TimeoutError


def serve_front(sockets: dict[str, Path], seconds: float) -> None:
    """The front in a process of its own, so that its CPU can be read; prints the seconds used."""

    async def stay() -> None:
        front = Front(sockets, unavailable=lambda: b"")
        await front.listen("127.0.0.1", PORT)
        await asyncio.sleep(seconds)
        await front.close()

    asyncio.run(stay())
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, flush=True)


def main() -> None:
    """Measure and print."""
    if len(sys.argv) > 1:
        serve_front({"web": Path(sys.argv[1]), "live": Path(sys.argv[1])}, float(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory(prefix="qb-", dir="/tmp") as name:
        socket = Path(name, "web")
        Path(name, "bare.py").write_text(APPLICATION, encoding="ascii")
        words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--uds", str(socket), "--http", "1", "--no-ws"]
        variables = {**os.environ, "PYTHONPATH": f"{name}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
        with subprocess.Popen([*words, "--log-level", "error", "bare:application"], env=variables) as server:
            try:
                asyncio.run(patiently(lambda: asyncio.open_unix_connection(str(socket))))
                measure(socket)
            finally:
                server.terminate()


def measure(socket: Path) -> None:
    """Straight first, then through the front."""
    straight = asyncio.run(rate(lambda: asyncio.open_unix_connection(str(socket))))
    words = [sys.executable, __file__, str(socket), str(SECONDS + 6)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as front:
        asyncio.run(patiently(to_front))
        through = asyncio.run(rate(to_front))
        output, _ = front.communicate()
    cpu = float(output) / (through * SECONDS)
    print(f"straight to granian   {straight:8.0f} requests/s")
    print(f"through the front     {through:8.0f} requests/s  ({through / straight:.2f} of straight)")
    print(f"CPU of the front      {cpu * 1e6:8.0f} microseconds per request")
    figures.known("through the front, 8 connections", through, unit="/s", bare=straight)


if __name__ == "__main__":
    main()
