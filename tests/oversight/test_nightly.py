"""What happens by itself: the day is sealed, the journal is walked, the jobs of dead workers are put back."""

from __future__ import annotations

import logging

import pytest
from django.db import connection

from qorgan.journal import seals
from qorgan.journal.models import Entry, Seal
from qorgan.oversight import health, jobs, signing
from qorgan.oversight.choices import State
from tests.oversight.test_pages import status_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_worker(db, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(signing, "heads", lambda home=None: tmp_path / "heads")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE qorgan_worker")


def test_the_day_is_sealed_once_however_often_the_hour_strikes(tmp_path):
    jobs.hourly_seal(timestamp=0)
    jobs.hourly_seal(timestamp=0)
    assert Seal.objects.get().day == seals.last_whole_day()
    assert Entry.objects.filter(verb="oversight.journal.sealed").count() == 1
    assert seals.path_of(tmp_path / "heads", seals.last_whole_day()).exists()


def test_the_night_walks_the_journal_and_health_says_so():
    jobs.hourly_seal(timestamp=0)
    assert health._verified().state is State.SOON
    jobs.nightly_verify(timestamp=0)
    assert health._verified().state is State.WELL


def test_tampering_is_red_on_the_page_of_health_and_an_error_in_the_log(owner, caplog):
    jobs.hourly_seal(timestamp=0)
    with owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_stays")
        cursor.execute("UPDATE journal_entry SET role = 'nobody'")
        cursor.execute("SET LOCAL ROLE qorgan_worker")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE qorgan_worker")
    with caplog.at_level(logging.ERROR):
        jobs.nightly_verify(timestamp=0)
    assert health._verified().state is State.NOW
    assert any("a column does not say what the body says" in record.getMessage() for record in caplog.records)


def test_a_job_in_the_hands_of_a_dead_worker_is_put_back_and_that_of_a_living_one_is_not():
    with connection.cursor() as cursor:
        made = {}
        for name, age in (("dead", "10 minutes"), ("alive", "1 second")):
            cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id", [age])
            worker = cursor.fetchone()[0]
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts, worker_id) "
                "VALUES ('default', 'toy.task', '{}', 'doing', 1, %s) RETURNING id",
                [worker],
            )
            made[name] = cursor.fetchone()[0]
    jobs.requeue_stalled(timestamp=0)
    assert (status_of(made["dead"]), status_of(made["alive"])) == ("todo", "doing")
