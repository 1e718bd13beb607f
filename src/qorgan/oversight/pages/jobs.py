"""Background jobs: what waits, what failed; do it again or not at all."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.oversight.access import JOBS_MANAGE
from qorgan.oversight.actions import discard_job, retry_job
from qorgan.oversight.forms import Confirm
from qorgan.oversight.queries import jobs as queries
from qorgan.oversight.tables import JOB_STATUSES, Jobs
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb


@page(needs=JOBS_MANAGE)
def jobs(request: Any) -> HttpResponse:
    """The list."""
    table = Jobs(queries.jobs(), request)
    if table.is_export:
        return table.exported()
    context = {"table": table, "failed": queries.failed().count(), "stalled": queries.stalled().count()}
    return render(request, "oversight/jobs.html", context, partials=(table.id,))


@page(needs=JOBS_MANAGE)
def job(request: Any, number: int) -> HttpResponse:
    """One job with its arguments, which are ids."""
    return _shown(request, number, Confirm())


@page(needs=JOBS_MANAGE, methods=("POST",))
def job_retry(request: Any, number: int) -> HttpResponse:
    """Puts it back into the queue."""
    return _done(request, number, retry_job)


@page(needs=JOBS_MANAGE, methods=("POST",))
def job_discard(request: Any, number: int) -> HttpResponse:
    """Takes it out of the queue."""
    return _done(request, number, discard_job)


def _done(request: Any, number: int, act: Any) -> HttpResponse:
    form = Confirm(request.POST)
    form.is_valid()
    where = form.perform(act, by=request.by, then=reverse("jobs"), job=number)
    return HttpResponseRedirect(where) if where else _shown(request, number, form, status=422)


def _shown(request: Any, number: int, form: Confirm, status: int = 200) -> HttpResponse:
    found = queries.jobs().filter(pk=number).first()
    if found is None:
        raise Http404
    is_stalled = queries.stalled().filter(pk=number).exists()
    return render(
        request,
        "oversight/job.html",
        {
            "job": found,
            "form": form,
            "status": JOB_STATUSES.get(found.status, found.status),
            "is_stalled": is_stalled,
            "may_retry": is_stalled or found.status == "failed",
            "may_discard": is_stalled or found.status != "doing",
            "arguments": sorted(found.args.items()),
            "way": [Crumb(_("Jobs"), reverse("jobs")), Crumb(found.task_name)],
        },
        status=status,
    )
