"""From the first draft to the outcome: who may, what is refused, what is remembered, which clocks run."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.clocks.models import Clock
from qorgan.directory.access import PACK
from qorgan.directory.actions import close_service, set_capacity
from qorgan.directory.choices import TaxonomyKey
from qorgan.directory.models import Capacity
from qorgan.journal.models import Entry
from qorgan.referrals import silence
from qorgan.referrals.actions import (
    accept_referral,
    acknowledge_referral,
    change_referral,
    choose_shared,
    close_referral,
    decline_referral,
    discard_referral,
    draft_referral,
    expire_referral,
    forget_copy,
    note_consent,
    note_exception,
    record_service,
    report_outcome,
    revoke_referral,
    send_referral,
)
from qorgan.referrals.actions.sweep import kept_too_long, unanswered
from qorgan.referrals.choices import State, TermList
from qorgan.referrals.facts import services_given
from qorgan.referrals.jobs import sweep
from qorgan.referrals.models import Referral, ServiceRecord, SharedItem
from tests.referrals.conftest import STORY, again

pytestmark = pytest.mark.django_db


def verbs(referral: Referral) -> list[str]:
    found = Entry.objects.filter(stream=referral.pk, verb__startswith="referrals.").order_by("seq")
    return [verb.removeprefix("referrals.") for verb in found.values_list("verb", flat=True)]


def clocks(referral: Referral) -> dict[str, tuple[str, str]]:
    with reading(Principal.system("clocks.keeper")):
        rows = Clock.objects.visible_to(Principal.system("clocks.keeper")).filter(subject=referral.pk)
        return {row.kind: (row.state, row.outcome) for row in rows}


def test_the_whole_way_from_draft_to_outcome(aigerim, worker, sent, code) -> None:
    today = timezone.localdate()
    assert clocks(sent) == {"referrals.answer": ("running", "")}
    acknowledge_referral(by=worker, referral=again(worker, sent))
    accept_referral(by=worker, referral=again(worker, sent))
    assert clocks(sent) == {"referrals.answer": ("ended", "met"), "referrals.report": ("running", "")}
    for came in (True, False):
        record_service(
            by=worker, referral=again(worker, sent), on=today, kind=code(TermList.RECORD, "session"), minutes=45,
            is_attended=came, note="Говорили",
        )  # fmt: skip
    assert again(worker, sent).state == State.UNDER_WAY
    report_outcome(by=worker, referral=again(worker, sent), outcome=code(TermList.OUTCOME, "helped"), report="Стало легче")
    assert clocks(sent)["referrals.report"] == ("ended", "met")
    with reading(aigerim):
        assert again(aigerim, sent).report == "Стало легче"
    close_referral(by=aigerim, referral=again(aigerim, sent))
    assert verbs(sent) == [
        "referral.drafted", "share.chosen", "consent.noted", "referral.sent", "referral.acknowledged", "referral.accepted",
        "service.recorded", "service.recorded", "referral.reported", "referral.closed",
    ]  # fmt: skip


def test_no_word_of_the_child_enters_the_journal(sent, worker, code) -> None:
    decline_referral(by=worker, referral=again(worker, sent), reason=code(TermList.DECLINE, "other"), note="Тайная причина")
    text = " ".join(Entry.objects.filter(stream=sent.pk).values_list("body", flat=True))
    assert "assessment.concern" in text
    assert not any(word in text for word in (STORY, "Помогите", "Тайная", "Аяна"))


def test_everything_is_found_under_the_asking_sides_subject(aigerim, child, service, code) -> None:
    from uuid import uuid4

    case = uuid4()
    made = draft_referral(by=aigerim, child=child, service=service, urgency=code(TermList.URGENCY, "usual"), asked_for=case)
    assert Entry.objects.filter(about__contains=[case], stream=made.pk).exists()


def test_a_child_that_one_does_not_know_is_not_referred(bolat, child, service, code) -> None:
    with pytest.raises(Refused):
        draft_referral(by=bolat, child=child, service=service, urgency=code(TermList.URGENCY, "usual"))


def test_a_service_of_ones_own_needs_no_referral(cast, aigerim, child, service, code, house) -> None:
    service.organisation_id = house.pk
    with pytest.raises(RuleBroken):
        draft_referral(by=aigerim, child=child, service=service, urgency=code(TermList.URGENCY, "usual"))


def test_nothing_leaves_without_something_shared_and_consent(aigerim, draft, sheets) -> None:
    with pytest.raises(RuleBroken, match="Consent"):
        send_referral(by=aigerim, referral=draft)
    change_referral(by=aigerim, referral=draft, service=draft.service, urgency=draft.urgency, message="")
    note_consent(by=aigerim, referral=draft, given_by="child", on=timezone.localdate())
    with pytest.raises(RuleBroken):
        send_referral(by=aigerim, referral=draft)
    (sheet,) = sheets
    choose_shared(by=aigerim, referral=draft, shared=[(sheet, sheet.offers[1])])
    assert send_referral(by=aigerim, referral=draft).state == State.SENT


def test_consent_is_not_of_tomorrow_and_the_exception_needs_its_words(aigerim, bolat, draft, code) -> None:
    with pytest.raises(RuleBroken):
        note_consent(by=aigerim, referral=draft, given_by="child", on=timezone.localdate() + timedelta(days=1))
    ground = code(TermList.EXCEPTION, "crisis")
    with pytest.raises(RuleBroken):
        note_exception(by=aigerim, referral=draft, ground=ground, note=" ")
    note_exception(by=aigerim, referral=draft, ground=ground, note="Угроза жизни")
    assert send_referral(by=aigerim, referral=draft).exception_ground == ground
    with pytest.raises(Refused):
        note_exception(by=bolat, referral=draft, ground=ground, note="x")


def test_a_choice_made_again_takes_the_place_of_the_first(aigerim, ready, sheets) -> None:
    (sheet,) = sheets
    choose_shared(by=aigerim, referral=ready, shared=[(sheet, sheet.offers[1])])
    with reading(aigerim):
        assert [item.name for item in SharedItem.objects.visible_to(aigerim).filter(referral=ready)] == ["risk"]


def test_what_is_shared_lies_sealed_in_the_database(sent) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for table in ("referrals_referral", "referrals_shareditem"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            rows = " ".join(row[0] for row in cursor.fetchall())
            assert rows
            assert STORY not in rows
            assert "Помогите" not in rows


def test_a_closed_or_full_service_is_asked_only_after_a_warning(aigerim, ready, service, term) -> None:
    place = term("place", TaxonomyKey.UNIT)
    set_capacity(by=PACK, service=service, unit=place, available=0, maximum=3)
    with pytest.raises(RuleBroken) as full:
        send_referral(by=aigerim, referral=ready)
    assert full.value.field == "although"
    set_capacity(by=PACK, service=service, unit=place, available=2, maximum=3)
    close_service(by=PACK, service=service, status="temporarily closed")
    with pytest.raises(RuleBroken):
        send_referral(by=aigerim, referral=ready)
    assert send_referral(by=aigerim, referral=ready, although=True).state == State.SENT


def test_acceptance_takes_a_place_and_the_report_gives_it_back(worker, sent, service, term, code) -> None:
    set_capacity(by=PACK, service=service, unit=term("place", TaxonomyKey.UNIT), available=1, maximum=3)
    accepted = accept_referral(by=worker, referral=again(worker, sent))
    assert (accepted.is_place_taken, Capacity.objects.get().available) == (True, 0)
    report_outcome(by=worker, referral=accepted, outcome=code(TermList.OUTCOME, "helped"), is_place_free=True)
    assert Capacity.objects.get().available == 1


def test_a_full_service_may_still_accept(worker, sent, service, term) -> None:
    set_capacity(by=PACK, service=service, unit=term("place", TaxonomyKey.UNIT), available=0, maximum=3)
    assert not accept_referral(by=worker, referral=again(worker, sent)).is_place_taken


def test_a_reason_that_asks_for_words_is_not_given_without_them(worker, sent, code) -> None:
    with pytest.raises(RuleBroken):
        decline_referral(by=worker, referral=again(worker, sent), reason=code(TermList.DECLINE, "other"))
    decline_referral(by=worker, referral=again(worker, sent), reason=code(TermList.DECLINE, "full"))
    assert clocks(sent) == {"referrals.answer": ("ended", "met")}


def test_each_side_does_only_what_is_its_own(aigerim, saule, worker, dana, sent, code) -> None:
    reason = code(TermList.DECLINE, "full")
    for by in (aigerim, saule, dana):
        for act in (acknowledge_referral, accept_referral):
            with pytest.raises(Refused):
                act(by=by, referral=sent)
        with pytest.raises(Refused):
            decline_referral(by=by, referral=sent, reason=reason)
    for act in (revoke_referral, close_referral, send_referral):
        with pytest.raises(Refused):
            act(by=worker, referral=again(worker, sent))


def test_nothing_is_done_for_a_child_before_the_service_accepted_nor_tomorrow(worker, sent, code) -> None:
    kind = code(TermList.RECORD, "session")
    with pytest.raises(RuleBroken):
        record_service(by=worker, referral=again(worker, sent), on=timezone.localdate(), kind=kind)
    accept_referral(by=worker, referral=again(worker, sent))
    with pytest.raises(RuleBroken):
        record_service(by=worker, referral=again(worker, sent), on=timezone.localdate() + timedelta(days=1), kind=kind)
    with reading(worker):
        assert not ServiceRecord.objects.visible_to(worker).exists()


def test_a_thrown_away_draft_leaves_no_row_and_no_key(aigerim, ready) -> None:
    discard_referral(by=aigerim, referral=ready)
    with reading(aigerim):
        assert not Referral.objects.visible_to(aigerim).exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM vault_datakey WHERE subject = ANY(%s) AND wrapped IS NOT NULL", [[ready.pk, ready.copy_id]]
        )
        assert cursor.fetchone()[0] == 0


def test_silence_ends_a_referral_after_the_packs_time(sent, aigerim, worker) -> None:
    by = Principal.system("referrals.sweep")
    with acting(by):
        assert unanswered(by) == []
        Referral.objects.visible_to(by).filter(pk=sent.pk).update(sent_at=timezone.now() - timedelta(days=31))
    sweep(timestamp=0)
    sweep(timestamp=0)
    assert again(aigerim, sent).state == State.EXPIRED
    assert clocks(sent)["referrals.answer"] == ("ended", "stopped")
    with pytest.raises(RuleBroken):
        expire_referral(by=by, referral=again(aigerim, sent))
    with pytest.raises(Refused):
        accept_referral(by=worker, referral=sent)


def test_the_copy_of_a_finished_referral_is_erased_after_the_packs_time(sent, aigerim, worker, code) -> None:
    by = Principal.system("referrals.sweep")
    accept_referral(by=worker, referral=again(worker, sent))
    report_outcome(by=worker, referral=again(worker, sent), outcome=code(TermList.OUTCOME, "helped"))
    close_referral(by=aigerim, referral=again(aigerim, sent))
    with acting(by):
        assert kept_too_long(by) == []
        Referral.objects.visible_to(by).filter(pk=sent.pk).update(ended_at=timezone.now() - timedelta(days=91))
    sweep(timestamp=0)
    assert again(aigerim, sent).is_copy_gone
    assert verbs(sent)[-1] == "copy.forgotten"
    with acting(by):
        assert kept_too_long(by) == []
    forget_copy(by=by, referral=again(aigerim, sent))


def test_a_reminder_finds_the_overseers_and_the_services_people(sent, saule, worker, aigerim, dana) -> None:
    assert silence.supervisors_of(sent.pk) == [saule.account]
    assert silence.workers_of(sent.pk) == [worker.account]
    assert silence.supervisors_of(aigerim.account) == []


def test_figures_count_what_was_done_by_a_pseudonym(sent, worker, code, child) -> None:
    today = timezone.localdate()
    accept_referral(by=worker, referral=again(worker, sent))
    for minutes in (30, 45):
        record_service(by=worker, referral=again(worker, sent), on=today, kind=code(TermList.RECORD, "session"), minutes=minutes)
    found = list(services_given(today, today + timedelta(days=1)))
    assert [(one.minutes, one.kind, one.is_attended) for one in found] == [(30, "session", True), (45, "session", True)]
    assert len({one.child for one in found}) == 1
    assert child.pk.bytes not in {one.child for one in found}
    assert list(services_given(today - timedelta(days=1), today)) == []
