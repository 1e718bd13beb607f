"""Ten children and three counsellors at once, on the whole product, while its processes are killed one after the other."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.site.machine import needs_linux, open_folder, wait_until
from tests.storm.house import House, database_gone, running_house
from tests.storm.ledger import Ledger
from tests.storm.people import Answer, Browser, Child, Counsellor

pytestmark = needs_linux
CHILDREN, WITHOUT_SCRIPT = 10, 2
COUNSELLORS = 3
CALM = 6.0  # seconds of writing where nothing is killed
BETWEEN = 2.0  # seconds of writing before and after each kill
SETTLES = 90.0  # seconds until everything must have arrived

AWAY_FOR = 20.0  # seconds; longer than the supervisor's patience with a part that keeps ending

SHORT = ["web worker", "database"]
LONG = ["web worker", "live", "worker", "database", "web", "live worker", "database", "web worker", "live", "worker"]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_folder() as folder, running_house(folder / "home") as one:
        yield one


@dataclass(frozen=True)
class Away:
    """Who was at work when the database went."""

    child: Child
    counsellor: Counsellor
    ledger: Ledger


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


def test_while_the_database_is_gone_nothing_gives_up_and_afterwards_everything_goes_on(house: House, capsys) -> None:
    ledger = Ledger()
    child = Child(house.port, 98, ledger)
    child.open()
    with ThreadPoolExecutor(1) as pool, database_gone(house):
        waiting = pool.submit(child.write)
        assert not wait_until(lambda: house.running.process.poll() is not None, AWAY_FOR)
        assert not waiting.done()
        house.running.line_with("the database did not start again", 1)
    waiting.result()
    with capsys.disabled():
        print(f"\nDatabase gone for {AWAY_FOR:.0f} s: the message waited, sent again {ledger.retries} times")
    assert [text for _seq, text in child.news(0)] == ledger.talk(child.name).acked_child
    child.close()


@pytest.fixture(scope="module")
def away(house: House) -> Iterator[Away]:
    """A child and a counsellor at work, then the database goes, until the last test of this file."""
    ledger = Ledger()
    child, counsellor = Child(house.port, 99, ledger), Counsellor(house.port, *house.accounts["counsellor"][3], ledger)
    child.open()
    counsellor.sign_in()
    with database_gone(house):
        with ThreadPoolExecutor(8) as pool:  # in each server's process whoever asks first waits a moment
            list(pool.map(lambda _: ask(house, "/chat?lang=kk", child.browser.cookies), range(8)))
        yield Away(child, counsellor, ledger)
    child.close()
    counsellor.close()


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_with_the_database_gone_the_door_says_whom_to_call(house: House, away: Away, lang: str) -> None:
    took = []
    for cookies in ({}, {"s": "somebody of staff"}, {"s": "x", "t": "y"}):
        for address in (f"/help?lang={lang}", f"/return?lang={lang}"):
            began = time.monotonic()
            answer = ask(house, address, cookies)
            took.append(time.monotonic() - began)
            assert answer.status == (503 if "t" in cookies and "help" in address else 200)
            assert all(f'href="tel:{number}"' in answer.text for number in (101, 102, 103, 112, 111))
            assert f'<html lang="{lang}">' in answer.text
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert sorted(took)[len(took) // 2] < 1, "nobody waits for a database that is known to be away"
    assert max(took) < 5, "whoever asks first in one of the servers' processes waits for a moment"


def test_with_the_database_gone_a_childs_words_come_back_to_the_child(house: House, away: Away) -> None:
    answer = ask(house, "/chat?lang=ru", away.child.browser.cookies, {"k": away.child.form_key, "text": "маған көмек керек"})
    assert answer.status == 503
    assert "маған көмек керек</textarea>" in answer.text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "desk-talk"}], ids=["page", "part"])
def test_with_the_database_gone_staff_are_told_in_three_languages(house: House, away: Away, headers: dict[str, str]) -> None:
    cookies = away.counsellor.browser.cookies
    for address in ("/desk", "/contacts", "/board", "/organisations", "/sign-in"):
        answer = ask(house, address, cookies, **headers)
        assert (answer.status, answer.headers["retry-after"]) == (503, "10"), address
        assert all(words in answer.text for words in ("Жүйе қазір істемей тұр", "Система сейчас не работает", "is not working now"))
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def ask(house: House, address: str, cookies: dict[str, str], form: dict[str, str] | None = None, **headers: str) -> Answer:
    """One request, whatever its answer."""
    browser = Browser(house.port)
    browser.cookies = dict(cookies)
    return browser.ask_once(address, form, **headers)
