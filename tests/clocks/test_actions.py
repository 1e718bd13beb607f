"""Clocks are started, ended, paused and counted anew; who may know them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Q

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.clocks import access, kinds
from qorgan.clocks.actions import Owner, hand_clock, pause_clock, replan_clock, restart_clock, resume_clock, start_clock, stop_clock
from qorgan.clocks.choices import Outcome, State
from qorgan.clocks.models import Clock, Policy, Step
from qorgan.clocks.queries import clock_of, clocks_of, shown
from qorgan.journal.models import Entry

pytestmark = pytest.mark.django_db
NOON = (2026, 12, 1, 7, 0)


def test_a_clock_keeps_what_the_policy_said_and_tells_it_in_the_journal(at, start, aigerim) -> None:
    moment = at(*NOON)
    clock = start("case.assess.high")
    assert (clock.started_at, clock.due_at) == (moment, moment + timedelta(hours=24))
    assert clock.is_unconfirmed
    assert str(clock) == f"L-{clock.number}"  # a limit; K is for cases
    entry = Entry.objects.get(stream=clock.subject)
    assert entry.verb == "clocks.clock.started"
    assert shown(clock, aigerim).is_unconfirmed


def test_a_limit_of_the_law_in_real_time_is_confirmed_and_one_in_days_of_an_open_year_is_not(at, start) -> None:
    at(*NOON)
    assert not start("police.inform_bodies").is_unconfirmed
    assert start("case.data_bank").is_unconfirmed


def test_a_subject_has_one_open_clock_of_a_kind(at, start, aigerim) -> None:
    at(*NOON)
    subject = uuid4()
    first = start(subject=subject)
    with pytest.raises(RuleBroken):
        start(subject=subject)
    stop_clock(by=aigerim, clock=first)
    assert start(subject=subject).number > first.number
    assert clocks_of(aigerim, subject).count() == 2


def test_a_limit_runs_from_the_event_and_never_from_the_future(at, start) -> None:
    moment = at(*NOON)
    assert start(started_at=moment - timedelta(hours=2)).due_at == moment - timedelta(hours=2) + timedelta(minutes=15)
    with pytest.raises(RuleBroken):
        start(started_at=moment + timedelta(minutes=1))


def test_done_after_the_limit_is_late_also_before_the_sweep_has_seen_it(at, start, aigerim) -> None:
    moment = at(*NOON)
    clock = start()
    at(moment + timedelta(minutes=16))
    assert stop_clock(by=aigerim, clock=clock).outcome == Outcome.LATE
    with pytest.raises(RuleBroken):
        stop_clock(by=aigerim, clock=clock)
    assert not Step.objects.visible_to(aigerim).filter(clock=clock, is_void=False).exists()


def test_only_met_and_stopped_are_ways_to_end_a_clock(at, start, aigerim) -> None:
    at(*NOON)
    with pytest.raises(ValueError, match="met or stopped"):
        stop_clock(by=aigerim, clock=start(), outcome=Outcome.LATE)


def test_a_clock_in_working_days_stands_still_by_working_days(at, start, aigerim) -> None:
    at(2026, 11, 27, 5, 0)  # Friday
    clock = start("referral.answer")
    assert clock.due_at == datetime(2026, 12, 2, 13, 30, tzinfo=UTC)
    pause_clock(by=aigerim, clock=clock)
    with pytest.raises(RuleBroken):
        pause_clock(by=aigerim, clock=clock)
    at(2026, 11, 30, 5, 0)  # Monday: one working day was lost
    held = resume_clock(by=aigerim, clock=clock)
    assert held.due_at == datetime(2026, 12, 3, 13, 30, tzinfo=UTC)
    with pytest.raises(RuleBroken):
        resume_clock(by=aigerim, clock=clock)


def test_started_anew_it_is_another_clock_and_the_first_keeps_its_history(at, start, aigerim) -> None:
    moment = at(*NOON)
    first = start()
    at(moment + timedelta(minutes=10))
    second = restart_clock(by=aigerim, clock=first)
    assert second.due_at == moment + timedelta(minutes=25)
    first.refresh_from_db()
    assert (first.state, first.outcome) == (State.ENDED, Outcome.RESTARTED)
    assert clock_of(aigerim, first.subject, first.kind) == second
    with pytest.raises(RuleBroken):
        restart_clock(by=aigerim, clock=first)


def test_a_changed_policy_leaves_running_clocks_alone_until_somebody_asks(at, start, aigerim, owner) -> None:
    moment = at(*NOON)
    clock = start()
    with owner():
        Policy.objects.filter(key="danger.acknowledge.4").update(amount=40)
    clock.refresh_from_db()
    assert clock.due_at == moment + timedelta(minutes=15)
    assert replan_clock(by=aigerim, clock=clock).due_at == moment + timedelta(minutes=40)
    live = Step.objects.visible_to(aigerim).filter(clock=clock, is_void=False)
    assert min(step.fires_at - moment for step in live) == timedelta(minutes=35)
    stop_clock(by=aigerim, clock=clock)
    with pytest.raises(RuleBroken):
        replan_clock(by=aigerim, clock=clock)


def test_a_clock_is_known_to_its_owner_to_those_who_oversee_and_to_whoever_knows_its_subject(at, start, cast, aigerim) -> None:
    at(*NOON)
    clock = start(known_to=(cast.elsewhere,))
    colleague = cast.person(access.CLOCK_READ)
    saule = cast.person(access.CLOCK_OVERSEE)
    dana = cast.person(access.CLOCK_OVERSEE, at=cast.elsewhere)
    stranger = cast.person(access.CLOCK_OVERSEE, at=uuid4())
    nothing = cast.person()
    seen = {
        name: Clock.objects.visible_to(by).filter(pk=clock.pk).exists() for name, by in locals().items() if isinstance(by, Principal)
    }
    assert seen == {"aigerim": True, "colleague": False, "saule": True, "dana": True, "stranger": False, "nothing": False}


def test_a_kind_may_let_those_who_know_the_subject_know_its_clocks(at, start, cast, monkeypatch) -> None:
    at(*NOON)
    clock = start()
    colleague = cast.person(access.CLOCK_READ)
    knows = {colleague.account_id: Q(subject=clock.subject)}
    rule = kinds.ClockKind("toy.answer", "Answer", rule=lambda by: knows.get(by.account_id, Q(pk__in=[])))
    monkeypatch.setattr(kinds, "_kinds", {"toy.answer": rule})
    other = cast.person(access.CLOCK_READ)
    assert Clock.objects.visible_to(colleague).filter(pk=clock.pk).exists()
    assert not Clock.objects.visible_to(other).filter(pk=clock.pk).exists()


def test_the_second_wall_hides_clocks_of_other_houses_without_the_first(at, start, cast) -> None:
    from qorgan.access.acting import acting

    at(*NOON)
    start()
    stranger = cast.person(access.CLOCK_OVERSEE, access.CLOCK_READ, at=uuid4())
    with acting(stranger), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM clocks_clock")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM clocks_step")
        assert cursor.fetchone() == (0,)


def test_nobody_ends_a_clock_that_they_may_not_know_or_without_the_permission(at, start, cast) -> None:
    at(*NOON)
    clock = start()
    for by in (cast.person(access.CLOCK_KEEP, access.CLOCK_READ, at=uuid4()), cast.person(access.CLOCK_OVERSEE)):
        with pytest.raises(Refused):
            stop_clock(by=by, clock=Clock.objects.everything(because="the test hands it over").get(pk=clock.pk))


def test_a_clock_changes_hands_and_the_new_owner_knows_it(at, start, cast, aigerim) -> None:
    at(*NOON)
    clock = start()
    dana = cast.person(access.CLOCK_KEEP, access.CLOCK_READ, at=cast.elsewhere)
    hand_clock(by=aigerim, clock=clock, owner=Owner(organisation=cast.elsewhere, account=dana.account_id))
    held = Clock.objects.visible_to(dana).get(pk=clock.pk)
    assert held.due_at == clock.due_at
    assert stop_clock(by=dana, clock=held).outcome == Outcome.MET


def test_the_keeper_starts_clocks_where_no_person_acts(at, limits, kind, cast) -> None:
    at(*NOON)
    keeper = Principal.system("clocks.keeper")
    owner = Owner(organisation=cast.here, role="shift_leader")
    clock = start_clock(by=keeper, subject=uuid4(), kind=kind, policy="danger.acknowledge.3", owner=owner)
    assert clock.organisations == [cast.here]
