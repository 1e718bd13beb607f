"""`/live/<source>/<key>` as a small ASGI application: server-sent events, no Django request in between.

The answer to a visitor who may not follow is the answer for what does not exist: 404 without a body. What is only
trouble for a moment (database away, process stopping or full) is answered with an empty stream and a time to come
again, because a browser never comes back after any status but 200.

`Last-Event-ID` needs no answer of its own: every stream, the first and each later one, begins with a frame that names
the newest number, and the page reads what is newer than it has.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from time import monotonic
from typing import Any

from django.http.cookie import parse_cookie

from qorgan.live.gates import Visitor
from qorgan.live.hub import Hub
from qorgan.live.sources import find
from qorgan.live.stopping import when_told_to_stop
from qorgan.live.streams import Ending, Stream, retry_frame
from qorgan.live.topics import KEY_SHAPE, SOURCE_SHAPE

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

logger = logging.getLogger("qorgan.live")

LAST_WORD = 1.0

_ADDRESS = re.compile(rf"/live/({SOURCE_SHAPE})/({KEY_SHAPE})")
_OWN_SITE = ("", "same-origin", "none")
_HEADERS = [
    (b"cache-control", b"no-store, no-transform"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
]
_EVENTS = (b"content-type", b"text/event-stream; charset=utf-8")


def visitor_of(scope: Scope) -> Visitor:
    """The cookies and the other headers of a request, as text."""
    headers: dict[str, str] = {}
    cookies: list[str] = []
    for name, value in scope["headers"]:
        if name.lower() == b"cookie":
            cookies.append(value.decode("latin-1"))
        else:
            headers[name.lower().decode("latin-1")] = value.decode("latin-1")
    return Visitor(cookies=parse_cookie("; ".join(cookies)), headers=headers)


async def _answer(send: Send, status: int, *extra: tuple[bytes, bytes], body: bytes = b"") -> None:
    length = (b"content-length", str(len(body)).encode("ascii"))
    await send({"type": "http.response.start", "status": status, "headers": [*_HEADERS, length, *extra]})
    await send({"type": "http.response.body", "body": body, "more_body": False})


class Live:
    """The application. Its hub begins with the server's lifespan, or with the first stream where there is none."""

    def __init__(self, make_hub: Callable[[], Hub] = Hub) -> None:
        self._make_hub = make_hub
        self.hub: Hub | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live_through(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _live_through(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._running_hub()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if self.hub is not None:
                    await self.hub.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _running_hub(self) -> Hub:
        if self.hub is None:
            self.hub = self._make_hub()
            self.hub.start()
            when_told_to_stop(self.hub.stop_streams)
        return self.hub

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await _answer(send, 405, (b"allow", b"GET"))
            return
        address = _ADDRESS.fullmatch(scope["path"])
        source = find(address[1]) if address else None
        visitor = visitor_of(scope)
        if address is None or source is None or visitor.headers.get("sec-fetch-site", "") not in _OWN_SITE:
            await _answer(send, 404)
            return
        hub = self._running_hub()
        if hub.is_full:
            await _come_again(send)
            return
        await _stream(hub, hub.enter(source, address[2], visitor), receive, send)


async def _come_again(send: Send) -> None:
    """Trouble that passes: the browser returns by itself after a few seconds."""
    await _answer(send, 200, _EVENTS, body=retry_frame(3, 10))


async def _stream(hub: Hub, stream: Stream, receive: Receive, send: Send) -> None:
    """One stream from the question whether it may be to its end."""
    gone = asyncio.create_task(_watch(stream, receive))
    try:
        try:
            may_follow = await hub.check(stream)
        except Exception as fault:  # noqa: BLE001 - a room's query may raise anything; nothing is shown either way
            logger.warning("live: a stream could not be opened (%s)", type(fault).__name__)
            await _come_again(send)
            return
        if not may_follow:
            await _answer(send, 404)
            return
        await _write_until_done(stream, send)
    finally:
        hub.leave(stream)
        gone.cancel()


async def _watch(stream: Stream, receive: Receive) -> None:
    """Waits until the browser goes."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end(Ending.LEFT)


async def _write_until_done(stream: Stream, send: Send) -> None:
    """Writes in a task of its own, so that a browser that accepts nothing does not outlive its right to follow."""
    writer = asyncio.create_task(_write(stream, send))
    done = asyncio.create_task(stream.done.wait())
    try:
        await asyncio.wait((writer, done), return_when=asyncio.FIRST_COMPLETED)
    finally:
        writer.cancel()
        done.cancel()
        await asyncio.gather(writer, done, return_exceptions=True)
    if stream.ending is not Ending.LEFT:
        last = retry_frame(60, 120) if stream.ending is Ending.CROWDED else b""
        with suppress(Exception):  # the browser may have gone in this moment; each server says so in its own way
            async with asyncio.timeout(LAST_WORD):
                await send({"type": "http.response.body", "body": last, "more_body": False})


async def _write(stream: Stream, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, _EVENTS]})
    frame: bytes | None = retry_frame(1, 3) + (stream.take() or b"")
    while True:
        if frame is not None:
            stream.wrote, stream.is_writing = monotonic(), True
            await send({"type": "http.response.body", "body": frame, "more_body": True})
            stream.is_writing = False
        await stream.wake.wait()
        frame = stream.take()


application = Live()
