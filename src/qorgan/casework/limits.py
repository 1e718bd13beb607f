"""The time limits of casework: which policy of the country pack a task runs under, and its clock.

A limit that hangs on the risk has one policy for each level (`case.assess.high`); the
others one (`case.plan`). A date that people agreed on needs no policy: the task is shown as late when it has passed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from qorgan.casework import access
from qorgan.casework.choices import Risk, TaskKind, TaskState
from qorgan.casework.models import Case, Task
from qorgan.clocks.actions import Owner, hand_clock, start_clock, stop_clock
from qorgan.clocks.choices import Outcome
from qorgan.clocks.models import Clock
from qorgan.clocks.queries import clock_of, due_under

_BECAUSE = "the clock of a task that is held"

BY_RISK: Final = {TaskKind.ASSESSMENT: "case.assess", TaskKind.FOLLOW_UP: "case.follow_up"}
BY_ITSELF: Final = {TaskKind.CASE_PLAN: "case.plan", TaskKind.PLAN_REVIEW: "case.plan_review", TaskKind.ANSWER: "case.answer"}
SUPERVISOR: Final = "case_supervisor"


def policy_of(kind: TaskKind, risk: Risk) -> str | None:
    """The policy that sets the limit; None where a date of the plan does, or where the level asks for nothing."""
    if kind in BY_RISK:
        return None if risk == Risk.NO_ACTION else f"{BY_RISK[kind]}.{risk}"
    return BY_ITSELF.get(kind)


def begin(task: Task, *, since: datetime, due_at: datetime | None) -> None:
    """Sets the limit of a task that is not saved yet: the agreed `due_at`, or the policy's with its clock."""
    if due_at is not None:
        task.due_at = due_at
        return
    policy = policy_of(TaskKind(task.kind), Risk(task.case.risk))
    if policy is None:
        raise ValueError(f"a task of kind {task.kind} needs a date")
    _start(task, policy, since)


def _start(task: Task, policy: str, since: datetime) -> None:
    clock = start_clock(
        by=access.DUTY,
        subject=task.id,
        kind=f"casework.{task.kind}",
        policy=policy,
        owner=_owner(task),
        known_to=(task.case.organisation_id,),
        started_at=since,
    )
    task.due_at, task.clock_id = clock.due_at, clock.id


def _owner(task: Task) -> Owner:
    if task.assignee is None:
        return Owner(organisation=task.case.organisation_id, role=SUPERVISOR)
    return Owner(organisation=task.case.organisation_id, account=task.assignee)


def hasten(task: Task, *, since: datetime) -> bool:
    """Shortens an open limit to what the present risk level asks, counted from `since`; True where it became shorter."""
    policy, clock = policy_of(TaskKind(task.kind), Risk(task.case.risk)), _clock(task)
    if policy is None or clock is None or clock.policy.key == policy or due_under(policy, since) >= task.due_at:
        return False
    stop_clock(by=access.DUTY, clock=clock, outcome=Outcome.STOPPED)
    _start(task, policy, since)
    return True


def end(task: Task) -> None:
    """The clock of a task that ended: what was asked for happened, or lost its sense."""
    clock = _clock(task)
    if clock is not None:
        stop_clock(by=access.DUTY, clock=clock, outcome=Outcome.MET if task.state == TaskState.DONE else Outcome.STOPPED)


def give(task: Task) -> None:
    """The clock follows its task to somebody else."""
    clock = _clock(task)
    if clock is not None:
        hand_clock(by=access.DUTY, clock=clock, owner=_owner(task), known_to=(task.case.organisation_id,))


def _clock(task: Task) -> Clock | None:
    if task.clock_id is None:
        return None
    return Clock.objects.everything(because=_BECAUSE).open().select_related("policy").filter(pk=task.clock_id).first()


ASSIGN: Final = "casework.assign"
"""The clock of a case that waits for a worker; its subject is the case."""


def wait_for_worker(case: Case) -> None:
    """Nobody answers for the case yet: the supervisor hears of it when that lasts too long."""
    start_clock(
        by=access.DUTY,
        subject=case.id,
        kind=ASSIGN,
        policy="case.assign.high" if case.risk == Risk.HIGH else "case.assign.other",
        owner=Owner(organisation=case.organisation_id, role=SUPERVISOR),
    )


def worker_found(case: Case) -> None:
    """Somebody answers for the case."""
    clock = clock_of(access.DUTY, case.id, ASSIGN)
    if clock is not None:
        stop_clock(by=access.DUTY, clock=clock)
