"""Ten children and three counsellors at once, on the whole product, while its processes are killed one after the other."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.site.machine import needs_linux, open_folder, wait_until
from tests.storm.house import House, running_house
from tests.storm.ledger import Ledger
from tests.storm.people import Child, Counsellor

pytestmark = needs_linux
CHILDREN, WITHOUT_SCRIPT = 10, 2
COUNSELLORS = 3
CALM = 6.0  # seconds of writing where nothing is killed
BETWEEN = 2.0  # seconds of writing before and after each kill
SETTLES = 40.0  # seconds until everything must have arrived

SHORT = ["web worker", "database"]
LONG = ["web worker", "live", "worker", "database", "web", "live worker", "database", "web worker", "live", "worker"]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_folder() as folder, running_house(folder / "home") as one:
        yield one


class Storm:
    """Everybody at once, until the block ends; then everything must settle."""

    def __init__(self, house: House) -> None:
        self.ledger = Ledger()
        self.children = [Child(house.port, n, self.ledger, has_script=n >= WITHOUT_SCRIPT) for n in range(CHILDREN)]
        accounts = house.accounts["counsellor"][:COUNSELLORS]
        self.counsellors = [Counsellor(house.port, name, password, self.ledger) for name, password in accounts]
        self.is_calm, self.is_over = threading.Event(), threading.Event()
        self.ended = 0
        self._pool = ThreadPoolExecutor(CHILDREN + COUNSELLORS)
        self._running: list[Future[None]] = []

    def __enter__(self) -> Storm:
        for one in self.counsellors:
            one.sign_in()
            self._running.append(self._pool.submit(one.work, self.is_over))
        self._running += [self._pool.submit(self._write, child) for child in self.children]
        assert wait_until(lambda: self._failed() or all(child.follower for child in self.children), SETTLES)
        self._raise_failures()
        return self

    def _write(self, child: Child) -> None:
        """A child writes until the storm is calm."""
        chance = random.Random(child.name)
        child.open()
        while not self.is_calm.wait(chance.uniform(0.4, 1.4)):
            child.write()

    def _failed(self) -> bool:
        return any(one.done() and one.exception() for one in self._running)

    def _raise_failures(self) -> None:
        for one in self._running:
            if one.done():
                one.result()

    def __exit__(self, kind: object, *_: object) -> None:
        self.is_calm.set()
        if kind is None:
            wait_until(lambda: self._failed() or self._is_settled(), SETTLES)
        self.is_over.set()
        self._pool.shutdown()
        if kind is None:
            self.ended = sum(one.end_all() for one in self.counsellors)
        for one in (*self.children, *self.counsellors):
            one.close()
        if kind is None:
            self._raise_failures()

    def _is_settled(self) -> bool:
        """Every child's message is answered, and every message is at the other side."""
        talks = self.ledger.talks.values()
        return self.ledger.is_settled and all(len(t.acked_staff) == len(t.acked_child) for t in talks)

    def report(self, what: str) -> str:
        """The figures of a storm in one line."""
        found, at = self.ledger.verdict(), self.ledger.delivery
        return (
            f"{what}: {found.written} messages acknowledged, lost {found.lost}, doubled {found.doubled}, "
            f"reordered {found.reordered}; sent again {self.ledger.retries} times; "
            f"delivery p50 {at(0.5) * 1000:.0f} ms, p95 {at(0.95) * 1000:.0f} ms"
        )


def check(storm: Storm, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing lost, doubled or reordered; every message of a child was answered, every conversation ended by its holder."""
    with capsys.disabled():
        print(f"\n{storm.report(what)}")
    assert storm.ledger.verdict().is_clean
    assert all(len(talk.acked_staff) == len(talk.acked_child) for talk in storm.ledger.talks.values())
    assert len(storm.ledger.talks) == CHILDREN


def test_ten_children_and_three_counsellors_at_once(house: House, capsys) -> None:
    with Storm(house) as storm:
        time.sleep(CALM)
    check(storm, "Ten children, three counsellors", capsys)
    assert storm.ledger.retries == 0
    assert storm.ledger.delivery(0.95) < 1


@pytest.mark.parametrize("points", [SHORT, pytest.param(LONG, marks=pytest.mark.long)], ids=["two points", "ten points"])
def test_processes_are_killed_in_turn_and_nothing_is_lost(house: House, points: list[str], capsys) -> None:
    with Storm(house) as storm:
        for point in points:
            time.sleep(BETWEEN)
            seconds = house.kill(point)
            with capsys.disabled():
                print(f"\n  killed {point}: another runs after {seconds:.1f} s", end="")
            _goes_on(storm)
        time.sleep(BETWEEN)
    check(storm, f"Killed at {len(points)} points", capsys)
    assert house.running.process.poll() is None


def _goes_on(storm: Storm) -> None:
    """Messages are acknowledged again before the next point: each kill meets a product at work."""
    known = storm.ledger.verdict().written
    assert wait_until(lambda: storm.ledger.verdict().written > known + CHILDREN, SETTLES)
