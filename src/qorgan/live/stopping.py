"""Hearing that the process is to stop, in time.

A server drains before it shuts its applications down: granian waits for every open response and only then sends
`lifespan.shutdown`. A stream never ends by itself, so the streams must be ended when the signal arrives.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from types import FrameType


def when_told_to_stop(call: Callable[[], None]) -> None:
    """Runs `call` on the running loop at SIGTERM or SIGINT, besides what the server does then.

    asyncio gets signals through a descriptor that C code writes, so the server's own `loop.add_signal_handler` keeps
    working under this Python-level one; a handler set with `signal.signal` (uvicorn) is called after ours. Outside the
    main thread, where Python takes no handlers, the streams end with `lifespan.shutdown` only.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def stop(received: int, frame: FrameType | None, before: object = before) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(call)
            if callable(before):
                before(received, frame)

        try:
            signal.signal(number, stop)
        except ValueError:
            return
