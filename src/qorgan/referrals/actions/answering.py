"""The service answers: received, accepted or declined with a reason; does something; says what came out."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.directory.actions import free_place, take_place
from qorgan.directory.queries import outlook
from qorgan.journal.actions import action
from qorgan.referrals import access, events, rules, silence
from qorgan.referrals.actions.preparing import end_with_copy, locked, told
from qorgan.referrals.choices import State
from qorgan.referrals.models import Referral, ServiceRecord, Term
from qorgan.vault.choices import ShredReason


def as_service(by: Principal, referral: Referral, verb: str) -> Referral:
    """The referral, locked, for something that only the service does. Raises Refused for the other side, RuleBroken for
    another state.
    """
    found = locked(by, referral)
    if not Referral.objects.visible_to(by).filter(access.receiver(by), pk=found.pk).exists():
        raise Refused("referral")
    rules.must(found, verb)
    return found


@action(access.REFERRAL_RECEIVE)
def acknowledge_referral(*, by: Principal, referral: Referral) -> Referral:
    """Says that the referral has been received and is being looked at; whoever says so handles it."""
    found = as_service(by, referral, "acknowledge")
    found.state, found.acknowledged_at, found.handled_by = State.ACKNOWLEDGED, timezone.now(), by.account
    found.save(update_fields=["state", "acknowledged_at", "handled_by"])
    told(by, found, events.ReferralAcknowledged)
    return found


@action(access.REFERRAL_RECEIVE)
def accept_referral(*, by: Principal, referral: Referral) -> Referral:
    """Takes the child. Where the service counts its places one is taken, if one is free: a full service may still accept.

    The clock of the answer ends, the clock of the report starts.
    """
    found = as_service(by, referral, "accept")
    now = timezone.now()
    found.state, found.answered_at, found.handled_by = State.ACCEPTED, now, by.account
    found.acknowledged_at = found.acknowledged_at or now
    if (outlook(found.service).free or 0) > 0 and by.may("directory.capacity.set"):
        take_place(by=by, service=found.service)
        found.is_place_taken = True
    found.save(update_fields=["state", "answered_at", "handled_by", "acknowledged_at", "is_place_taken"])
    silence.wait_for_report(found)
    told(by, found, events.ReferralAccepted, is_place_taken=found.is_place_taken)
    return found


@action(access.REFERRAL_RECEIVE)
def decline_referral(*, by: Principal, referral: Referral, reason: Term, note: str = "") -> Referral:
    """Does not take the child, with a reason that the sender reads. The copy of what was shared is shredded.

    Raises RuleBroken where the reason asks for words and none are given.
    """
    found = as_service(by, referral, "decline")
    rules.must_have_note(reason, note, field="note")
    found.decline_reason, found.decline_note, found.answered_at = reason, note, timezone.now()
    end_with_copy(by, found, State.DECLINED, ShredReason.RETENTION)
    silence.answered(found)
    told(by, found, events.ReferralDeclined, reason=reason.code)
    return found


@action(access.REFERRAL_RECEIVE)
def record_service(
    *,
    by: Principal,
    referral: Referral,
    on: date,
    kind: Term,
    minutes: int = 0,
    is_attended: bool = True,
    note: str = "",
) -> ServiceRecord:
    """Writes down something that was done for the child. The first one says that the service is under way.

    Raises RuleBroken for a day to come.
    """
    found = as_service(by, referral, "record")
    rules.must_be_past(on, today=timezone.localdate(), field="on")
    made = ServiceRecord.objects.create(
        referral=found, service_id=found.service_id, organisation_id=found.to_organisation_id, child_id=found.child_id, on=on,
        kind=kind, minutes=minutes, is_attended=is_attended, note=note, recorded_by=by.account,
    )  # fmt: skip
    if found.state == State.ACCEPTED:
        found.state, found.begun_at = State.UNDER_WAY, timezone.now()
        found.save(update_fields=["state", "begun_at"])
    told(by, found, events.ServiceRecorded, record=made.pk, service=found.service_id, on=on, kind=kind.code, minutes=minutes,
         is_attended=is_attended)  # fmt: skip
    return made


@action(access.REFERRAL_RECEIVE)
def report_outcome(*, by: Principal, referral: Referral, outcome: Term, report: str = "", is_place_free: bool = False) -> Referral:
    """Says what came out, in a code and in words. `is_place_free` gives the place back that was taken.

    Raises RuleBroken where the outcome asks for words and none are given.
    """
    found = as_service(by, referral, "report")
    rules.must_have_note(outcome, report, field="report")
    found.state, found.outcome, found.report, found.reported_at = State.REPORTED, outcome, report, timezone.now()
    if is_place_free and found.is_place_taken:
        free_place(by=by, service=found.service)
        found.is_place_taken = False
    found.save(update_fields=["state", "outcome", "report", "reported_at", "is_place_taken"])
    silence.reported(found)
    sessions = ServiceRecord.objects.visible_to(by).filter(referral=found, is_attended=True).count()
    told(by, found, events.ReferralReported, outcome=outcome.code, sessions=sessions)
    return found
