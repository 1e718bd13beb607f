"""A few threads read for all, and close their connection before they rest."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from qorgan.live import readers as readers_file
from qorgan.live.readers import Readers
from tests.live.page import wait_for


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the threads that closed their connections, in order."""
    names: list[str] = []
    closing = SimpleNamespace(close_all=lambda: names.append(threading.current_thread().name))
    monkeypatch.setattr(readers_file, "connections", closing)
    return names


@pytest.fixture
def readers(closed: list[str]) -> Iterator[Readers]:
    pool = Readers(2)
    pool.start()
    threads = tuple(pool._threads)
    yield pool
    pool.stop()
    for thread in threads:
        thread.join(5)


def test_a_result_and_a_fault_come_back(readers: Readers) -> None:
    async def run() -> None:
        assert await readers.run(divmod, 7, 2) == (3, 1)
        with pytest.raises(ZeroDivisionError):
            await readers.run(divmod, 7, 0)

    asyncio.run(run())


def test_no_more_threads_than_were_asked_for(readers: Readers) -> None:
    async def run() -> set[str]:
        def slow() -> str:
            time.sleep(0.01)
            return threading.current_thread().name

        return set(await asyncio.gather(*(readers.run(slow) for _ in range(20))))

    assert asyncio.run(run()) == {"live-reader-0", "live-reader-1"}


def test_a_thread_closes_before_it_rests_and_not_between_reads_that_wait(readers: Readers, closed: list[str]) -> None:
    assert wait_for(lambda: len(closed) == 2)  # both rest
    closed.clear()

    async def run() -> None:
        await asyncio.gather(*(readers.run(time.sleep, 0.002) for _ in range(40)))

    asyncio.run(run())
    assert wait_for(lambda: len(closed) >= 2)
    assert sorted(set(closed)) == ["live-reader-0", "live-reader-1"]
    assert len(closed) <= 4


def test_a_read_that_nobody_waits_for_any_more_is_not_made(readers: Readers) -> None:
    made: list[str] = []

    async def run() -> None:
        blocking = [asyncio.create_task(readers.run(time.sleep, 0.05)) for _ in range(2)]
        await asyncio.sleep(0.01)
        given_up = asyncio.create_task(readers.run(made.append, "made"))
        await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.gather(*blocking)
        await readers.run(made.append, "after")

    asyncio.run(run())
    assert made == ["after"]


def test_stopped_threads_end() -> None:
    pool = Readers(3)
    pool.start()
    threads = tuple(pool._threads)
    pool.stop()
    for thread in threads:
        thread.join(5)
    assert not any(thread.is_alive() for thread in threads)
