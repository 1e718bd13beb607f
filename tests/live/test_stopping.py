"""A signal is heard by us, by asyncio's own handler, and by whoever had it before."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Iterator

import pytest

from qorgan.live.stopping import when_told_to_stop


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_ours_the_loops_and_the_former_handler_all_hear_it() -> None:
    heard: list[str] = []
    signal.signal(signal.SIGINT, lambda number, frame: heard.append("former"))  # as uvicorn does

    async def run() -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, heard.append, "loop")  # as granian does
        when_told_to_stop(lambda: heard.append("ours"))
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.05)
        assert sorted(heard) == ["loop", "ours"]
        heard.clear()
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(0.05)
        assert sorted(heard) == ["former", "ours"]
        loop.remove_signal_handler(signal.SIGTERM)

    asyncio.run(run())


def test_outside_the_main_thread_nothing_is_installed_and_nothing_fails() -> None:
    before = signal.getsignal(signal.SIGTERM)

    async def run() -> None:
        when_told_to_stop(lambda: None)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    thread.join(5)
    assert signal.getsignal(signal.SIGTERM) is before
