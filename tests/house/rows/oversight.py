"""Screens of oversight."""

from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from qorgan.access.guarded import uuid7
from qorgan.journal.chain import append
from qorgan.oversight import access
from qorgan.oversight.health import look
from qorgan.oversight.models import KEY_SCOPE, EmergencyAccess
from qorgan.oversight.pages import health
from qorgan.vault.keys import new_key
from tests.house.rows import Stage, screen


@screen("oversight.journal", "/oversight/journal?verb=helpline.thread.opened", needs=(access.JOURNAL_READ,))
def entry(stage: Stage, number: int) -> None:
    """Looking into the journal adds to it: what is looked at is another verb."""
    append(verb="helpline.thread.opened", subject=uuid4(), by=stage.cast.person(), fields={"count": number})


@screen("oversight.jobs", "/oversight/jobs", needs=(access.JOBS_MANAGE,))
def job(stage: Stage, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) "
            "VALUES ('default', 'toy.task', jsonb_build_object('subject', %s), 'failed', 1)",
            [number],
        )


@screen("oversight.emergencies", "/emergency/reviews", needs=(access.EMERGENCY_REVIEW,))
def emergency(stage: Stage, number: int) -> None:
    """Each by somebody else, in the reviewer's organisation."""
    own, now = uuid7(), timezone.now()
    new_key(subject=own, scope=KEY_SCOPE)
    EmergencyAccess.objects.everything(because="the test arranges what others did").create(
        id=own,
        account_id=uuid4(),
        role=f"role{number}",
        organisations=sorted(stage.by.organisations),
        kind="toy.box",
        subject=uuid4(),
        reason="Another counsellor is ill and the child waits",
        started_at=now,
        until=now + timedelta(minutes=15),
    )


@screen("oversight.health", "/oversight/health", needs=(access.HEALTH_READ,), is_list=False)
def measured(stage: Stage, number: int) -> None:
    """The parts of the installation as they are now: measured twice they would differ."""
    parts = look()
    stage.fixture("monkeypatch").setattr(health, "look", lambda: parts)
