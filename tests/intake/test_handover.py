"""From a contact to a case: once, to the right organisation, with what was chosen, and back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from qorgan.access.acting import reading
from qorgan.access.refusals import RuleBroken
from qorgan.casework.actions.case import assign_case
from qorgan.casework.choices import Risk, State, TaskKind
from qorgan.casework.models import Case, CaseSheet, Document, Note, Task
from qorgan.children.identity import ChildFacts
from qorgan.children.models import Child
from qorgan.clocks.models import Clock
from qorgan.helpline.actions.desk import take_thread
from qorgan.helpline.models import Contact, Message, Thread
from qorgan.intake import access
from qorgan.intake.actions.handover import AlreadyHandedOver, Consent, hand_over, undo_handover
from qorgan.intake.choices import GivenBy, Wish
from qorgan.intake.models import Handover
from qorgan.intake.queries.handover import cards, of_thread
from qorgan.intake.queries.handover import handed as handed_forms
from qorgan.vault.gone import is_gone
from tests.casework.conftest import one, seen, through_the_wall
from tests.intake.conftest import STORY, chosen, handed, recorded

pytestmark = pytest.mark.django_db


def the_case(saule) -> Case:
    return one(saule, Case)


def test_a_contact_becomes_a_case_in_the_other_organisation_and_waits_for_a_worker(made, saule) -> None:
    case = the_case(saule)
    assert (case.number, case.owner, case.risk) == (made.case_number, None, Risk.HIGH)
    assert case.organisation_id == made.to_organisation_id
    assert {task.kind for task in seen(saule, Task, case=case)} == {TaskKind.ASSESSMENT, TaskKind.ANSWER}
    assert one(saule, Clock, subject=case.id).kind == "casework.assign"


def test_exactly_the_chosen_lines_are_handed_over_and_never_the_conversation(made, saule) -> None:
    with reading(saule):
        kept = Handover.objects.visible_to(saule).get()
        forms = handed_forms(kept)
    record, consent = forms
    assert {value for _label, value in record.lines} == {"11", STORY}
    assert set(kept.fields) >= {"contact_record.summary", "contact_record.child_age", "consent.note"}
    assert "Information about violence in the family" in {value for _label, value in consent.lines}


def test_the_consent_or_its_exception_stands_in_the_consent_form_of_the_case(made, saule) -> None:
    sheet = one(saule, CaseSheet, kind="consent")
    assert sheet.id == made.consent_sheet
    assert sheet.finalised_at is not None
    assert sheet.answers["legitimate_basis"] == ["family_violence"]
    assert sheet.answers["child_assent"] == "agrees"


def test_consent_of_a_representative_without_its_paper_is_a_draft_for_the_worker(aigerim, record, ground, saule) -> None:
    consent = Consent(given_by=GivenBy.REPRESENTATIVE, capacity="parent", name="Гүлнар", on=record.began_at.date())
    handed(aigerim, record, ground, legal_ground="representative_consent", consent=consent)
    sheet = one(saule, CaseSheet, kind="consent")
    assert sheet.finalised_at is None
    assert sheet.answers["consent_given_as"] == "parent"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"consent": Consent(given_by=GivenBy.NOBODY, note="  ")}, "what supports this ground"),
        ({"legal_ground": "representative_consent"}, "consent of the legal representative"),
        ({"legal_ground": "no_such"}, "Choose from the list"),
        ({"concerns": ()}, "Choose from the list"),
        ({"facts": None}, "a name, or what the child is called"),
    ],
)
def test_what_the_law_or_the_list_asks_is_refused_without_it(aigerim, record, ground, saule, given, words) -> None:
    with pytest.raises(RuleBroken, match=words):
        handed(aigerim, record, ground, **given)
    assert seen(saule, Case) == []


def test_an_organisation_elsewhere_may_not_own_the_case(aigerim, record, ground, saule, dana) -> None:
    with pytest.raises(RuleBroken, match="cannot own"):
        handed(aigerim, record, ground, organisation=ground["far"])


def test_the_same_form_sent_twice_makes_one_case(aigerim, record, ground, saule) -> None:
    key = uuid4()
    first = hand_over(by=aigerim, contact=record, chosen=chosen(ground), client_key=key, seen=0)
    with pytest.raises(AlreadyHandedOver) as told:
        hand_over(by=aigerim, contact=record, chosen=chosen(ground), client_key=key, seen=0)
    assert told.value.handover.pk == first.pk
    assert len(seen(saule, Case)) == 1


def test_a_second_counsellor_who_did_not_see_the_first_hand_over_opens_no_second_case(made, leader, record, ground, saule) -> None:
    with pytest.raises(RuleBroken, match="A colleague has just handed"):
        handed(leader, record, ground)
    assert len(seen(saule, Case)) == 1


def test_one_contact_may_lead_to_the_cases_of_several_children(made, aigerim, record, ground, saule) -> None:
    handed(aigerim, record, ground, seen=1, facts=ChildFacts(also_called="Інісі", place=ground["centre"].place))
    assert len(seen(saule, Case)) == 2


def test_a_further_contact_of_a_known_child_is_added_to_its_open_case_and_only_raises_it(made, aigerim, write, ground, saule) -> None:
    case = the_case(saule)
    second = recorded(aigerim, take_thread(by=aigerim, thread=write("қайта")))
    child = one(aigerim, Child)
    more = handed(aigerim, second, ground, child=child, facts=None, risk=Risk.LOW, concerns=("neglect",), is_urgent=True)
    kept = the_case(saule)
    assert (more.case_id, more.is_new_case) == (case.id, False)
    assert (kept.risk, kept.is_urgent, set(kept.concerns)) == (Risk.HIGH, True, {"physical_abuse_violence", "neglect"})


def test_the_counsellor_knows_the_hand_over_and_no_row_of_the_case(made, aigerim) -> None:
    assert seen(aigerim, Handover) == [made]
    for model in (Case, CaseSheet, Note, Document, Task):
        assert seen(aigerim, model) == []
        assert through_the_wall(aigerim, model) == []


def test_the_case_side_knows_the_hand_over_and_no_word_of_the_conversation(made, saule) -> None:
    assert seen(saule, Handover) == [made]
    for model in (Thread, Message, Contact):
        assert seen(saule, model) == []
        assert through_the_wall(saule, model) == []


def test_others_of_the_line_and_of_other_organisations_know_nothing(made, bolat, dana) -> None:
    for by in (bolat, dana):
        assert seen(by, Handover) == []
        assert through_the_wall(by, Handover) == []


def test_the_panel_says_how_it_stands_and_changes_when_somebody_has_the_case(made, aigerim, saule, marat, thread) -> None:
    def card():
        with reading(aigerim):
            return cards(aigerim, of_thread(aigerim, thread))[0]

    before = card()
    assert (before.has_worker, before.is_open, before.may_undo) == (False, True, True)
    assert before.answer_due_at is not None
    assign_case(by=saule, case=the_case(saule), to=marat.account)
    after = card()
    assert (after.has_worker, after.may_undo) == (True, False)


def test_taken_back_within_ten_minutes_the_case_is_closed_as_an_error_and_the_copy_is_gone(made, aigerim, saule) -> None:
    undo_handover(by=aigerim, handover=made)
    case = the_case(saule)
    assert (case.state, case.closure_reason) == (State.CLOSED, "opened_in_error")
    kept = one(saule, Handover)
    assert kept.copy is None or is_gone(kept.copy)
    assert [task for task in seen(saule, Task, case=case) if task.state == "open"] == []


def test_nothing_is_taken_back_once_somebody_works_on_the_case(made, aigerim, saule, marat) -> None:
    assign_case(by=saule, case=the_case(saule), to=marat.account)
    with pytest.raises(RuleBroken, match="cannot be taken back"):
        undo_handover(by=aigerim, handover=made)


def test_nothing_is_taken_back_after_ten_minutes(made, aigerim, owner) -> None:
    with owner():
        Handover.objects.everything(because="the test moves time").update(made_at=made.made_at - timedelta(minutes=11))
    with pytest.raises(RuleBroken, match="cannot be taken back"):
        undo_handover(by=aigerim, handover=made)


def test_when_the_hand_over_fails_no_case_is_left(aigerim, record, ground, saule, monkeypatch) -> None:
    """The kill between the case and the hand-over: one transaction holds both."""

    def broken(*_args, **_given):
        raise ConnectionError("the machine stopped here")

    monkeypatch.setattr("qorgan.intake.actions.handover._keep", broken)
    with pytest.raises(ConnectionError):
        handed(aigerim, record, ground)
    assert seen(saule, Case) == []
    assert seen(aigerim, Child) == []


def test_the_wish_of_the_child_is_kept_with_its_words(aigerim, record, ground, saule) -> None:
    handed(aigerim, record, ground, agrees_to_tell=Wish.NO, wish_words="Анама айтпаңыз")
    kept = one(saule, Handover)
    assert (kept.agrees_to_tell, kept.wish_words) == (Wish.NO, "Анама айтпаңыз")
    assert one(saule, CaseSheet, kind="consent").answers["child_assent"] == "disagrees"


def test_the_planted_fault_a_bridge_without_its_declared_right_opens_nothing(aigerim, record, ground, saule, monkeypatch) -> None:
    """The counsellor's own right opens no case: put in the bridge's place, the action is refused."""
    monkeypatch.setattr(access, "BRIDGE", aigerim)
    with pytest.raises(Exception, match=r"casework|case"):
        handed(aigerim, record, ground)
    assert seen(saule, Case) == []
