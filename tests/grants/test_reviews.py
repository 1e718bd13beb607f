"""The draw, conflicts of interest, blind scores, the ranking and the decision."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.db import IntegrityError, transaction

from qorgan.access.acting import reading
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.grants import actions
from qorgan.grants.call_choices import CallState, Conflict, Outcome, PanelState
from qorgan.grants.models import (
    Application,
    AwardDecision,
    Call,
    ExpertDraw,
    Project,
    Score,
)
from qorgan.grants.queries.ranking import ranking
from tests.grants.granting import AFTER, BEFORE, CLOSES, MARKS, expert_of, seen, through_the_wall, world  # noqa: F401
from tests.grants.test_calls import reason
from tests.grants.test_drawing import INDEPENDENT

pytestmark = pytest.mark.django_db


def ranked(by, call):
    with reading(by):
        return ranking(by, call)


def test_the_published_draw_is_found_again_by_an_independent_script(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    world.admitted(application := world.filed(call, who))
    world.drawn(call)
    protocol = ExpertDraw.objects.get(call=call).protocol
    run = subprocess.run([sys.executable, "-c", INDEPENDENT], input=json.dumps(protocol), capture_output=True, text=True, check=True)
    panel, _reserves = json.loads(run.stdout)
    assert [one.expert.number for one in world.places(application)] == panel == protocol["panel"]


def test_a_draw_is_made_once_after_the_deadline_and_after_every_check(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    application = world.filed(call, who)
    world.register()
    with pytest.raises(RuleBroken) as refused:
        actions.draw_experts(by=world.officer, call=call, seed="1")
    assert "still come in" in reason(refused)
    world.moment(AFTER)
    with pytest.raises(RuleBroken) as refused:
        actions.draw_experts(by=world.officer, call=call, seed="1")
    assert "wait for the check" in reason(refused)
    world.admitted(application)
    actions.draw_experts(by=world.officer, call=call, seed="1")
    with pytest.raises(RuleBroken):
        actions.draw_experts(by=world.officer, call=call, seed="2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(seed="2")


def test_a_conflict_by_data_passes_the_expert_over_and_takes_the_next_reserve(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    world.admitted(application := world.filed(call, who))
    world.register()
    house = application.organisation
    for number in range(1, 9):
        one = expert_of(f"E-{number:03}")
        if number % 3 == 0:
            one.employer = house
            one.save()
        elif number % 3 == 1 and number > 3:
            one.ties.add(house)
    world.drawn(call)
    found = world.places(application)
    asked = [one for one in found if one.state == PanelState.ASSIGNED]
    assert len(asked) == 3
    assert {one.conflict for one in found if one.state == PanelState.CONFLICTED} <= {Conflict.SAME_ORGANISATION, Conflict.REGISTER}
    conflicted = {"E-003", "E-006", "E-004", "E-007"}
    assert not {one.expert.number for one in asked} & conflicted
    order = ExpertDraw.objects.get(call=call).order
    assert [one.expert.number for one in asked] == [number for number in order if number not in conflicted][:3]


def test_a_declared_conflict_takes_the_next_reserve_and_the_application_stays_shut(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    world.admitted(application := world.filed(call, who))
    world.drawn(call)
    first = world.places(application)[0]
    expert = world.who(first)
    assert not seen(expert, Application), "shut before the declaration"
    actions.declare_conflict(by=expert, panelist=first, conflict=Conflict.RELATIVE)
    assert not seen(expert, Application)
    places = world.places(application)
    assert [one.place_in_draw for one in places] == [1, 2, 3, 4]
    with pytest.raises(RuleBroken) as refused:
        actions.score_application(by=expert, panelist=first, marks=MARKS)
    assert "conflict of interest" in reason(refused)


def test_an_expert_declares_before_reading_and_before_scoring(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    world.admitted(application := world.filed(call, who))
    world.drawn(call)
    one, other = world.places(application)[:2]
    with pytest.raises(RuleBroken) as refused:
        actions.score_application(by=world.who(one), panelist=one, marks=MARKS)
    assert "Say first" in reason(refused)
    actions.deny_conflict(by=world.who(one), panelist=one)
    assert seen(world.who(one), Application)[0].summary == "Help for adolescents"
    with pytest.raises(Refused):
        actions.deny_conflict(by=world.who(one), panelist=other)


def test_scores_are_blind_until_the_last_is_in(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    world.admitted(application := world.filed(call, who))
    world.drawn(call)
    places = world.places(application)
    for number, one in enumerate(places):
        expert = world.who(one)
        actions.deny_conflict(by=expert, panelist=one)
        assert ranked(world.officer, call) is None
        assert not seen(world.officer, Score)
        assert not seen(expert, Score)
        actions.score_application(by=expert, panelist=one, marks=MARKS)
        assert len(seen(expert, Score)) == 1
        if number < 2:
            assert not seen(world.officer, Score)
    assert len(seen(world.officer, Score)) == 3
    assert not seen(who, Score), "the applicant reads the decision, not the marks"
    with pytest.raises(RuleBroken):
        actions.score_application(by=world.who(places[0]), panelist=places[0], marks=MARKS)
    assert ranked(world.officer, call)[0].candidate.points == 80


def test_the_wall_keeps_scores_blind_where_python_forgets(world):  # noqa: F811
    """The planted fault: the first wall opens everything; row security still shows nothing."""
    call, who = world.call(), world.ngo()
    world.admitted(application := world.filed(call, who))
    world.drawn(call)
    one = world.places(application)[0]
    actions.deny_conflict(by=world.who(one), panelist=one)
    actions.score_application(by=world.who(one), panelist=one, marks=MARKS)
    for by in (world.officer, who, world.who(world.places(application)[1])):
        assert not through_the_wall(by, Score)
    assert through_the_wall(world.who(one), Score)


def test_experts_who_lie_far_apart_call_a_fourth(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    world.admitted(application := world.filed(call, who))
    world.drawn(call)
    for one, mark in zip(world.places(application), (10, 10, 1), strict=True):
        actions.deny_conflict(by=world.who(one), panelist=one)
        actions.score_application(by=world.who(one), panelist=one, marks=dict.fromkeys(MARKS, mark))
    assert not world.again(world.officer, application).is_scored
    fourth = world.places(application)[3]
    actions.deny_conflict(by=world.who(fourth), panelist=fourth)
    actions.score_application(by=world.who(fourth), panelist=fourth, marks=dict.fromkeys(MARKS, 7))
    assert ranked(world.officer, call)[0].candidate.points == 70


def test_the_money_ends_at_the_line_and_over_it_nothing_is_awarded(world):  # noqa: F811
    call = world.call(ceiling=13_000_000)
    best, second, third = world.ngo(), world.ngo(), world.ngo()
    rows = [world.filed(call, who, amount=amount) for who, amount in ((best, "7000000"), (second, "7000000"), (third, "5000000"))]
    world.admitted(*rows)
    world.drawn(call)
    for application, mark in zip(rows, (9, 8, 7), strict=True):
        world.score(application, **dict.fromkeys(MARKS, mark))
    with pytest.raises(RuleBroken) as refused:
        actions.decide_application(by=world.decider, application=rows[1], is_awarded=True, reason="We like it")
    assert "ends above place 2" in reason(refused)
    with pytest.raises(RuleBroken):
        actions.decide_application(by=world.decider, application=rows[0], is_awarded=True, reason=" ")
    for application, is_awarded in zip(rows, (True, False, False), strict=True):
        actions.decide_application(by=world.decider, application=application, is_awarded=is_awarded, reason="By the ranking")
    assert [(one.outcome, one.points) for one in seen(world.officer, AwardDecision)] == [
        (Outcome.AWARDED, 9_000),
        (Outcome.OVER_THE_LINE, 8_000),
        (Outcome.OVER_THE_LINE, 7_000),
    ]
    assert Call.objects.get(pk=call.pk).state == CallState.DECIDED
    assert seen(second, AwardDecision)[0].reason == "By the ranking"
    assert seen(best, Project)[0].amount == 7_000_000


def test_too_few_points_are_never_awarded(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    world.admitted(application := world.filed(call, who))
    world.drawn(call)
    world.score(application, **dict.fromkeys(MARKS, 4))
    with pytest.raises(RuleBroken) as refused:
        actions.decide_application(by=world.decider, application=application, is_awarded=True, reason="We like it")
    assert "40.00 points" in reason(refused)


def test_the_database_itself_keeps_the_awards_below_the_money_of_the_call(world, monkeypatch):  # noqa: F811
    """The planted fault: neither the cut nor the sum is asked in Python."""
    call, one, two = world.call(ceiling=13_000_000), world.ngo(), world.ngo()
    rows = [world.filed(call, who, amount="7000000") for who in (one, two)]
    world.admitted(*rows)
    world.drawn(call)
    for application in rows:
        world.score(application)
    monkeypatch.setattr("qorgan.grants.actions.decision._must_be_within", lambda line, call: None)
    monkeypatch.setattr("qorgan.grants.project_rules.must_stay_below", lambda ceiling, awards: None)
    actions.decide_application(by=world.decider, application=rows[0], is_awarded=True, reason="First")
    with pytest.raises(IntegrityError, match="money"):
        actions.decide_application(by=world.decider, application=rows[1], is_awarded=True, reason="Second")
