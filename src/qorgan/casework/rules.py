"""Where a case stands and what is allowed in it: pure questions about its record, without a user and without a query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from qorgan.casework.choices import ServiceState, Sheet, Stage, State


@dataclass(frozen=True, slots=True)
class Part:
    """A dated part of the record. `is_done` is False for a draft, a planned or a running thing."""

    at: datetime
    is_done: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """What the stage depends on, and nothing else."""

    state: str
    reopened_at: datetime | None = None
    assessments: tuple[Part, ...] = ()
    plans: tuple[Part, ...] = ()
    services: tuple[Part, ...] = ()


def stage(record: Record) -> Stage:
    """The stage of a case, from its record alone: the same record always gives the same stage.

    The furthest step that has something to show counts: services (done when every one has ended), then a final plan, then
    an assessment that was begun. What lies before a reopening counts no more. Primero's steps, without their dependence
    on which field was saved last.
    """
    if record.state == State.CLOSED:
        return Stage.CLOSED
    services = tuple(_since(record, record.services))
    if services:
        return Stage.SERVICES_IMPLEMENTED if all(one.is_done for one in services) else Stage.SERVICE_PROVISION
    if any(one.is_done for one in _since(record, record.plans)):
        return Stage.CASE_PLAN
    if any(_since(record, record.assessments)):
        return Stage.ASSESSMENT
    return Stage.REOPENED if record.reopened_at else Stage.NEW


def _since(record: Record, parts: Iterable[Part]) -> Iterable[Part]:
    return (one for one in parts if record.reopened_at is None or one.at >= record.reopened_at)


STEPS = (Stage.NEW, Stage.ASSESSMENT, Stage.CASE_PLAN, Stage.SERVICE_PROVISION, Stage.SERVICES_IMPLEMENTED, Stage.CLOSED)
"""The order in which the steps are drawn; a reopened case stands where a new one does."""


def steps(now: Stage) -> list[tuple[Stage, str]]:
    """Each step with `done`, `here` or `next`."""
    first = Stage.REOPENED if now == Stage.REOPENED else Stage.NEW
    order = (first, *STEPS[1:])
    here = order.index(now)
    return [(step, "done" if place < here else "here" if place == here else "next") for place, step in enumerate(order)]


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a case cannot be closed now: a code, and how many things stand in the way."""

    code: str
    number: int = 1


def hindrances_of_closing(*, open_services: int, open_transfers: int, has_closure_sheet: bool) -> list[Hindrance]:
    """What must be done before a case may be closed. Tasks do not hinder: they end with the case."""
    found = []
    if not has_closure_sheet:
        found.append(Hindrance("closure_sheet"))
    if open_services:
        found.append(Hindrance("services", open_services))
    if open_transfers:
        found.append(Hindrance("transfer", open_transfers))
    return found


def may_begin(kind: Sheet, *, is_open: bool, has_final: bool) -> bool:
    """Whether a new form of this kind may be begun: any in an open case; registration once, then it is corrected."""
    return is_open and (kind.may_repeat or not has_final)


def is_service_over(state: str) -> bool:
    """Whether nothing more is expected of a service."""
    return state in (ServiceState.IMPLEMENTED, ServiceState.NOT_GIVEN)
