"""A case asks a service: from its forms, and back into its services and its story."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from qorgan.access.acting import reading
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.casework import referring
from qorgan.casework.actions.service import ask_for_service
from qorgan.casework.actions.sheet import begin_sheet, finalise_sheet
from qorgan.casework.choices import ServiceState, Sheet, Stage
from qorgan.casework.models import Case, CaseService, CaseSheet
from qorgan.directory.access import PACK
from qorgan.directory.actions import add_service
from qorgan.directory.choices import TaxonomyKey
from qorgan.directory.described import ServiceFacts
from qorgan.directory.models import Service, TaxonomyTerm
from qorgan.forms.binding import bind
from qorgan.referrals.access import CONSENT_OVERRIDE, REFERRAL_READ, REFERRAL_RECEIVE, REFERRAL_SEND
from qorgan.referrals.actions import (
    accept_referral,
    choose_shared,
    decline_referral,
    draft_referral,
    note_consent,
    record_service,
    report_outcome,
    send_referral,
)
from qorgan.referrals.choices import TermList
from qorgan.referrals.loading import load_referrals
from qorgan.referrals.models import Referral, SharedItem, Term
from qorgan.texts.words import Words
from tests.casework.conftest import WORKER, one, seen, through_the_wall

pytestmark = pytest.mark.django_db
SENDER = (*WORKER, REFERRAL_READ, REFERRAL_SEND, CONSENT_OVERRIDE, "directory.service.read")


@pytest.fixture
def aigerim(employ):
    """A caseworker who refers."""
    return employ(*SENDER)


@pytest.fixture
def worker(employ, ground):
    """Works at the service that is asked."""
    return employ(REFERRAL_READ, REFERRAL_RECEIVE, "directory.service.read", at=ground["elsewhere"].pk)


@pytest.fixture
def service(ground) -> Service:
    load_referrals()
    kind = TaxonomyTerm.objects.get(taxonomy=TaxonomyKey.KIND, code="psychological")
    return add_service(by=PACK, organisation=ground["elsewhere"], facts=ServiceFacts(names=Words(en="Help"), kinds=(kind,)))


@pytest.fixture
def assessed(aigerim, opened, toy_forms) -> Case:
    """A case with a final assessment."""
    sheet = begin_sheet(by=aigerim, case=opened, kind=Sheet.RISK_ASSESSMENT)
    bound = bind(sheet.form_version.form, {"risk_level": "high", "words_of_risk_assessment": "Түнде қорқады"}, final=True)
    finalise_sheet(by=aigerim, sheet=sheet, bound=bound, expected=sheet.version)
    return one(aigerim, Case, pk=opened.pk)


def term(listed: TermList, code: str) -> Term:
    return Term.objects.get(list=listed, code=code)


def asking(by, origin: str):
    with reading(by):
        return referring.asking(SimpleNamespace(by=by), origin=origin)


def sent(by, case: Case, service: Service, planned: CaseService | None = None) -> Referral:
    """A referral of a case, with one field of its assessment."""
    origin = referring.origin_for(case, planned)
    found = asking(by, origin)
    made = draft_referral(
        by=by, child=found.child, service=service, urgency=term(TermList.URGENCY, "usual"), message="Көмек керек",
        asked_for=found.asked_for, origin=origin,
    )  # fmt: skip
    sheet = next(one for one in found.sheets if one.form == "case_risk_assessment")
    choose_shared(by=by, referral=made, shared=[(sheet, sheet.offers[0])])
    note_consent(by=by, referral=made, given_by="representative", on=timezone.localdate(), consent_record=found.consent_record)
    return send_referral(by=by, referral=made, although=True)


def test_a_case_offers_the_child_and_its_final_forms_field_by_field(aigerim, assessed) -> None:
    found = asking(aigerim, f"case:{assessed.ref}")
    assert (found.asked_for, found.title, [sheet.form for sheet in found.sheets]) == (
        assessed.id,
        str(assessed),
        ["child", "case_risk_assessment"],
    )
    assert [offer.value for offer in found.sheets[1].offers][-1] == "Түнде қорқады"


def test_an_origin_of_another_room_is_left_to_it_and_a_hidden_case_is_refused(aigerim, bolat, assessed) -> None:
    assert asking(aigerim, "child:abc") is None
    with pytest.raises(Refused):
        asking(bolat, f"case:{assessed.ref}")


def test_a_sent_referral_moves_the_planned_service_and_an_unplanned_one_is_planned_so(aigerim, assessed, service) -> None:
    referral = sent(aigerim, assessed, service)
    asked = one(aigerim, CaseService)
    assert (asked.kind, asked.state, asked.referral_id) == ("psychological", ServiceState.REFERRED, referral.pk)
    assert one(aigerim, Case, pk=assessed.pk).stage == Stage.SERVICE_PROVISION


def test_the_chosen_planned_service_is_the_one_that_moves(aigerim, assessed, service) -> None:
    legal = ask_for_service(by=aigerim, case=assessed, kind="legal")
    referral = sent(aigerim, assessed, service, legal)
    assert one(aigerim, CaseService, pk=legal.pk).referral_id == referral.pk


def test_a_declined_referral_leaves_the_service_wanted(aigerim, assessed, service, worker) -> None:
    sent(aigerim, assessed, service)
    decline_referral(by=worker, referral=one(worker, Referral), reason=term(TermList.DECLINE, "full"), note="Орын жоқ")
    asked = one(aigerim, CaseService)
    assert (asked.state, asked.referral_id) == (ServiceState.PLANNED, None)


def test_a_report_ends_the_service_though_the_worker_knows_nothing_of_the_case(aigerim, assessed, service, worker) -> None:
    sent(aigerim, assessed, service)
    accept_referral(by=worker, referral=one(worker, Referral))
    record_service(
        by=worker, referral=one(worker, Referral), on=timezone.localdate(), kind=term(TermList.RECORD, "consultation"), minutes=40,
        note="",
    )  # fmt: skip
    report_outcome(by=worker, referral=one(worker, Referral), outcome=term(TermList.OUTCOME, "helped"), report="Көмектесті")
    assert one(aigerim, CaseService).state == ServiceState.IMPLEMENTED
    assert one(aigerim, Case, pk=assessed.pk).stage == Stage.SERVICES_IMPLEMENTED
    for model in (Case, CaseSheet, CaseService):
        assert seen(worker, model) == through_the_wall(worker, model) == []
    assert len(seen(worker, SharedItem)) == 1


def test_the_story_and_the_side_of_the_case_show_the_referral(aigerim, assessed, service, worker, sit) -> None:
    referral = sent(aigerim, assessed, service)
    accept_referral(by=worker, referral=one(worker, Referral))
    address = reverse("case", args=[assessed.ref])
    shown = sit(aigerim).get(address).content.decode()
    for words in (str(referral), "Referral sent", "Referral accepted", "Refer to a service"):
        assert words in shown
    alone = sit(aigerim).get(f"{address}?show=referrals").content.decode()
    assert "Referral sent" in alone
    assert "Case opened" not in alone


def test_a_kind_that_the_directory_does_not_have_is_refused(aigerim, opened) -> None:
    with pytest.raises(RuleBroken, match="Choose from the list"):
        ask_for_service(by=aigerim, case=opened, kind="no_such_kind")


def test_a_plan_is_put_forward_only_when_it_is_final(aigerim, assessed, sit) -> None:
    address = reverse("case", args=[assessed.ref])
    assert "Ask to approve the plan" not in sit(aigerim).get(address).content.decode()
    sheet = begin_sheet(by=aigerim, case=assessed, kind=Sheet.PLAN)
    finalise_sheet(by=aigerim, sheet=sheet, bound=bind(sheet.form_version.form, {}, final=True), expected=sheet.version)
    assert "Ask to approve the plan" in sit(aigerim).get(address).content.decode()


def test_a_referral_that_nobody_asked_for_a_case_moves_none(aigerim, child, assessed, service) -> None:
    made = draft_referral(
        by=aigerim, child=child, service=service, urgency=term(TermList.URGENCY, "usual"), message="Көмек",
        origin=f"child:{child.ref}",
    )  # fmt: skip
    assert made.asked_for is None
    assert seen(aigerim, CaseService) == []
