"""The children and cases of the demo: invented and marked so, in all stages, with limits that began when they say."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone

from qorgan.casework.actions.standing import record_of
from qorgan.casework.choices import ApprovalState, Sheet, Stage, TaskState, TransferState
from qorgan.casework.models import Approval, Case, CaseService, Note, Task, Transfer
from qorgan.casework.rules import stage
from qorgan.children.models import Child, HouseholdMember
from qorgan.clocks.models import Clock
from qorgan.forms.choices import Kind
from qorgan.forms.definition import Choice, Definition, Node
from qorgan.journal.verifying import verify
from qorgan.referrals.choices import State
from qorgan.referrals.models import Referral
from qorgan.site.demo.bridges import WAYS
from qorgan.site.demo.casebook import TWICE
from qorgan.site.demo.cases import CASES, Stand, plan_cases, read_plots
from qorgan.site.demo.families import CHILDREN, families, wrong_iin
from qorgan.site.demo.people import DemoBroken, Names, sign_ins
from qorgan.site.demo.sheets import filled, published
from qorgan.site.demo.writing import write_demo
from qorgan.texts.identifiers import Doubt, read_iin

ZONE = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 24, 15, 30, tzinfo=ZONE)
TODAY = date(2026, 11, 24)
WHY = "the test looks at everything that was written"


def planned(scale: int = 1):
    known = families(Names(settings.PACK), scale=scale, today=TODAY)
    return plan_cases(known, read_plots(settings.PACK), scale=scale, now=NOW, zone=ZONE)


@pytest.mark.parametrize("scale", [1, 3])
def test_scale_multiplies_the_children_and_their_cases(scale) -> None:
    entered = planned(scale)
    assert sum(len(one.family.children) for one in entered) == CHILDREN * scale
    stories = [story for one in entered for story in one.cases]
    assert len({story.number for story in stories}) == CASES * scale
    assert {story.stand for story in stories} == set(Stand)


def test_the_same_seed_gives_the_same_families() -> None:
    assert planned() == planned()


def test_a_family_is_registered_before_its_cases_are_opened_and_nothing_lies_ahead() -> None:
    for one in planned(3):
        assert one.registered_at < min([*(story.opened_at for story in one.cases), NOW])
        assert all(story.opened_at <= NOW and story.child < len(one.family.children) for story in one.cases)


def test_no_iin_can_be_anybodys() -> None:
    numbers = [child.iin for one in planned(3) for child in one.family.children if child.iin]
    assert len(numbers) > 100
    assert all(set(read_iin(number, today=TODAY).doubts) & {Doubt.CHECK_DIGIT, Doubt.NOT_ISSUED} for number in numbers)


@pytest.mark.parametrize("seed", range(20))
def test_a_wrong_iin_is_wrong_in_its_last_digit_alone(seed) -> None:
    born = date(2014, 5, 2)
    read = read_iin(wrong_iin(Random(seed), born, is_male=True), today=TODAY)
    assert (read.born_on, str(read.sex)) == (born, "male")
    assert read.doubts in ((Doubt.CHECK_DIGIT,), (Doubt.NOT_ISSUED,))


def test_birth_dates_are_exact_or_estimated_and_brothers_and_sisters_have_one_household() -> None:
    entered = planned()
    assert {str(child.birth.precision) for one in entered for child in one.family.children} == {"day", "month", "year", "age"}
    assert Counter(len(one.family.children) for one in entered).keys() == {1, 2, 3, 4}
    assert all(one.family.carers[0].is_primary for one in entered)


def form(*nodes: Node, **lists) -> Definition:
    return Definition(key="toy", title={}, languages=("kk",), children=nodes, lists=lists)


def test_a_form_gets_what_it_demands_and_what_is_known() -> None:
    colours = tuple(Choice(name=name, label={}) for name in ("red", "blue"))
    asked = form(
        Node(kind=Kind.SELECT_ONE, name="colour", list_name="colours", required="true()"),
        Node(kind=Kind.DATE, name="day", required="true()", constraint=". > today()"),
        Node(kind=Kind.TEXT, name="words", required="true()", relevant="${colour} = 'blue'"),
        Node(kind=Kind.REPEAT, name="rows", children=(Node(kind=Kind.INTEGER, name="number", required="true()", constraint=". > 5"),)),
        colours=colours,
    )
    bound = filled(asked, {"colour": "blue", "rows": [{}]}, language="kk", at=NOW)
    assert bound.is_valid
    assert bound.answers["colour"] == "blue"
    assert bound.answers["rows"] == [{"number": 10}]
    assert bound.answers["words"]


def test_a_form_that_accepts_nothing_is_named() -> None:
    impossible = form(Node(kind=Kind.INTEGER, name="never", required="true()", constraint=". > 5 and . < 5"))
    with pytest.raises(DemoBroken, match=r"toy .* never"):
        filled(impossible, {}, language="kk", at=NOW)


def limits_fit(tasks: list[Task], clocks: dict, began: datetime) -> None:
    """The clock of each task has its limit, began with the case and ended with the task, late where it was late."""
    for task in tasks:
        clock = clocks.get(task.clock_id)
        if clock is not None:
            assert clock.due_at == task.due_at
            assert task.case.opened_at <= clock.started_at < began
            assert clock.ended_at == task.ended_at
            assert clock.ended_at is None or (clock.outcome == "late") == (clock.ended_at > clock.due_at) or clock.outcome == "stopped"


def referrals_fit(referrals: list[tuple], referred: set) -> None:
    """Referrals (state, case or None) stand in every state, and those of cases in most; the plans name them."""
    of_cases = [state for state, case in referrals if case]
    assert {state for state, _case in referrals} == set(State.values)
    assert len(of_cases) >= len(referrals) / 3
    assert len(set(of_cases)) >= 6, "what is asked for from a case stands in most states too"
    assert referred <= {case for _state, case in referrals}
    assert len(referred) >= 5, "the plans of these cases say what became of it"


@pytest.mark.django_db
def test_cases_stand_in_all_stages_and_their_limits_began_when_they_say(country, few, owner, tmp_path) -> None:
    began = timezone.now()
    with owner():
        written = write_demo()
        cases = list(Case.objects.everything(because=WHY).select_related("child"))
        tasks = list(Task.objects.everything(because=WHY).select_related("case"))
        clocks = {clock.pk: clock for clock in Clock.objects.everything(because=WHY)}
        stands = [(case.stage, stage(record_of(case))) for case in cases]
        children = list(Child.objects.everything(because=WHY))
        approvals = Counter(Approval.objects.everything(because=WHY).values_list("state", flat=True))
        transfers = Counter(Transfer.objects.everything(because=WHY).values_list("state", flat=True))
        members = HouseholdMember.objects.everything(because=WHY).count()
        written_at = list(Note.objects.everything(because=WHY).values_list("written_at", "case__opened_at"))
        asked_at = list(Transfer.objects.everything(because=WHY).values_list("asked_at", flat=True))
        forms = published()
        referrals = list(Referral.objects.everything(because=WHY).values_list("state", "asked_for"))
        referred = set(CaseService.objects.everything(because=WHY).exclude(referral_id=None).values_list("case_id", flat=True))
    referrals_fit(referrals, referred)
    assert all(opened < at < began for at, opened in written_at)
    assert all(at < began for at in asked_at)
    assert all(case.child.registered_at < case.opened_at for case in cases)
    handed = written.cases - CASES
    assert 0 < handed <= len(WAYS)
    assert (written.children, written.cases) == (len(children), len(cases)) == (CHILDREN + len(TWICE) + handed, CASES + handed)
    assert all(child.is_invented for child in children)
    assert all(stored == worked_out for stored, worked_out in stands)
    assert members > CHILDREN
    assert {case.owner is None for case in cases} == {True, False}
    assert any(case.is_urgent for case in cases)
    assert forms.keys() >= set(Sheet)
    assert {ApprovalState.PENDING, ApprovalState.APPROVED, ApprovalState.REJECTED} <= approvals.keys()
    assert {TransferState.IN_PROGRESS, TransferState.ACCEPTED, TransferState.REJECTED} <= transfers.keys()
    assert set(Stage.values) <= {case.stage for case in cases}
    assert {TaskState.OPEN, TaskState.DONE} <= {task.state for task in tasks}
    assert {task.due_at < began for task in tasks if task.state == TaskState.OPEN} == {True, False}
    limits_fit(tasks, clocks, began)
    assert not verify(trusted=frozenset(), where=tmp_path).findings


@pytest.mark.django_db
def test_those_who_keep_cases_sign_in_and_work_in_three_houses(country, few, owner) -> None:
    with owner():
        write_demo()
        rows = sign_ins(settings.PACK)
    names = {row["username"] for row in rows}
    assert {"caseworker1", "caseworker6", "case-supervisor1", "case-supervisor3"} <= names
    with owner():
        assert len({case.organisation_id for case in Case.objects.everything(because=WHY)}) == 3
