"""Changing the master key from a page: asked for here, made by the worker."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.journal.actions import action, record
from qorgan.oversight import access
from qorgan.oversight.events import JOBS, MasterChangeAsked
from qorgan.oversight.queries.jobs import is_waiting

TASK = "oversight.change_master"


@action(access.KEYS_MANAGE)
def ask_for_new_master(*, by: Principal) -> int:
    """Queues the change of the master key in this very transaction; returns the job's number."""
    if is_waiting(TASK):
        raise RuleBroken(_("The change is under way already."))
    job = int(app.configure_task(TASK, queueing_lock=TASK).defer())
    record(MasterChangeAsked(subject=JOBS, job=job), by=by)
    return job
