"""A worker that is killed in the middle of a job: the job is done once, by the next worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from qorgan.site.launcher import Server
from tests.site.machine import environment, needs_linux, open_folder, wait_until
from tests.site.running import PATIENCE
from tests.storm.house import House, running_house

pytestmark = [needs_linux, pytest.mark.long]
SILENCE = 400.0  # seconds; a worker counts as dead after one minute, and the jobs of the dead are looked for every five
DUE = "SELECT id FROM helpline_thread WHERE origin_until IS NOT NULL AND state <> 'destroyed' ORDER BY number LIMIT 1"
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'qorgan_worker' AND wait_event_type = 'Lock'"
REMOVED = "SELECT count(*) FROM journal_entry WHERE stream = %s AND verb = 'helpline.origin.removed'"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_folder() as folder, running_house(folder / "home") as one:
        yield one


def count(connection: psycopg.Connection, question: str, *given: object) -> int:
    """The one number that a question gives."""
    row = connection.execute(question, given).fetchone()
    assert row is not None
    return int(row[0])


def test_a_worker_killed_in_a_job_leaves_it_to_the_next_and_it_is_done_once(house: House) -> None:
    """The job stands before a row that this test holds; there its worker dies."""
    server = Server(house.home)
    with server.superuser("qorgan") as watcher, psycopg.connect(server.url("superuser")) as holder:
        row = watcher.execute(DUE).fetchone()
        assert row, "the demo has children who came by a QR code"
        watcher.execute("UPDATE helpline_thread SET origin_until = now() - interval '1 minute' WHERE id = %s", row)
        holder.execute("SELECT 1 FROM helpline_thread WHERE id = %s FOR UPDATE", row)
        variables = environment(QORGAN_HOME=str(house.home), QORGAN_ROLE="worker", DJANGO_SETTINGS_MODULE="qorgan.site.settings")
        command = [sys.executable, "-m", "django", "procrastinate", "defer", "helpline.sweep", '{"timestamp": 0}']
        subprocess.run(command, env=variables, check=True, capture_output=True)
        assert wait_until(lambda: count(watcher, WAITS) == 1, PATIENCE), "the job stands before the row"
        killed = house.processes("worker")[0]
        os.kill(killed, signal.SIGKILL)
        assert wait_until(lambda: bool(house.processes("worker")) and killed not in house.processes("worker"), PATIENCE)
        holder.rollback()
        assert wait_until(lambda: count(watcher, REMOVED, *row) == 1, SILENCE)
        left = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'helpline.sweep' AND status = 'doing'"
        assert wait_until(lambda: count(watcher, left) == 0, SILENCE), "what the dead worker left lying is taken up"
        assert count(watcher, REMOVED, *row) == 1, "the work itself is done once, also where the next turn came before"
