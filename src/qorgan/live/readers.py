"""A few threads that read the database for all streams.

Streams hold no connection. A thread opens one for the reads that are waiting and closes it as soon as none is, so
1,000 streams cost at most `size` connections for moments, and none at rest.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

from django.db import connections

Given = ParamSpec("Given")
Found = TypeVar("Found")
_Job = tuple[asyncio.AbstractEventLoop, "asyncio.Future[Any]", Callable[[], Any]]


def _answer(future: asyncio.Future[Any], result: Any, fault: Exception | None) -> None:
    if future.done():
        return
    if fault is None:
        future.set_result(result)
    else:
        future.set_exception(fault)


class Readers:
    """`size` threads; `await run(function, *args)` gives its result or raises its exception."""

    def __init__(self, size: int = 4) -> None:
        self.size = size
        self._waiting: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Starts the threads; they end with the process."""
        for number in range(self.size):
            thread = threading.Thread(target=self._work, name=f"live-reader-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Lets the threads end after what is waiting."""
        for _ in self._threads:
            self._waiting.put(None)
        self._threads.clear()

    async def run(self, function: Callable[Given, Found], *args: Given.args, **options: Given.kwargs) -> Found:
        """Runs `function(*args, **options)` in one of the threads."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Found] = loop.create_future()
        self._waiting.put((loop, future, lambda: function(*args, **options)))
        return await future

    def _next(self) -> _Job | None:
        try:
            return self._waiting.get_nowait()
        except Empty:
            connections.close_all()
            return self._waiting.get()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            self._do(*job)
        connections.close_all()

    @staticmethod
    def _do(loop: asyncio.AbstractEventLoop, future: asyncio.Future[Any], function: Callable[[], Any]) -> None:
        if future.cancelled():
            return
        result, fault = None, None
        try:
            result = function()
        except Exception as raised:  # noqa: BLE001 - handed to whoever waits, which decides
            fault = raised
            connections.close_all()  # a connection that failed is not used for the next read
        with suppress(RuntimeError):  # the loop has closed while we read; nobody waits any more
            loop.call_soon_threadsafe(_answer, future, result, fault)
