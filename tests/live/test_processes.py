"""Real processes, real connections, killed: what was written reaches every page that may read it.

Each test that a protection keeps is also run with that protection taken out (`fault`), to show that it would notice.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from qorgan.live.topics import CHANNEL, line
from qorgan.site.launcher import Server
from tests.live import stage
from tests.live.page import Page, wait_for
from tests.live.server_process import LiveProcess

CANARY = "Қорқамын, үйде"
LISTENERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
KILL = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name = 'qorgan live'"
)


def planted(fault: str) -> object:
    """The same test without the protection; it waits for what does not come, so it runs with the long ones."""
    return pytest.param(fault, marks=pytest.mark.long)


class Thread:
    """A conversation in the stage's database, with one follower whose cookie is `cookie`."""

    def __init__(self, database: dict[str, str]) -> None:
        self.database = database
        self.id, self.account, self.cookie = uuid4(), uuid4(), uuid4().hex
        with self.connect() as connection:
            connection.execute("INSERT INTO stage_thread VALUES (%s)", [self.id])
            connection.execute("INSERT INTO stage_session VALUES (%s, %s)", [self.cookie, self.account])
            connection.execute("INSERT INTO stage_follower VALUES (%s, %s)", [self.account, self.id])

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(**self.database, autocommit=True)

    def write(self, *bodies: str, pause: float = 0) -> None:
        """Each in its own transaction, one after the other."""
        with self.connect() as connection:
            for body in bodies:
                self.write_on(connection, body)
                time.sleep(pause)

    def write_on(self, connection: psycopg.Connection, body: str) -> None:
        """Number under the row's lock, row, notification: one transaction."""
        with connection.transaction():
            [seq] = connection.execute(
                "UPDATE stage_thread SET last_seq = last_seq + 1 WHERE id = %s RETURNING last_seq", [self.id]
            ).fetchone()
            connection.execute("INSERT INTO stage_message (thread, seq, body) VALUES (%s, %s, %s)", [self.id, seq, body])
            connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, line(f"stage.thread:{self.id}", seq)])

    def read(self, after: int) -> list[tuple[int, str]]:
        """What a page reads when it is woken."""
        with self.connect() as connection:
            return connection.execute(
                "SELECT seq, body FROM stage_message WHERE thread = %s AND seq > %s ORDER BY seq", [self.id, after]
            ).fetchall()

    def page(self, live: LiveProcess, *, claims: str = "", cookie: str = "") -> Page:
        address = f"/live/stage.thread/{self.id}"
        return Page(live.port, address, cookie or self.cookie, read=self.read, claims=claims)

    def revoke(self) -> None:
        """Ends the session, and says so in the same transaction."""
        with self.connect() as connection, connection.transaction():
            connection.execute("DELETE FROM stage_session WHERE session = %s", [self.cookie])
            connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"revoked:{self.account}"])


@pytest.fixture
def thread(stage_database: dict[str, str]) -> Thread:
    return Thread(stage_database)


@pytest.fixture
def live(stage_database: dict[str, str]) -> Iterator[LiveProcess]:
    """The only process that serves the stage's database."""
    with LiveProcess(stage_database) as process:
        yield process


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def follow(page: Page, closing: ExitStack, *, woken: int = 1) -> Page:
    """Opens the page and waits for its first frame."""
    page.open()
    closing.callback(page.close)
    assert wait_for(lambda: len(page.wakes) >= woken)
    return page


def bodies(page: Page) -> list[str]:
    return [body for _, body in page.got]


def test_what_is_written_is_read_in_order_and_once(live, thread, closing) -> None:
    page = follow(thread.page(live), closing)
    words = [f"word {n}" for n in range(50)]
    thread.write(*words)
    assert wait_for(lambda: len(page.got) >= 50)
    assert bodies(page) == words


def test_a_page_that_comes_again_gets_what_it_missed(live, thread, closing) -> None:
    thread.write("one", "two", "three")
    page = thread.page(live, claims="1")
    page.got = thread.read(0)[:1]
    follow(page, closing)
    assert wait_for(lambda: bodies(page) == ["one", "two", "three"])
    assert page.wakes == ['{"seq": 3}']


def test_a_stranger_and_a_thread_that_is_not_there_answer_alike(live, thread, closing) -> None:
    stranger = thread.page(live, cookie="nobody").open()
    absent = Page(live.port, f"/live/stage.thread/{uuid4()}", thread.cookie).open()
    for page in (stranger, absent):
        closing.callback(page.close)
    assert wait_for(lambda: stranger.is_refused and absent.is_refused)
    assert stranger.statuses == absent.statuses == [404]


@pytest.mark.parametrize("fault", ["", "trusting"])
def test_a_revoked_page_hears_nothing_more(fault: str, stage_database, thread, closing) -> None:
    process = closing.enter_context(LiveProcess(stage_database, fault=fault))
    page = follow(thread.page(process), closing)
    thread.revoke()
    ended = wait_for(lambda: page.is_refused, 3)
    known = len(page.wakes)  # the listener's own start may wake a page once more; that tells nothing
    thread.write("not for you")
    learnt = wait_for(lambda: len(page.wakes) > known, 1)
    assert (ended, learnt) == ((False, True) if fault else (True, False))


def test_the_listener_is_killed_again_and_again_under_writing_and_nothing_is_lost(live, by_hand, thread, closing) -> None:
    page = follow(thread.page(live), closing)
    words = [f"word {n}" for n in range(300)]
    writer = threading.Thread(target=thread.write, args=words, kwargs={"pause": 0.002})
    writer.start()
    killed = 0
    while writer.is_alive():
        killed += by_hand.execute(KILL).fetchone()[0]
        time.sleep(0.1)
    assert killed >= 3
    assert wait_for(lambda: len(page.got) >= 300)
    assert bodies(page) == words
    assert page.statuses == [200], "the page's own stream stayed open"


@contextmanager
def nobody_listens(database: dict[str, str], by_hand: psycopg.Connection) -> Iterator[None]:
    """Inside, the process's listener is gone and cannot come back."""
    name = sql.Identifier(database["dbname"])
    with psycopg.connect(**{**database, "dbname": "postgres"}, autocommit=True) as keeper:
        keeper.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        try:
            by_hand.execute(KILL)
            assert wait_for(lambda: by_hand.execute(LISTENERS, ["qorgan live"]).fetchone() == (0,))
            yield
        finally:
            keeper.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


@pytest.mark.parametrize("fault", ["", planted("forgetful")])
def test_what_is_written_while_nobody_listens_is_found_afterwards(fault: str, stage_database, by_hand, thread, closing) -> None:
    process = closing.enter_context(LiveProcess(stage_database, fault=fault))
    page = follow(thread.page(process), closing)
    writer = closing.enter_context(thread.connect())
    with nobody_listens(stage_database, by_hand):
        thread.write_on(writer, "written into silence")
    assert wait_for(lambda: by_hand.execute(LISTENERS, ["qorgan live"]).fetchone() == (1,))
    found = wait_for(lambda: bodies(page) == ["written into silence"], 1 if fault else 10)
    assert found is (fault == "")


def test_the_process_is_killed_mid_stream_and_the_next_one_tells_everything(stage_database, thread, closing) -> None:
    first = LiveProcess(stage_database).start()
    page = follow(thread.page(first), closing)
    words = [f"word {n}" for n in range(400)]
    writer = threading.Thread(target=thread.write, args=words, kwargs={"pause": 0.005})
    writer.start()
    assert wait_for(lambda: len(page.got) >= 50)
    first.kill()
    closing.enter_context(LiveProcess(stage_database, port=first.port))
    writer.join()
    assert wait_for(lambda: len(page.got) >= 400)
    assert bodies(page) == words
    assert len(page.statuses) >= 2, "the page came to the next process"


@pytest.mark.parametrize("fault", ["", planted("deaf")])
def test_a_process_that_is_told_to_stop_lets_its_pages_go(fault: str, stage_database, thread, closing) -> None:
    process = closing.enter_context(LiveProcess(stage_database, fault=fault))
    page = follow(thread.page(process), closing)
    assert process.stop(within=3) is (fault == "")
    if fault:
        return
    thread.write("while it was away")
    closing.enter_context(LiveProcess(stage_database, port=process.port))
    assert wait_for(lambda: bodies(page) == ["while it was away"])


def open_pages(thread: Thread, process: LiveProcess, count: int, closing: ExitStack) -> list[Page]:
    """Pages of as many visitors, all woken once."""
    pages = []
    with thread.connect() as connection:
        for _ in range(count):
            cookie, account = uuid4().hex, uuid4()
            connection.execute("INSERT INTO stage_session VALUES (%s, %s)", [cookie, account])
            connection.execute("INSERT INTO stage_follower VALUES (%s, %s)", [account, thread.id])
            page = Page(process.port, f"/live/stage.thread/{thread.id}", cookie).open()
            closing.callback(page.close)
            pages.append(page)
    assert wait_for(lambda: all(page.wakes for page in pages), 20)
    return pages


@pytest.mark.parametrize("fault", ["", planted("greedy")])
def test_two_hundred_streams_hold_no_connection(fault: str, stage_database, by_hand, thread, closing) -> None:
    process = closing.enter_context(LiveProcess(stage_database, fault=fault))
    open_pages(thread, process, 200, closing)
    none_held = wait_for(lambda: by_hand.execute(LISTENERS, ["qorgan stage"]).fetchone() == (0,), 2)
    assert none_held is (fault == "")
    assert by_hand.execute(LISTENERS, ["qorgan live"]).fetchone() == (1,)


def test_two_hundred_streams_leave_a_pool_of_four_to_others(stage_database, thread, closing) -> None:
    process = closing.enter_context(LiveProcess(stage_database, pool=4))
    pages = open_pages(thread, process, 200, closing)
    thread.write("to all")
    assert wait_for(lambda: all(page.wakes[-1] == '{"seq": 1}' for page in pages))
    began = time.monotonic()
    follow(thread.page(process), closing)
    assert time.monotonic() - began < 2


def test_what_a_child_wrote_is_in_no_notification_and_no_frame(live, by_hand, thread, closing) -> None:
    by_hand.execute(f"LISTEN {CHANNEL}")
    page = follow(thread.page(live), closing)
    thread.write(CANARY)
    assert wait_for(lambda: bodies(page) == [CANARY])
    payloads = [told.payload for told in by_hand.notifies(timeout=0.5)]
    assert payloads == [f"stage.thread:{thread.id} 1"]
    assert page.wakes == ['{"seq": 0}', '{"seq": 1}']


def test_the_database_goes_and_comes_back_and_nothing_is_lost(tmp_path: Path, closing) -> None:
    """A server of its own, stopped and started while a page is open; the page's stream stays open."""
    home = tmp_path / "home"
    with Server(home) as server:
        database = server.arguments("owner")
        with psycopg.connect(**database, autocommit=True) as connection:
            connection.execute(stage.TABLES)
        thread = Thread(database)
        process = closing.enter_context(LiveProcess(database))
        page = follow(thread.page(process), closing)
        thread.write("before")
        assert wait_for(lambda: bodies(page) == ["before"])
    with Server(home) as server:
        assert server.arguments("owner") == database
        thread.write("after")
        assert wait_for(lambda: bodies(page) == ["before", "after"], 20)
        assert page.statuses == [200]
        page.close()
