"""A disk that fills up while children write: what was acknowledged stays, everybody else is told, and it goes on afterwards."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.site.machine import needs_linux, needs_root, wait_until
from tests.storm.house import House, running_house
from tests.storm.ledger import Ledger
from tests.storm.people import Browser, Child, Unreachable

pytestmark = [needs_linux, needs_root, pytest.mark.long]
SIZE = "900m"
COMES_BACK = 90.0  # seconds from the first free byte to the next acknowledged message
FULL = 200  # tries at most until the disk refuses


@contextmanager
def small_disk() -> Iterator[Path]:
    """A disk of its own in memory; skips where mounting is not allowed."""
    with tempfile.TemporaryDirectory(prefix="qt-disk-", dir="/tmp") as name:
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0711", "tmpfs", name], check=False, capture_output=True)
        if made.returncode:
            pytest.skip("this machine lets nobody mount a small disk")
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


@pytest.fixture
def house() -> Iterator[House]:
    with small_disk() as disk, running_house(disk / "home") as one:
        yield one


def fill(path: Path) -> None:
    """Takes all the room there is, to the last block."""
    with path.open("wb", buffering=0) as file:
        for size in (2**20, 2**12):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


def until_refused(child: Child) -> str:
    """Writes until a message is not acknowledged; gives the words that stand on the page then."""
    for _ in range(FULL):
        key = os.urandom(16).hex()
        child.sent += 1
        text = f"{child.name} бала {child.sent} " + os.urandom(1500).hex()
        form = {"k": child.form_key, "text": text, "key": key}
        try:
            answer = child.browser.ask_once("/chat?lang=ru", form)
        except Unreachable:
            continue
        if answer.status == 503:
            return answer.text
        assert answer.status == 302, answer.status
        child.ledger.acked(child.name, text, by_child=True)
    pytest.fail("a full disk refused nothing")


def test_a_disk_that_fills_up_loses_nothing_and_says_so(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = Ledger()
    child = Child(house.port, 1, ledger)
    child.open()
    child.write()
    stopper = house.home.parent / "stopper"
    fill(stopper)
    told = until_refused(child)
    acknowledged = len(ledger.talk(child.name).acked_child)
    assert all(f'href="tel:{number}"' in told for number in (101, 102, 103, 112, 111))
    assert "</textarea>" in told, "what was typed stands there"
    assert 'href="tel:112"' in Browser(house.port).ask_once("/help?lang=kk").text
    assert house.running.process.poll() is None
    stopper.unlink()
    began = time.monotonic()
    assert wait_until(lambda: writes_again(child), COMES_BACK)
    with capsys.disabled():
        print(f"\nDisk full after {acknowledged} messages; writes again {time.monotonic() - began:.1f} s after room was made")
    shown = [text for _seq, text in child.news(0)]
    acked = ledger.talk(child.name).acked_child
    assert [text for text in shown if text in set(acked)] == acked, "every acknowledged message, once and in order"
    child.close()


def writes_again(child: Child) -> bool:
    """Whether a message is acknowledged."""
    child.sent += 1
    text = f"{child.name} бала {child.sent}"
    try:
        answer = child.browser.ask_once("/chat?lang=ru", {"k": child.form_key, "text": text, "key": os.urandom(16).hex()})
    except Unreachable:
        return False
    if answer.status != 302:
        return False
    child.ledger.acked(child.name, text, by_child=True)
    return True
