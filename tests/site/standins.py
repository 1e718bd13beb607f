"""Stand-in applications for the supervisor's tests: pages that tell their process, streams that tick."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from typing import Any


def pages(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Tell process and size of the body."""
    size = len(environ["wsgi.input"].read())
    body = f"{os.getpid()} {size}".encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


async def streams(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Tick ten times a second."""
    if scope["type"] == "lifespan":
        while True:
            kind = (await receive())["type"]
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    while True:
        await send({"type": "http.response.body", "body": b"data: %d\n\n" % os.getpid(), "more_body": True})
        await asyncio.sleep(0.1)
