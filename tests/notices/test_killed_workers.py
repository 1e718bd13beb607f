"""Workers that are killed: nothing is lost, and only what was taken and not yet written down leaves a second time."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from qorgan.access.principal import Principal
from qorgan.notices import addressees
from qorgan.notices.actions import send_notice
from qorgan.notices.addressees import Reach, account
from qorgan.notices.choices import Channel, Failure, State
from qorgan.notices.models import Delivery
from qorgan.notices.sending import DIGEST

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """What is written is committed, so that other processes see it, and is taken out again by hand: Django's emptying of
    whole tables is what several of them refuse by trigger.
    """
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            for table in ("notices_delivery", "notices_notice", "notices_attempt"):
                cursor.execute(f"DELETE FROM {table}")
            cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name LIKE 'notices.%'")
        connection.close()


@pytest.fixture
def worker(post, committed):
    """Starts a worker process that dies at a point."""
    running: list[subprocess.Popen[bytes]] = []

    def started(fault: str = "", turns: int = 1) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "WORKER_DATABASE": connection.settings_dict["NAME"],
            "WORKER_FAULT": fault,
            "WORKER_TURNS": str(turns),
            "QORGAN_SMTP_HOST": "127.0.0.1",
            "QORGAN_SMTP_PORT": str(settings.EMAIL_PORT),
            "QORGAN_SMTP_SECURITY": "none",
            "QORGAN_MAIL_FROM": "qorgan@house.example",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.notices.worker_process"], env=environment, cwd=ROOT, stdout=subprocess.PIPE
        )
        running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        return process

    yield started
    for process in running:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


@pytest.fixture
def told(committed, monkeypatch):
    """Writes so many mails, each to another account."""
    monkeypatch.setattr(addressees, "_books", {"account": lambda account_id: Reach("en", f"{account_id.hex}@example.org")})

    def written(count: int) -> None:
        for _number in range(count):
            send_notice(
                by=Principal.system("notices.sender"),
                wording=DIGEST,
                to=account(uuid4()),
                subject=uuid4(),
                key=f"toy:{uuid4()}",
                values={"count": 1},
                channels=(Channel.MAIL,),
            )

    return written


def rows() -> list[Delivery]:
    return list(Delivery.objects.everything(because="the test looks into the outbox"))


def later(by: timedelta) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notices_delivery SET next_at = next_at - %s, claimed_until = claimed_until - %s", [by, by])


def names(post) -> Counter:
    return Counter(mail["Message-ID"] for mail in post.mails)


def test_killed_after_its_claim_it_has_sent_nothing_and_the_next_worker_sends_it_once(worker, told, post) -> None:
    told(1)
    assert worker("claimed").wait(60) == -signal.SIGKILL
    assert post.mails == []
    assert [row.state for row in rows()] == [State.SENDING]
    later(timedelta(minutes=4))
    worker().wait(60)
    assert [row.failure for row in rows()] == [Failure.LOST_WORKER]
    later(timedelta(minutes=1))
    worker().wait(60)
    assert list(names(post).values()) == [1]
    assert [row.state for row in rows()] == [State.SENT]


def test_killed_before_it_could_write_down_what_was_taken_it_is_sent_twice_under_one_name(worker, told, post) -> None:
    """The window that stays open, and what a receiver can tell it by."""
    told(1)
    assert worker("taken").wait(60) == -signal.SIGKILL
    for minutes in (4, 1):
        later(timedelta(minutes=minutes))
        worker().wait(60)
    assert list(names(post).values()) == [2]


def test_workers_killed_at_random_lose_nothing_and_double_no_more_than_they_held(worker, told, post) -> None:
    count, kills = 40, 6
    told(count)
    chance = random.Random(3)
    for _kill in range(kills):
        process = worker(turns=10_000)
        time.sleep(chance.uniform(0.02, 0.25))
        process.kill()
        process.wait()
    for _turn in range(4):
        later(timedelta(minutes=5))
        worker(turns=2).wait(60)
    found = names(post)
    print(f"{count} deliveries, {kills} workers killed, {sum(found.values()) - len(found)} sent twice")
    assert len(found) == count, "every one arrived"
    assert sum(found.values()) - count <= kills, "a killed worker doubles at most the one that it was sending"
    assert {row.state for row in rows()} == {State.SENT}
