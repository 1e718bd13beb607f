"""The duty to report: its clock, its two ends, and the second person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.clocks.choices import Outcome
from qorgan.intake import danger_limits as limits
from qorgan.intake.actions.danger import close_danger
from qorgan.intake.actions.duty import Told, countersign, omit_report, report_offence
from qorgan.intake.danger_choices import Duty, Way
from qorgan.intake.models import Danger, DutyReport
from tests.intake.danger_stage import *  # noqa: F403
from tests.intake.danger_stage import again

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(assessed) -> Danger:
    """An immediate danger with an offence that must be reported."""
    return assessed(4, offence="yes")


@pytest.fixture
def told(police) -> Told:
    return Told(offence="violence", to=police, way=Way.TELEPHONE, at=timezone.now() - timedelta(minutes=2), body_number="КУИ 4417")


def clock(by: Principal, danger: Danger):
    with acting(by):
        return limits.clock(by, danger, limits.REPORT)


def report_of(by: Principal, danger: Danger) -> DutyReport:
    with acting(by):
        return DutyReport.objects.visible_to(by).filter(danger=danger).order_by("-written_at").first()


def test_at_a_high_level_nobody_goes_on_without_an_answer(assessed) -> None:
    with pytest.raises(RuleBroken) as refused:
        assessed(3, offence="")
    assert refused.value.field == "offence"


@pytest.mark.parametrize(("said", "runs"), [("yes", True), ("not_known", True), ("no", False)])
def test_the_clock_runs_where_it_must_be_made_and_where_that_is_not_clear(assessed, aigerim, said, runs) -> None:
    danger = assessed(4, offence=said)
    assert danger.is_duty_open is runs
    found = clock(aigerim, danger)
    assert (found is not None) is runs
    if found:
        assert found.policy.key == "duty.report"


def test_a_report_keeps_recipient_way_moment_and_number_and_ends_the_clock(due, told, aigerim, police) -> None:
    report_offence(by=aigerim, danger=due, told=told)
    kept = report_of(aigerim, due)
    assert (kept.outcome, kept.to_id, kept.way, kept.written_by) == (Duty.MADE, police.pk, Way.TELEPHONE, aigerim.account_id)
    assert kept.body_number == "КУИ 4417"
    assert kept.reported_at == told.at
    assert not again(aigerim, due).is_duty_open
    assert clock(aigerim, due).outcome in (Outcome.MET, Outcome.LATE)


def test_who_takes_no_reports_is_no_recipient(due, aigerim, centre) -> None:
    wrong = Told(offence="violence", to=centre, way=Way.LINK, at=timezone.now())
    with pytest.raises(RuleBroken) as refused:
        report_offence(by=aigerim, danger=due, told=wrong)
    assert refused.value.field == "to"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"offence": "weather"}, "offence"), ({"way": Way.ACCOUNT}, "way"), ({"at": timezone.now() + timedelta(1)}, "at")],
)
def test_what_a_report_says_is_checked(due, told, aigerim, change, field) -> None:
    with pytest.raises(RuleBroken) as refused:
        report_offence(by=aigerim, danger=due, told=replace(told, **change))
    assert refused.value.field == field


def test_it_cannot_be_passed_over_silently(due, assessed, aigerim) -> None:
    with pytest.raises(RuleBroken) as refused:
        assessed(4, offence="no")
    assert refused.value.field == "offence"
    with pytest.raises(RuleBroken):
        close_danger(by=aigerim, danger=due, why="всё хорошо")
    with pytest.raises(RuleBroken):
        omit_report(by=aigerim, danger=due, reason="no_facts", note="   ")


def test_an_omission_lets_the_clock_run_until_a_second_person_agrees(due, aigerim, saule) -> None:
    omit_report(by=aigerim, danger=due, reason="no_facts", note="игра, не драка")
    assert clock(aigerim, due).ended_at is None
    with pytest.raises(RuleBroken):
        omit_report(by=aigerim, danger=due, reason="no_facts", note="ещё раз")
    with pytest.raises(Refused):
        countersign(by=aigerim, report=report_of(aigerim, due), is_agreed=True)
    countersign(by=saule, report=report_of(saule, due), is_agreed=True)
    assert report_of(saule, due).outcome == Duty.AGREED
    assert clock(saule, due).ended_at is not None
    assert not again(saule, due).is_duty_open


def test_nobody_agrees_with_themselves(due, saule) -> None:
    omit_report(by=saule, danger=due, reason="no_facts", note="игра")
    with pytest.raises(RuleBroken):
        countersign(by=saule, report=report_of(saule, due), is_agreed=True)


def test_who_does_not_agree_says_why_and_the_report_stays_due(due, aigerim, head, told) -> None:
    omit_report(by=aigerim, danger=due, reason="no_facts", note="игра")
    with pytest.raises(RuleBroken):
        countersign(by=head, report=report_of(head, due), is_agreed=False)
    countersign(by=head, report=report_of(head, due), is_agreed=False, remark="синяки описаны")
    assert report_of(head, due).outcome == Duty.SENT_BACK
    assert clock(aigerim, due).ended_at is None
    with pytest.raises(RuleBroken):
        countersign(by=head, report=report_of(head, due), is_agreed=True)
    report_offence(by=aigerim, danger=due, told=told)
    assert clock(aigerim, due).ended_at is not None


def test_a_later_yes_begins_the_duty_and_a_made_report_is_not_asked_again(assessed, aigerim, told) -> None:
    danger = assessed(4, offence="no")
    assert clock(aigerim, danger) is None
    assessed(4, offence="yes")
    report_offence(by=aigerim, danger=danger, told=told)
    assessed(4, offence="yes")
    assert not again(aigerim, danger).is_duty_open


def test_a_colleague_without_the_danger_writes_no_report(due, told, bolat, dana) -> None:
    for stranger in (bolat, dana):
        with pytest.raises(Refused):
            report_offence(by=stranger, danger=due, told=told)
