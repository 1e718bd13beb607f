"""The one public port: requests for ``/live/…`` go to the ASGI server, all others to the WSGI server.

Both must have one origin (``connect-src 'self'``, one cookie), and two servers cannot listen on one port. The front
reads request heads only. Answers pass as they are, so streams, ranges, compression and keep-alive need no code here:
whoever does not pipeline, as no browser does, sends the next request only after the whole answer, and then the
connection behind may be changed. Nothing is added to a request, nothing about a client is kept or logged. In
production a reverse proxy that speaks TLS may do the same split and speak to the two sockets directly.
"""

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path

from qorgan.site.front_heads import Chunks, Head, Malformed, read_head

LIVE_PREFIX = b"/live/"
PATIENCE = 8.0  # seconds a request waits for a server that is just being restarted
RETRY = 0.05  # seconds between two attempts to connect
MOST_REPEATS = 2
LONGEST_HEAD_TIME = 30.0  # seconds for a head to arrive whole
LONGEST_SILENCE = 90.0  # seconds an unused connection stays open
SWEEP = 5.0  # seconds between two looks for such connections
MOST_CONNECTIONS = 8192

Page = Callable[[], bytes]


class Front:
    """Listens on ``host:port`` and knows the sockets ``web`` and ``live``.

    ``unavailable`` gives the HTML that a person sees while no server answers: it must carry the emergency numbers.
    """

    def __init__(self, sockets: Mapping[str, Path], *, unavailable: Page) -> None:
        self.sockets = sockets
        self.unavailable = unavailable
        self.connections: set[Visitor] = set()
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.Task[None] | None = None

    async def listen(self, host: str, port: int) -> None:
        """Take the port. A port that is taken raises ``OSError``."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Visitor(self), host, port, backlog=1024, reuse_address=True)
        self._sweeper = asyncio.create_task(self._sweep())

    async def close(self) -> None:
        """Stop listening and drop what is open."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
        if self._server is not None:
            self._server.close()
        for visitor in list(self.connections):
            visitor.drop()
        if self._server is not None:
            await self._server.wait_closed()

    async def _sweep(self) -> None:
        """Now and then close connections that never finish a head or are not used."""
        while True:
            await asyncio.sleep(SWEEP)
            now = time.monotonic()
            for visitor in list(self.connections):
                if visitor.is_stale(now):
                    visitor.drop()


class Visitor(asyncio.Protocol):
    """One connection from outside."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self.transport: asyncio.Transport | None = None
        self.behind: Behind | None = None
        self.is_answered = False  # a byte of the answer to the present request has come
        self._buffer = bytearray()
        self._body_left = 0
        self._chunks: Chunks | None = None
        self._since = time.monotonic()
        self._connecting: asyncio.Task[None] | None = None
        self._repeatable = b""  # the head to send again should the server die before a word of its answer
        self._repeats = 0

    # what asyncio calls -------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        if len(self.front.connections) >= MOST_CONNECTIONS:
            transport.abort()
        self.front.connections.add(self)

    def connection_lost(self, _: Exception | None) -> None:
        self.front.connections.discard(self)
        if self._connecting is not None:
            self._connecting.cancel()
        if self.behind is not None:
            self.behind.leave()
        self.transport = self.behind = None

    def eof_received(self) -> bool:
        return False  # a visitor who hangs up wants no answer; an open stream must end at once

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._connecting is None:
            self._go_on()

    def pause_writing(self) -> None:
        if self.behind is not None:
            self.behind.pause()

    def resume_writing(self) -> None:
        if self.behind is not None:
            self.behind.resume()

    # the request --------------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Pass on what the buffer holds: the rest of a body, then the next head."""
        try:
            while self._buffer and self.transport is not None and self._connecting is None:
                if self._body_left or self._chunks is not None:
                    self._pass_body()
                elif not self._pass_head():
                    return
        except Malformed as refusal:
            self.answer(refusal.status)

    def _pass_body(self) -> None:
        if self._chunks is None:
            size = min(self._body_left, len(self._buffer))
            self._body_left -= size
        else:
            with memoryview(self._buffer) as view:
                size, is_complete = self._chunks.take(view)
            self._chunks = None if is_complete else self._chunks
        piece = bytes(self._buffer[:size])
        del self._buffer[:size]
        if self.behind is not None:
            self.behind.write(piece)
        self._since = time.monotonic()

    def _pass_head(self) -> bool:
        found = read_head(self._buffer)
        if found is None:
            return False
        head, size = found
        raw = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._body_left, self._chunks = (head.length, None) if head.length is not None else (0, Chunks())
        self._repeatable, self._repeats = (raw if head.is_repeatable else b""), 0
        self._since = time.monotonic()
        self._send(head, raw)
        return True

    def _send(self, head: Head, raw: bytes) -> None:
        self.is_answered = False
        name = "live" if head.target.startswith(LIVE_PREFIX) else "web"
        if self.behind is not None and self.behind.name == name and self.behind.is_open:
            self.behind.write(raw)
            return
        if self.behind is not None:
            self.behind.leave()
            self.behind = None
        self._connect(name, raw)

    def _connect(self, name: str, raw: bytes) -> None:
        self._hold(True)
        self._connecting = asyncio.get_running_loop().create_task(self._reach(name, raw))

    async def _reach(self, name: str, raw: bytes) -> None:
        """Connect to the server ``name``, with patience while it is being restarted, and send what was waiting."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        while True:
            try:
                _, behind = await loop.create_unix_connection(lambda: Behind(self, name), sock=self._dial(name))
                break
            except OSError:
                if loop.time() > deadline:
                    self._connecting = None
                    self.answer(503)
                    return
                await asyncio.sleep(RETRY)
        self._connecting = None
        if self.transport is None:
            behind.leave()
            return
        self.behind = behind
        behind.write(raw)
        self._hold(False)
        self._go_on()

    def _dial(self, name: str) -> socket.socket:
        """Connect at once or raise ``OSError``.

        A Unix socket is connected immediately or its server's queue is full; asyncio takes the second for the first.
        """
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.setblocking(False)
        try:
            connection.connect(str(self.front.sockets[name]))
        except OSError:
            connection.close()
            raise
        return connection

    def _hold(self, hold: bool) -> None:
        """Stop or go on reading from the visitor: a slow server must not make us keep a whole upload in memory."""
        if self.transport is not None and not self.transport.is_closing():
            (self.transport.pause_reading if hold else self.transport.resume_reading)()

    def hold(self, hold: bool) -> None:
        """The server behind cannot take more, or can again."""
        if self._connecting is None:
            self._hold(hold)

    # the answer ---------------------------------------------------------------------------------------------------

    def pass_back(self, data: bytes) -> None:
        """Bytes of the answer."""
        self.is_answered = True
        self._since = time.monotonic()
        if self.transport is not None:
            self.transport.write(data)

    def lost_behind(self, name: str) -> None:
        """The server closed: the end of an answer without a length, or of the server itself.

        What changes nothing is asked again, but seldom: the request itself may be what kills a server.
        """
        self.behind = None
        if self.transport is None:
            return
        if self.is_answered:
            self.transport.close()
        elif self._repeatable and self._repeats < MOST_REPEATS:
            self._repeats += 1
            self._connect(name, self._repeatable)
        else:
            self.answer(503)

    def answer(self, status: int) -> None:
        """Our own short answer, after which the connection is closed."""
        if self.transport is None or self.transport.is_closing():
            return
        if self.is_answered:  # in the middle of an answer nothing can be said any more
            self.transport.close()
            return
        body = self.front.unavailable() if status == 503 else b""
        self.transport.write(own_answer(status, body))
        self.drop(gently=True)

    def drop(self, *, gently: bool = False) -> None:
        """Close; ``gently`` lets what was written go out first."""
        if self.transport is not None:
            (self.transport.close if gently else self.transport.abort)()

    def is_stale(self, now: float) -> bool:
        """A head that does not arrive, or a connection without a request for long. Open answers are never stale."""
        if self._connecting is not None:
            return False
        if self.behind is None:
            return now - self._since > (LONGEST_HEAD_TIME if self._buffer else LONGEST_SILENCE)
        return bool(self._buffer) and now - self._since > LONGEST_SILENCE


class Behind(asyncio.Protocol):
    """One connection to a server behind the front, used by one visitor."""

    def __init__(self, visitor: Visitor, name: str) -> None:
        self.name = name
        self._visitor: Visitor | None = visitor
        self._transport: asyncio.Transport | None = None

    @property
    def is_open(self) -> bool:
        """Whether it can still be written to."""
        return self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._visitor is not None:
            self._visitor.pass_back(data)

    def connection_lost(self, _: Exception | None) -> None:
        self._transport = None
        visitor, self._visitor = self._visitor, None
        if visitor is not None:
            visitor.lost_behind(self.name)

    def pause_writing(self) -> None:
        if self._visitor is not None:
            self._visitor.hold(True)

    def resume_writing(self) -> None:
        if self._visitor is not None:
            self._visitor.hold(False)

    def write(self, data: bytes) -> None:
        """Send to the server."""
        if self._transport is not None:
            self._transport.write(data)

    def pause(self) -> None:
        """The visitor reads slowly."""
        if self.is_open and self._transport is not None:
            self._transport.pause_reading()

    def resume(self) -> None:
        """The visitor reads again."""
        if self.is_open and self._transport is not None:
            self._transport.resume_reading()

    def leave(self) -> None:
        """The visitor is gone or goes elsewhere."""
        self._visitor = None
        if self._transport is not None:
            self._transport.abort()


def own_answer(status: int, body: bytes) -> bytes:
    """A whole answer of the front itself."""
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        "Connection: close",
        *(["Retry-After: 5"] if status == 503 else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body
