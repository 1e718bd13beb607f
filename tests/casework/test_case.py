"""Opening, assigning, sharing and changing a case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from qorgan.access.refusals import Refused, RuleBroken
from qorgan.casework.actions.case import assign_case, change_case, share_case, take_case, unshare_case
from qorgan.casework.choices import Risk, Stage, TaskKind
from qorgan.casework.faults import ChangedMeanwhile
from qorgan.casework.models import Case, Task
from qorgan.children.models import Child
from qorgan.clocks.models import Clock
from tests.casework.conftest import begun, one, seen, through_the_wall

pytestmark = pytest.mark.django_db


def knows(by, case) -> bool:
    return bool(seen(by, Case, pk=case.pk))


def test_an_opened_case_runs_under_the_limit_of_its_risk(opened, aigerim) -> None:
    task = one(aigerim, Task, case=opened)
    assert (task.kind, task.assignee) == (TaskKind.ASSESSMENT, aigerim.account_id)
    assert task.due_at - opened.opened_at == timedelta(hours=72)
    assert one(aigerim, Clock, pk=task.clock_id).due_at == task.due_at


def test_a_case_is_known_to_its_worker_their_supervisor_and_nobody_else(opened, aigerim, bolat, saule, dana) -> None:
    assert [knows(by, opened) for by in (aigerim, saule, bolat, dana)] == [True, True, False, False]


def test_with_the_codes_scoping_off_the_wall_still_holds(opened, bolat, dana) -> None:
    """The planted fault: `everything()` in place of `visible_to(by)`; the database still gives no row."""
    assert through_the_wall(bolat, Case) == through_the_wall(dana, Case) == []
    assert through_the_wall(bolat, Task) == []


def test_a_case_without_a_worker_waits_under_a_clock_until_somebody_has_it(child, aigerim, ground, saule) -> None:
    case = begun(aigerim, child, ground["here"], risk=Risk.HIGH)
    waiting = one(saule, Clock, subject=case.id)
    assert waiting.due_at - waiting.started_at == timedelta(hours=1)
    take_case(by=saule, case=one(saule, Case, pk=case.pk))
    assert one(saule, Clock, subject=case.id).ended_at is not None


def test_a_given_case_is_known_to_its_new_worker_and_no_more_to_the_old_one(opened, aigerim, bolat, saule) -> None:
    assign_case(by=saule, case=opened, to=bolat.account_id)
    assert (knows(aigerim, opened), knows(bolat, opened)) == (False, True)
    assert seen(bolat, Child, pk=opened.child_id)
    assert one(bolat, Task, case=opened).assignee == bolat.account_id


def test_a_case_is_given_to_workers_of_its_organisation_alone(opened, saule, dana) -> None:
    with pytest.raises(RuleBroken, match="Only a worker"):
        assign_case(by=saule, case=opened, to=dana.account_id)


def test_a_helper_knows_the_case_until_it_is_taken_back(opened, aigerim, bolat) -> None:
    share_case(by=aigerim, case=opened, to=bolat.account_id)
    assert knows(bolat, opened)
    unshare_case(by=aigerim, case=opened, account=bolat.account_id)
    assert not knows(bolat, opened)


def test_whoever_answers_for_a_case_is_not_taken_off_it(opened, saule, aigerim) -> None:
    with pytest.raises(RuleBroken, match="answers for"):
        unshare_case(by=saule, case=opened, account=aigerim.account_id)


def test_a_case_that_one_may_not_know_cannot_be_acted_on(opened, bolat) -> None:
    with pytest.raises(Refused):
        change_case(by=bolat, case=opened, expected=1, head={"is_urgent": True})


def test_two_who_change_one_head_see_what_differs_and_nothing_is_overwritten(opened, aigerim) -> None:
    change_case(by=aigerim, case=opened, expected=1, head={"is_urgent": True, "story": "Жаңа"})
    with pytest.raises(ChangedMeanwhile) as raised:
        change_case(by=aigerim, case=opened, expected=1, head={"story": "Ескі"})
    assert (raised.value.theirs["story"], raised.value.version) == ("Жаңа", 2)
    assert one(aigerim, Case, pk=opened.pk).story == "Жаңа"


def test_a_risk_that_rises_shortens_what_is_due_and_one_that_falls_leaves_it(opened, aigerim) -> None:
    change_case(by=aigerim, case=opened, expected=1, head={"risk": Risk.HIGH})
    due = one(aigerim, Task, case=opened).due_at
    assert due < timezone.now() + timedelta(hours=25)
    change_case(by=aigerim, case=opened, expected=2, head={"risk": Risk.LOW})
    assert one(aigerim, Task, case=opened).due_at == due


def test_codes_come_from_the_pack(child, aigerim, ground) -> None:
    with pytest.raises(RuleBroken, match="Choose from the list"):
        begun(aigerim, child, ground["here"], concerns=["made_up"])


def test_a_child_has_one_open_case_in_an_organisation(opened, aigerim, child, ground) -> None:
    with pytest.raises(RuleBroken, match="open case here already"):
        begun(aigerim, child, ground["here"])
    assert opened.stage == Stage.NEW
