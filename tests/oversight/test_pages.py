"""The screens of oversight: who may open them, what they show, and what they never show."""

from __future__ import annotations

import logging

import pytest
from django.db import OperationalError, connection
from django.test import Client

from qorgan.journal.chain import append_reading
from qorgan.journal.models import Entry
from qorgan.oversight import access
from qorgan.oversight.actions import end_emergency, open_emergency
from qorgan.oversight.models import EmergencyAccess
from qorgan.oversight.pages import csp, health
from tests.oversight.conftest import REASON

pytestmark = pytest.mark.django_db
PAGES = {
    "/emergency": access.EMERGENCY_USE,
    "/emergency/reviews": access.EMERGENCY_REVIEW,
    "/oversight/journal": access.JOURNAL_READ,
    "/oversight/keys": access.KEYS_MANAGE,
    "/oversight/jobs": access.JOBS_MANAGE,
    "/oversight/health": access.HEALTH_READ,
}


def put_job(owner, status="failed", task="toy.task"):
    with owner(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) "
            "VALUES ('default', %s, '{\"subject\": 7}', %s, 1) RETURNING id",
            [task, status],
        )
        return cursor.fetchone()[0]


def status_of(job):
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("address", "needs"), PAGES.items())
def test_each_page_opens_for_its_permission_and_is_absent_for_all_others(address, needs, cast, sit, box):
    assert Client().get(address).status_code == 302
    assert sit(cast.person(*(set(PAGES.values()) - {needs}))).get(address).status_code == 404
    assert sit(cast.person(needs)).get(address).status_code == 200


def test_opening_through_the_page_grants_and_shows_the_line_until_it_is_ended(sit, aigerim, box):
    client = sit(aigerim)
    page = client.post("/emergency", {"kind": "toy.box", "number": box.ref, "reason": "short", "minutes": "15"})
    assert page.status_code == 422
    page = client.post("/emergency", {"kind": "toy.box", "number": box.ref, "reason": REASON, "minutes": "15"})
    assert page.headers["Location"] == "/emergency"
    shown = client.get("/emergency").content.decode()
    assert "q-emergency" in shown
    assert REASON in shown
    made = EmergencyAccess.objects.everything(because="test").get()
    client.post(f"/emergency/{made.ref}/end")
    assert "q-emergency" not in client.get("/emergency").content.decode()
    assert client.post(f"/emergency/{made.ref}/end").status_code == 302, "pressing twice does no harm"


def test_the_reviewer_reads_the_reason_and_the_pages_and_gives_a_verdict(sit, aigerim, saule, box):
    made = open_emergency(by=aigerim, kind="toy.box", number=box.ref, reason=REASON, minutes=15)
    append_reading(aigerim, page="toy.box.page", subjects=[box.id], unnamed=[])
    client = sit(saule)
    assert "/emergency/reviews/" in client.get("/emergency/reviews").content.decode()
    page = client.get(f"/emergency/reviews/{made.ref}").content.decode()
    assert REASON in page
    assert "toy.box.page" in page
    client.post(f"/emergency/reviews/{made.ref}/stop")
    done = client.post(f"/emergency/reviews/{made.ref}", {"verdict": "justified"})
    assert done.headers["Location"] == "/emergency/reviews"
    made.refresh_from_db()
    assert (made.verdict, made.reviewed_by) == ("justified", saule.account_id)
    read = Entry.objects.filter(actor=saule.account_id, verb="journal.page.read", about__contains=[made.id])
    assert read.exists(), "reading the review is itself in the journal"


def test_another_organisations_reviewer_gets_the_same_404_as_for_nothing(sit, aigerim, dana, box):
    made = open_emergency(by=aigerim, kind="toy.box", number=box.ref, reason=REASON, minutes=15)
    client = sit(dana)
    assert client.get(f"/emergency/reviews/{made.ref}").status_code == 404
    assert client.get("/emergency/reviews/nothing").status_code == 404
    assert client.post(f"/emergency/reviews/{made.ref}/stop").status_code == 404


def test_the_journal_is_filtered_by_subject_and_its_reading_is_written_down(sit, auditor, aigerim, box):
    made = open_emergency(by=aigerim, kind="toy.box", number=box.ref, reason=REASON, minutes=15)
    client = sit(auditor)
    page = client.get(f"/oversight/journal?subject={box.id}").content.decode()
    assert str(box.id) in page
    assert REASON not in page
    assert str(made.id) in page
    entry = Entry.objects.filter(actor=auditor.account_id, verb="journal.page.read").latest("id")
    assert box.id in entry.about
    assert str(box.id) not in client.get("/oversight/journal?actor=00000000-0000-0000-0000-000000000001").content.decode()
    assert str(box.id) not in client.get("/oversight/journal?subject=no-number").content.decode().split("<main")[1]


def test_a_journal_of_many_rows_costs_as_many_queries_as_one_of_few(sit, auditor, aigerim, box, django_assert_max_num_queries):
    open_emergency(by=aigerim, kind="toy.box", number=box.ref, reason=REASON, minutes=15)
    client = sit(auditor)
    client.get("/oversight/journal")
    with connection.execute_wrapper(counted := Counter()):
        client.get("/oversight/journal")
    for _ in range(30):
        append_reading(aigerim, page="toy.box", subjects=[box.id], unnamed=[])
    with django_assert_max_num_queries(counted.count):
        client.get("/oversight/journal")


class Counter:
    """Counts statements."""

    def __init__(self):
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


def test_the_page_of_keys_shows_names_and_never_a_secret(sit, auditor):
    page = sit(auditor).get("/oversight/keys").content.decode()
    assert "master-" in page
    assert "qorgan keys shares" in page


def test_a_new_master_key_is_asked_for_once(sit, auditor):
    client = sit(auditor)
    assert client.post("/oversight/keys", {}).status_code == 302
    assert client.post("/oversight/keys", {}).status_code == 422
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'oversight.change_master'")
        assert cursor.fetchone()[0] == 1
    assert Entry.objects.filter(verb="oversight.keys.change_asked").count() == 1


def test_a_failed_job_is_repeated_and_discarded_and_both_are_remembered(sit, cast, owner):
    client, first, second = sit(cast.person(access.JOBS_MANAGE)), put_job(owner), put_job(owner)
    assert "toy.task" in client.get("/oversight/jobs?status=failed").content.decode()
    assert client.get(f"/oversight/jobs/{first}").status_code == 200
    assert client.post(f"/oversight/jobs/{first}/retry").status_code == 302
    assert client.post(f"/oversight/jobs/{second}/discard").status_code == 302
    assert (status_of(first), status_of(second)) == ("todo", "cancelled")
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"oversight.job.retried", "oversight.job.discarded"} <= verbs


def test_a_job_that_waits_is_not_repeated(sit, cast, owner):
    client, job = sit(cast.person(access.JOBS_MANAGE)), put_job(owner, status="todo")
    assert client.post(f"/oversight/jobs/{job}/retry").status_code == 422
    assert client.post("/oversight/jobs/999999/retry").status_code == 404


def test_health_says_what_is_wrong_and_what_to_do(sit, cast, owner):
    put_job(owner)
    page = sit(cast.person(access.HEALTH_READ)).get("/oversight/health?lang=en").content.decode()
    assert "qorgan backup" in page
    assert "qorgan verify" in page
    assert "failed: 1" in page


def test_a_load_balancer_hears_one_word(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_a_load_balancer_hears_503_when_the_database_is_gone(client, monkeypatch):
    class Gone:
        def cursor(self):
            raise OperationalError("no such host: secret.example")

    monkeypatch.setattr(health, "connection", Gone())
    answer = client.get("/health")
    assert (answer.status_code, answer.content) == (503, b"unavailable\n")


@pytest.mark.parametrize(
    "body",
    [
        b'{"csp-report": {"effective-directive": "script-src-elem", "document-uri": "http://x/help?canary-7"}}',
        b'[{"type": "csp-violation", "body": {"effectiveDirective": "script-src-elem", "sample": "canary-7"}}]',
    ],
)
def test_a_report_of_the_browser_leaves_the_directive_alone(client, caplog, monkeypatch, body):
    monkeypatch.setattr(csp, "allowance", csp.Allowance(5))
    with caplog.at_level(logging.WARNING):
        answer = Client(enforce_csrf_checks=True).post("/csp", body, content_type="application/csp-report")
    assert answer.status_code == 204
    assert [record.getMessage() for record in caplog.records if record.name == csp.__name__] == [
        "content security policy: script-src-elem refused"
    ]
    assert "canary-7" not in caplog.text


@pytest.mark.parametrize(
    "body",
    [b"", b"canary-7", b"[[[[", b'{"csp-report": {"effective-directive": "canary-7"}}', b"{" + b" " * 20_000 + b"}", b"[" * 5_000],
)
def test_what_is_no_report_leaves_nothing(client, caplog, monkeypatch, body):
    monkeypatch.setattr(csp, "allowance", csp.Allowance(5))
    assert client.post("/csp", body, content_type="application/csp-report").status_code == 204
    assert "canary-7" not in caplog.text
    assert csp.directives_of(body) == set()


def test_a_flood_of_reports_fills_no_disk(client, caplog, monkeypatch):
    monkeypatch.setattr(csp, "allowance", csp.Allowance(2))
    body = b'{"csp-report": {"effective-directive": "img-src"}}'
    for _ in range(6):
        assert client.post("/csp", body, content_type="application/csp-report").status_code == 204
    assert len([record for record in caplog.records if record.name == csp.__name__]) == 2
    assert client.get("/csp").status_code == 405


def test_ending_twice_at_the_action_is_a_broken_rule_and_not_an_error(aigerim, box):
    made = open_emergency(by=aigerim, kind="toy.box", number=box.ref, reason=REASON, minutes=15)
    end_emergency(by=aigerim, emergency=made)
    assert not EmergencyAccess.objects.everything(because="test").running().exists()
