"""What the screen of jobs reads. Arguments of jobs are ids, never content."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

SILENT = timedelta(seconds=60)
"""A worker writes its heartbeat every ten seconds."""


def jobs() -> QuerySet:
    """All jobs that are not done, or failed, with the moment of their last event."""
    last = ProcrastinateEvent.objects.filter(job=OuterRef("pk")).order_by().values("job").annotate(at=Max("at"))
    return ProcrastinateJob.objects.filter(status__in=("todo", "doing", "failed")).annotate(moved_at=Subquery(last.values("at")))


def stalled() -> QuerySet:
    """Jobs in the hands of a worker that is silent or gone."""
    silent = Q(worker=None) | Q(worker__last_heartbeat__lt=timezone.now() - SILENT)
    return ProcrastinateJob.objects.filter(silent, status="doing")


def failed() -> QuerySet:
    """Jobs that failed for the last time."""
    return ProcrastinateJob.objects.filter(status="failed")


def is_waiting(task: str) -> bool:
    """Whether a job of this task is in the queue or being done."""
    return ProcrastinateJob.objects.filter(task_name=task, status__in=("todo", "doing")).exists()


def oldest_waiting() -> datetime | None:
    """Since when the job that waits longest could have been done; None where nothing waits."""
    now = timezone.now()
    due = ProcrastinateJob.objects.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=now), status="todo")
    queued = ProcrastinateEvent.objects.filter(job__in=due.filter(scheduled_at=None)).aggregate(at=Min("at"))["at"]
    planned = due.filter(scheduled_at__isnull=False).aggregate(at=Min("scheduled_at"))["at"]
    return min((at for at in (queued, planned) if at), default=None)
