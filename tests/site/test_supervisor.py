"""Everything in one terminal: it starts, it mends what dies, and it leaves nothing behind however it ends."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from qorgan.site import supervisor
from qorgan.site.launcher import LauncherProblem
from tests.site.machine import ROOT, environment, is_alive, needs_linux, open_folder, wait_until
from tests.site.running import FIRST_START, PATIENCE, Running, free_port

pytestmark = needs_linux


@contextmanager
def standing(*words: str, name: str = "home") -> Iterator[Running]:
    """A supervisor of stand-ins, ready."""
    with open_folder() as folder:
        port = free_port()
        command = [
            sys.executable,
            str(ROOT / "tests" / "site" / "supervisor_process.py"),
            str(folder / name),
            str(port),
        ]
        one = Running([*command, *words], environment(), port)
        try:
            one.line_with("ready")
            yield one
        finally:
            one.end()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_however_it_ends_no_process_stays_behind(number: signal.Signals):
    with standing() as one:
        family = one.family()
        assert len(family) >= 12, "database, two servers with a worker each, the jobs' worker, and a warden for each"
        os.kill(one.process.pid, number)
        status = one.process.wait(PATIENCE)
        assert status == (-signal.SIGKILL if number == signal.SIGKILL else 0)
        assert wait_until(lambda: not any(map(is_alive, family)), PATIENCE)


def test_an_open_stream_does_not_keep_it_from_ending():
    with standing() as one:
        connection = http.client.HTTPConnection("127.0.0.1", one.port, timeout=30)
        connection.request("GET", "/live/a/b")
        assert connection.getresponse().read(5) == b"data:"
        begun = time.monotonic()
        one.process.terminate()
        assert one.process.wait(PATIENCE) == 0
        assert time.monotonic() - begun < 20
        connection.close()


@pytest.mark.parametrize("part", ["standins:pages", "standins:streams", "signal.pause", "/bin/postgres"])
def test_a_part_that_is_killed_is_started_again(part: str):
    with standing() as one:
        assert wait_until(lambda: bool(one.called(part)), PATIENCE)
        before = one.called(part)
        os.kill(before[0], signal.SIGKILL)
        assert wait_until(lambda: bool(one.called(part)) and not set(before) & set(one.called(part)), PATIENCE)
        if part == "/bin/postgres":
            url = one.line_with("ready").split()[1]
            assert wait_until(lambda: _answers(url), PATIENCE)
        assert one.get("/").endswith(b" 0")
        assert one.process.poll() is None


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def test_pages_asked_for_while_their_servers_are_started_again_are_answered_and_writes_are_answered_or_refused():
    with standing() as one:
        for number in one.called("standins:pages"):
            os.kill(number, signal.SIGKILL)
        written = one.get("/write", b"x" * 1000)
        assert written.endswith(b" 1000") or b"<title>503</title>" in written
        assert all(one.get("/").endswith(b" 0") for _ in range(5))
        assert one.get("/write", b"x" * 1000).endswith(b" 1000")


def test_a_part_that_keeps_ending_ends_the_whole_with_one_line_and_status_1():
    with standing("BROKEN") as one:
        family = one.family()
        line = one.line_with("Qorgan stops")
        assert line == "Qorgan stops: worker ended 6 times in a row (status 3); see the lines above"
        assert one.process.wait(PATIENCE) == 1
        assert wait_until(lambda: not any(map(is_alive, family)), PATIENCE)


def test_a_second_one_with_the_same_home_is_refused_in_one_line():
    with standing() as one:
        home = Path(one.process.args[2])  # type: ignore[index]
        with pytest.raises(LauncherProblem, match="is running already") as refusal, supervisor.only_one(home):
            pass
        assert "\n" not in str(refusal.value)


def test_sockets_of_a_home_that_is_too_deep_lie_in_a_short_private_folder():
    with standing(name="d" * 120) as one:
        link = Path(one.process.args[2], "run")  # type: ignore[index]
        assert link.is_symlink()
        assert link.stat().st_mode & 0o077 == 0
        assert one.get("/").endswith(b" 0")
        folder = link.readlink()
    assert not folder.exists()


def test_pauses_between_starts_grow_and_a_long_life_is_forgiven():
    part = supervisor.Part("web", [], {})
    pauses = []
    for _ in range(supervisor.MOST_QUICK_FAILURES):
        part.started = time.monotonic()
        part.note_end()
        pauses.append(part.next_start - time.monotonic())
    assert pauses == sorted(pauses)
    assert pauses[-1] <= supervisor.LONGEST_PAUSE
    part.started = time.monotonic() - supervisor.QUICK - 1
    part.note_end()
    assert part.failures == 1
    part.failures, part.started = supervisor.MOST_QUICK_FAILURES, time.monotonic()
    with pytest.raises(supervisor.GivenUp, match="web ended 6 times in a row"):
        part.note_end()


# the product itself -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def product() -> Iterator[Running]:
    """`qorgan run` on an empty home, ready."""
    with open_folder() as folder:
        port = free_port()
        variables = environment(QORGAN_HOME=str(folder / "home"), PORT=str(port), LC_ALL="C")
        del variables["PYTHONDONTWRITEBYTECODE"]
        one = Running([sys.executable, "-m", "qorgan.site.cli", "run"], variables, port)
        try:
            one.line_with("Qorgan is ready", FIRST_START)
            yield one
        finally:
            one.end()


def test_the_product_starts_from_nothing_and_says_where_it_is(product: Running):
    assert product.line_with("Qorgan is ready") == f"Qorgan is ready: http://127.0.0.1:{product.port}"
    assert b"<html" in product.get("/help")
    assert product.get("/live/nothing/here") == b""


def test_a_second_run_is_refused_in_one_line_and_a_taken_port_too(product: Running):
    home = Path(next(word for word in _variables(product) if word.startswith("QORGAN_HOME=")).partition("=")[2])
    second = _run(str(home), free_port())
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr == f"qorgan: Qorgan is running already with QORGAN_HOME {home}; stop it first\n"
    with open_folder() as folder:
        taken = _run(str(folder / "other"), product.port)
        assert taken.returncode == 1
        assert taken.stderr.startswith(f"qorgan: port {product.port} on 127.0.0.1 is taken by another program")
        assert not (folder / "other" / "database").exists(), "a taken port is told before anything is made"


def _run(home: str, port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qorgan.site.cli", "run"],
        capture_output=True,
        text=True,
        check=False,
        env=environment(QORGAN_HOME=home, PORT=str(port)),
        timeout=PATIENCE,
    )


def _variables(one: Running) -> list[str]:
    return Path(f"/proc/{one.process.pid}/environ").read_text().split("\0")


def test_the_whole_set_idle_takes_less_than_700_mb(product: Running, capsys: pytest.CaptureFixture[str]):
    wait_until(lambda: bool(product.called("procrastinate")))
    time.sleep(3)
    shares = {number: _memory(number) for number in product.family()}
    total = sum(shares.values()) / 1024
    with capsys.disabled():
        print(f"\nmemory of {len(shares)} processes, shared pages counted once: {total:.0f} MB")
    assert total < 700


def _memory(number: int) -> int:
    """Proportional share in KB: pages that n processes share count 1/n for each."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1])
    return 0
