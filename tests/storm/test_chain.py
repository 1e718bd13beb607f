"""The child's chain while processes are killed: from the record of a child to the report of a service, each step once."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from aiosmtpd.controller import Controller

from qorgan.site.launcher import Server
from tests.site.machine import needs_linux, open_folder, wait_until
from tests.site.running import free_port
from tests.storm.house import House, running_house
from tests.storm.ledger import Ledger
from tests.storm.workers import Chain, Worker, rows

pytestmark = needs_linux
WORKERS, EACH = 3, 3
BETWEEN = 1.5  # seconds of work before each kill
SETTLES = 120.0  # seconds
SHORT = ["web worker", "database"]
LONG = ["web worker", "worker", "database", "web", "live", "worker", "database", "web worker", "worker", "database"]
STEPS = {"child", "case", "note", "task", "referral", "sent", "accepted", "record 1", "record 2", "reported"}
SERVICE = """SELECT s.ref FROM directory_service s JOIN staff_membership m ON m.organisation_id = s.organisation_id
JOIN staff_account a ON a.id = m.account_id WHERE a.username = %s ORDER BY s.key LIMIT 1"""
# For one case: its notes, its tasks by hand, the child's open cases, the child's referrals, the first referral's state and records.
KEPT = """SELECT (SELECT count(*) FROM casework_note n WHERE n.case_id = c.id),
  (SELECT count(*) FROM casework_task t WHERE t.case_id = c.id AND t.kind = 'manual'),
  (SELECT count(*) FROM casework_case o WHERE o.child_id = c.child_id),
  (SELECT count(*) FROM referrals_referral r WHERE r.child_id = c.child_id),
  (SELECT min(r.state) FROM referrals_referral r WHERE r.child_id = c.child_id),
  (SELECT count(*) FROM referrals_servicerecord s WHERE s.child_id = c.child_id)
FROM casework_case c WHERE c.ref = %s"""
DOUBLED = """SELECT account_id, subject, wording, values FROM notices_notice WHERE made_at > %s
GROUP BY account_id, subject, wording, values HAVING count(*) > 1"""
WAITING = "SELECT count(*) FROM notices_delivery WHERE state = 'waiting' AND next_at < now()"


class Post:
    """A real SMTP server on the loopback that keeps every mail's number and receiver."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802  (aiosmtpd's own name)
        head = envelope.content.decode(errors="replace").partition("\r\n\r\n")[0]
        number = next((line for line in head.splitlines() if line.lower().startswith("message-id")), head)
        self.got += [(number, receiver) for receiver in envelope.rcpt_tos]
        return "250 taken"


@pytest.fixture(scope="module")
def post() -> Iterator[tuple[Post, int]]:
    keeper, port = Post(), free_port()
    server = Controller(keeper, hostname="127.0.0.1", port=port)
    server.start()
    yield keeper, port
    server.stop()


@pytest.fixture(scope="module")
def house(post: tuple[Post, int]) -> Iterator[House]:
    mail = {"QORGAN_SMTP_HOST": "127.0.0.1", "QORGAN_SMTP_PORT": str(post[1]), "QORGAN_SMTP_SECURITY": "none"}
    with open_folder() as folder, running_house(folder / "home", **mail) as one:
        yield one


def word(chance: random.Random) -> str:
    """A name that looks like no other, so that no two children are taken for one."""
    letters = "бвгджзклмнпрстфхцчш", "аеиоуыэ"
    return "".join(chance.choice(letters[place % 2]) for place in range(10)).title()


def chains(house: House, ledger: Ledger, service: str) -> list[list[Chain]]:
    """So many children for each caseworker; their service's worker answers from a browser of their own."""
    chance = random.Random()
    at_service = house.accounts["service_worker"][0]
    made = []
    for name, password in house.accounts["caseworker"][:WORKERS]:
        worker, there = Worker(house.port, name, password, ledger), Worker(house.port, *at_service, ledger)
        made.append([Chain(word(chance), worker, there, service) for _ in range(EACH)])
    return made


def go(row: list[Chain]) -> None:
    for one in row:
        one.go()


@pytest.mark.parametrize("points", [SHORT, pytest.param(LONG, marks=pytest.mark.long)], ids=["two points", "ten points"])
def test_every_acknowledged_step_of_the_chain_is_there_once(house: House, post, points: list[str], capsys) -> None:
    ledger = Ledger()
    with Server(house.home).superuser("qorgan") as watcher:
        began = rows(watcher, "SELECT now()")[0][0]
        service = rows(watcher, SERVICE, house.accounts["service_worker"][0][0])[0][0]
    every = chains(house, ledger, service)
    with ThreadPoolExecutor(WORKERS) as pool:
        running: list[Future[None]] = [pool.submit(go, row) for row in every]
        for point in points:
            time.sleep(BETWEEN)
            house.kill(point)
        for one in running:
            one.result(SETTLES * 2)
    every_chain = [one for row in every for one in row]
    with Server(house.home).superuser("qorgan") as watcher:
        assert wait_until(lambda: rows(watcher, WAITING)[0][0] == 0, SETTLES), "every notice has left"
        kept = {one.word: rows(watcher, KEPT, one.reached["case"].rpartition("/")[2])[0] for one in every_chain}
        doubled = rows(watcher, DOUBLED, began)
        notices = rows(watcher, "SELECT count(*) FROM notices_notice WHERE made_at > %s", began)[0][0]
    with capsys.disabled():
        print(f"\nThe chain, killed at {len(points)} points: {len(every_chain)} children, {len(every_chain) * len(STEPS)} steps "
              f"acknowledged, sent again {ledger.retries} times; {notices} notices, {len(post[0].got)} mails")  # fmt: skip
    assert all(set(one.reached) == STEPS for one in every_chain)
    assert kept == {one.word: (1, 1, 1, 1, "reported", 2) for one in every_chain}
    assert doubled == []
    assert notices >= len(every_chain)
    assert len(post[0].got) == len(set(post[0].got))
