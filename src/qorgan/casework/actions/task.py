"""Tasks: they arise from the record or are made by hand, run under a limit, and end done or dropped."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.casework import access, limits
from qorgan.casework.actions.standing import locked
from qorgan.casework.choices import Risk, TaskKind, TaskState
from qorgan.casework.events import TaskEnded, TaskGiven, TaskMade, TaskResumed
from qorgan.casework.models import Case, Task
from qorgan.journal.actions import action, record
from qorgan.staff.queries import works_at

_BECAUSE = "tasks arise and end with the record, whoever they were given to"


def arise(
    case: Case,
    kind: TaskKind,
    *,
    by: Principal,
    since: datetime,
    arises_from: str,
    due_at: datetime | None = None,
    what: str = "",
) -> Task | None:
    """A task that the record asks for, once for each `arises_from`. Its limit is `due_at` where a date was agreed,
    otherwise the policy's, counted from `since`; None where the risk level asks for nothing."""
    held = Task.objects.everything(because=_BECAUSE).open().filter(case=case, kind=kind, arises_from=arises_from).first()
    if held is not None:
        return held
    if due_at is None and limits.policy_of(kind, Risk(case.risk)) is None:
        return None
    with acting(access.DUTY):  # whoever opens a case for others does not know it, and its tasks arise all the same
        return _make(case, kind, by=by, since=since, due_at=due_at, what=what, arises_from=arises_from, assignee=case.owner)


def _make(
    case: Case,
    kind: TaskKind,
    *,
    by: Principal,
    since: datetime,
    due_at: datetime | None,
    what: str,
    arises_from: str,
    assignee: UUID | None,
) -> Task:
    task = Task(case=case, kind=kind, what=what or None, arises_from=arises_from, assignee=assignee, made_by=by.actor_id)
    task.made_at = timezone.now()
    limits.begin(task, since=since, due_at=due_at)
    task.save(force_insert=True)
    record(TaskMade(subject=case.id, task=task.id, kind=str(kind), assignee=assignee), by=by, about=(task.id,))
    return task


def hasten(case: Case, *, by: Principal) -> None:
    """After a risk level rose: open limits that hang on it become as short as the new level asks, counted from now.

    None becomes longer: a level that falls leaves what was promised.
    """
    for task in Task.objects.everything(because=_BECAUSE).open().filter(case=case, kind__in=limits.BY_RISK):
        if limits.hasten(task, since=timezone.now()):
            task.version += 1
            task.save(update_fields=["due_at", "clock_id", "version"])


def finish(case: Case, kind: TaskKind, *, by: Principal, arises_from: str | None = None) -> int:
    """What the record asked for is there: its open tasks of this kind are done. Gives how many."""
    rows = Task.objects.everything(because=_BECAUSE).open().filter(case=case, kind=kind)
    return _end_all(rows if arises_from is None else rows.filter(arises_from=arises_from), TaskState.DONE, by)


def drop_all(case: Case, *, by: Principal) -> int:
    """A case that is closed asks for nothing more."""
    return _end_all(Task.objects.everything(because=_BECAUSE).open().filter(case=case), TaskState.DROPPED, by)


def _end_all(rows, state: TaskState, by: Principal) -> int:
    ended = list(rows.select_related("case"))
    for task in ended:
        _end(task, state, by)
    return len(ended)


def _end(task: Task, state: TaskState, by: Principal) -> None:
    was_late = task.due_at < timezone.now()
    task.state, task.ended_at, task.ended_by = state, timezone.now(), by.actor_id
    task.version += 1
    task.save()
    limits.end(task)
    record(
        TaskEnded(subject=task.case_id, task=task.id, kind=str(task.kind), state=str(state), was_late=was_late),
        by=by,
        about=(task.id,),
    )


def give_all(case: Case, *, by: Principal, to: UUID) -> None:
    """The open tasks of whoever had the case before go to its new owner; those given to a helper stay with them."""
    rows = Task.objects.everything(because=_BECAUSE).open().filter(case=case)
    for task in rows:
        if task.assignee in (None, case.owner):
            task.assignee = to
            task.save(update_fields=["assignee"])
            limits.give(task)


@action(access.CASE_CHANGE)
def make_task(*, by: Principal, case: Case, what: str, due_at: datetime, assignee: UUID | None = None) -> Task:
    """A task by hand, for the owner of the case or somebody of the same organisation."""
    kept = locked(by, case)
    if not kept.is_open:
        raise RuleBroken(_("A closed case is read, not changed. Reopen it first."))
    if not what.strip():
        raise RuleBroken(_("Say what is to be done."), field="what")
    to = assignee or kept.owner
    _demand_worker(kept, to)
    return _make(kept, TaskKind.MANUAL, by=by, since=timezone.now(), due_at=due_at, what=what.strip(), arises_from="", assignee=to)


@action(access.CASE_CHANGE)
def give_task(*, by: Principal, task: Task, to: UUID) -> Task:
    """Gives an open task to somebody who works in the same organisation and knows the case."""
    kept = _locked(by, task)
    _demand_open(kept)
    _demand_worker(kept.case, to)
    kept.assignee = to
    kept.version += 1
    kept.save()
    limits.give(kept)
    record(TaskGiven(subject=kept.case_id, task=kept.id, account=to), by=by, about=(kept.id,))
    return kept


@action(access.CASE_CHANGE)
def end_task(*, by: Principal, task: Task, state: TaskState, outcome: str = "") -> Task:
    """Done, or dropped with a reason. Doing it again tells who was faster."""
    kept = _locked(by, task)
    _demand_open(kept)
    if state == TaskState.DROPPED and not outcome.strip():
        raise RuleBroken(_("Say why it is not needed any more."), field="outcome")
    kept.outcome = outcome.strip() or None
    _end(kept, TaskState(state), by)
    return kept


@action(access.CASE_CHANGE)
def resume_task(*, by: Principal, task: Task) -> Task:
    """Takes an ended task up again: the undo of a slip. Its limit is the old one."""
    kept = _locked(by, task)
    if kept.state == TaskState.OPEN:
        raise RuleBroken(_("This task is still to be done."))
    if not kept.case.is_open:
        raise RuleBroken(_("A closed case is read, not changed. Reopen it first."))
    twins = Task.objects.everything(because=_BECAUSE).open().filter(case=kept.case_id, kind=kept.kind, arises_from=kept.arises_from)
    if kept.arises_from and twins.exists():
        raise RuleBroken(_("The record asks for this again already."))
    kept.state, kept.ended_at, kept.ended_by, kept.outcome = TaskState.OPEN, None, None, None
    kept.version += 1
    kept.clock_id = None
    kept.save()
    record(TaskResumed(subject=kept.case_id, task=kept.id, kind=str(kept.kind)), by=by, about=(kept.id,))
    return kept


def _locked(by: Principal, task: Task) -> Task:
    """The task as it is now; its case is locked first, as everybody does who writes in a case, so that nobody waits in a circle."""
    locked(by, task.case)
    return Task.objects.visible_to(by).select_related("case").select_for_update(of=("self",)).get(pk=task.pk)


def _demand_open(task: Task) -> None:
    if task.state != TaskState.OPEN:
        raise RuleBroken(_("This task has ended already."))


def _demand_worker(case: Case, account: UUID | None) -> None:
    if account is not None and not works_at(account, case.organisation_id, permission=access.CASE_READ):
        raise RuleBroken(_("Only a worker of this organisation can be given the task."), field="assignee")
