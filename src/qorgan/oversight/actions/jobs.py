"""Background jobs that failed or were left lying: do them again, or not at all."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.journal.actions import action, record
from qorgan.oversight import access
from qorgan.oversight.events import JOBS, JobDiscarded, JobRetried
from qorgan.oversight.queries.jobs import stalled


@action(access.JOBS_MANAGE)
def retry_job(*, by: Principal, job: int) -> None:
    """Puts a failed or stalled job back into its queue. Raises RuleBroken for one that is neither."""
    task = _locked(job, ("failed", "doing"))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job])
    except IntegrityError:
        raise RuleBroken(_("The same work is waiting already. Discard this job instead.")) from None
    record(JobRetried(subject=JOBS, job=job, task=task), by=by)


@action(access.JOBS_MANAGE)
def discard_job(*, by: Principal, job: int) -> None:
    """A failed, stalled or waiting job will not be done."""
    task = _locked(job, ("failed", "doing", "todo"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'cancelled' WHERE id = %s", [job])
    record(JobDiscarded(subject=JOBS, job=job, task=task), by=by)


def _locked(job: int, statuses: tuple[str, ...]) -> str:
    """The task's name, with the job's row locked. A job that a living worker does is nobody's to take away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status FROM procrastinate_jobs WHERE id = %s FOR UPDATE", [job])
        row = cursor.fetchone()
    if row is None or row[1] not in statuses or (row[1] == "doing" and not stalled().filter(pk=job).exists()):
        raise RuleBroken(_("This job has moved on meanwhile. Look at the list again."))
    return str(row[0])


def retry_stalled(*, by: Principal) -> int:
    """Puts back what dead workers left lying; returns how many jobs."""
    done = 0
    for job in list(stalled().values_list("pk", flat=True)):
        try:
            retry_job(by=by, job=job)
        except RuleBroken:
            discard_job(by=by, job=job)  # the same work waits already under its queueing lock
        done += 1
    return done
