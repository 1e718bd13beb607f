"""What stands in a database after the demo was written by the real actions; it is written once for all that read it."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from qorgan.casework.actions.standing import record_of
from qorgan.casework.choices import ApprovalState, Sheet, Stage, TaskState, TransferState
from qorgan.casework.models import Approval, Case, CaseService, Note, Task, Transfer
from qorgan.casework.rules import stage
from qorgan.children.models import Child, HouseholdMember
from qorgan.clocks.models import Clock
from qorgan.helpline.choices import Channel, Urgency
from qorgan.helpline.choices import State as ThreadState
from qorgan.helpline.models import Contact, Draft, Message, Thread
from qorgan.intake.danger_choices import Duty, Standing
from qorgan.intake.danger_choices import State as DangerState
from qorgan.intake.models import Danger, DangerAssessment, DutyReport, Notification
from qorgan.journal.models import Entry
from qorgan.journal.verifying import verify
from qorgan.organisations.choices import DUTY_KINDS
from qorgan.organisations.models import Organisation, SchoolCode, SealedFact
from qorgan.referrals.choices import State as ReferralState
from qorgan.referrals.models import Referral
from qorgan.site.commands import demo as command
from qorgan.site.demo import talks
from qorgan.site.demo.bridges import WAYS
from qorgan.site.demo.casebook import TWICE
from qorgan.site.demo.cases import CASES
from qorgan.site.demo.dangers import CALLS, PLOTS
from qorgan.site.demo.families import CHILDREN
from qorgan.site.demo.people import password, sign_ins
from qorgan.site.demo.sheets import published
from qorgan.site.demo.writing import write_demo
from qorgan.staff import installation
from qorgan.staff.models import Account, Membership
from qorgan.staff.roles import read_roles
from qorgan.vault.gone import SealedGone

pytestmark = pytest.mark.django_db
WHY = "the test looks at everything that was written"


def test_the_whole_demo_is_written_once_by_the_real_actions(told, owner) -> None:
    with owner():
        again = write_demo()
        threads = list(Thread.objects.everything(because=WHY))
        messages = list(Message.objects.everything(because=WHY))
        contacts = list(Contact.objects.everything(because=WHY))
    assert (told.organisations, told.schools, told.contacts) == (60, 60, 44)
    assert again.accounts == again.contacts == 0
    assert installation.kind() == "demo"
    assert Counter(thread.state for thread in threads) == {
        ThreadState.WAITING: 7,
        ThreadState.TAKEN: 9,
        ThreadState.ENDED: 14,
        ThreadState.DESTROYED: 2,
    }
    assert {thread.urgency for thread in threads if thread.state == ThreadState.WAITING} == {Urgency.NOT_SAID, Urgency.NOW}
    assert any(thread.flag_reasons for thread in threads if thread.state == ThreadState.WAITING)
    gone = {thread.pk for thread in threads if thread.state == ThreadState.DESTROYED}
    assert all(isinstance(message.text, SealedGone) == (message.thread_id in gone) for message in messages)
    assert any(contact.finalised_at and contact.categories for contact in contacts)
    assert any(contact.finalised_at is None for contact in contacts)
    of_threads = Entry.objects.filter(verb="helpline.thread.opened").values_list("stream", flat=True)
    assert set(of_threads) == {thread.pk for thread in threads}


def test_rows_entries_and_records_lie_where_their_story_lies(told, owner, tmp_path) -> None:
    with owner():
        contacts = list(Contact.objects.everything(because=WHY))
        threads = list(Thread.objects.everything(because=WHY))
    past = [one for one in contacts if one.ended_at]
    assert len({one.began_at.date() for one in past}) > len(past) / 2
    assert all(timedelta(0) < one.ended_at - one.began_at < timedelta(hours=4) for one in past)
    assert {one.channel for one in contacts} > {Channel.WEB, Channel.PHONE}
    opened = dict(Entry.objects.filter(verb="helpline.thread.opened").values_list("stream", "at"))
    assert all(opened[one.pk] == one.opened_at for one in threads)
    assert all(one.opened_at <= one.answered_at for one in threads if one.answered_at and one.episode == 1)
    assert not verify(trusted=frozenset(), where=tmp_path).findings


def test_the_desk_is_alive_a_draft_an_offer_and_three_languages_wait(told, owner) -> None:
    with owner():
        threads = list(Thread.objects.everything(because=WHY))
        assert Draft.objects.everything(because=WHY).exists()
    assert {one.language for one in threads if one.state == ThreadState.WAITING} == {"kk", "ru", "en"}
    assert sum(one.offered_to is not None for one in threads) == 1


def test_every_organisation_and_school_says_that_it_is_invented(told, owner) -> None:
    assert Organisation.objects.filter(is_invented=False).count() == 0
    assert Organisation.objects.count() == 120
    assert SchoolCode.objects.filter(revoked_at=None).count() == 60
    assert Organisation.objects.filter(kind="helpline_operator").count() == 1


def test_somebody_signs_in_in_every_role_and_the_phrase_is_printed(told, owner, capsys) -> None:
    with owner():
        assert command.run(argparse.Namespace(scale=1, accounts=True, json=True)) == 0
    rows = json.loads(capsys.readouterr().out)
    roles = read_roles(settings.PACK)
    assert {row["role"] for row in rows} == {role.key for role in roles}
    assert "counsellor1" in {row["username"] for row in rows}
    assert {row["password"] for row in rows} == {password()}
    account = Account.objects.get(username="counsellor1")
    assert account.is_demo
    assert account.check_password(password())
    assert Membership.objects.get(account=account).begins_at < timezone.now() - timedelta(days=100)


def test_what_a_child_wrote_stands_sealed_in_the_database(told, owner) -> None:
    first = {text.encode() for talk in talks.read_talks(settings.PACK) for _side, text in talk.lines}
    with owner(), connection.cursor() as cursor:
        cursor.execute("SELECT text FROM helpline_message")
        kept = [bytes(row[0]) for row in cursor.fetchall()]
    assert kept
    assert not any(text in sealed for sealed in kept for text in first if len(text) > 20)


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
    assert {state for state, _case in referrals} == set(ReferralState.values)
    assert len(of_cases) >= len(referrals) / 3
    assert len(set(of_cases)) >= 6, "what is asked for from a case stands in most states too"
    assert referred <= {case for _state, case in referrals}
    assert len(referred) >= 5, "the plans of these cases say what became of it"


def test_cases_stand_in_all_stages_and_their_limits_began_when_they_say(told, began, owner, tmp_path) -> None:
    with owner():
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
    handed = told.cases - CASES
    assert 0 < handed <= len(WAYS)
    assert (told.children, told.cases) == (len(children), len(cases)) == (CHILDREN + len(TWICE) + handed, CASES + handed)
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


def test_those_who_keep_cases_sign_in_and_work_in_three_houses(told, owner) -> None:
    with owner():
        rows = sign_ins(settings.PACK)
    names = {row["username"] for row in rows}
    assert {"caseworker1", "caseworker6", "case-supervisor1", "case-supervisor3"} <= names
    with owner():
        assert len({case.organisation_id for case in Case.objects.everything(because=WHY)}) == 3


def test_the_demo_has_its_dangers_in_every_state(told, owner) -> None:
    with owner():
        dangers = list(Danger.objects.everything(because=WHY))
        notified = list(Notification.objects.everything(because=WHY))
        reports = list(DutyReport.objects.everything(because=WHY))
        assessed = DangerAssessment.objects.everything(because=WHY).count()
        contacts = SealedFact.objects.everything(because=WHY).filter(kind__in=DUTY_KINDS).count()
    assert told.dangers == len(dangers) == assessed == len(PLOTS) + len(CALLS)
    assert {one.level for one in dangers} == {0, 1, 2, 3, 4}
    assert {one.state for one in dangers} == set(DangerState)
    assert {one.standing for one in notified} == {Standing.SENT, Standing.ACKNOWLEDGED, Standing.DECLINED}
    assert any(one.is_automatic for one in notified), "what was not theirs went on by itself"
    assert Counter(one.outcome for one in reports) == {Duty.MADE: 1, Duty.NOT_MADE: 1, Duty.AGREED: 1}
    assert contacts >= 40
    now = timezone.now()
    assert all(one.opened_at <= now for one in dangers)
    assert all(one.sent_at <= (one.answered_at or now) for one in notified)
    begun = dict(Entry.objects.filter(verb="intake.danger.assessed").values_list("stream", "at"))
    assert all(abs((begun[one.pk] - one.opened_at).total_seconds()) < 1 for one in dangers)
