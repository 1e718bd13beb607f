"""Verbs of emergency access."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.grants import grant
from qorgan.access.guarded import uuid7
from qorgan.access.models import Grant
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.actions import action, record
from qorgan.live.events import tell, tell_revoked
from qorgan.oversight import access
from qorgan.oversight.choices import Verdict
from qorgan.oversight.events import EmergencyEnded, EmergencyOpened, EmergencyReviewed
from qorgan.oversight.models import KEY_SCOPE, LONGEST, SHORTEST_REASON, EmergencyAccess
from qorgan.oversight.rules import is_reason
from qorgan.oversight.subjects import kinds
from qorgan.vault.keys import new_key

TOPIC = "oversight.emergencies:all"


@action(access.EMERGENCY_USE)
def open_emergency(*, by: Principal, kind: str, number: str, reason: str, minutes: int) -> EmergencyAccess:
    """Opens one subject to this account for `minutes`, an hour at most.

    `number` is what a person calls the subject (a conversation's number). Raises RuleBroken for a short reason, an
    unknown number, or a second access while the first runs.
    """
    if not is_reason(reason):
        raise RuleBroken(_("Say in at least %(least)s characters why it cannot wait.") % {"least": SHORTEST_REASON}, field="reason")
    length = timedelta(minutes=minutes)
    if not timedelta(0) < length <= LONGEST:
        raise RuleBroken(_("Emergency access lasts one hour at most."), field="minutes")
    found = kinds().get(kind)
    subject = found.find(number.strip()) if found else None
    if subject is None:
        raise RuleBroken(_("There is nothing under this number."), field="number")
    if by.account_id is None:
        raise Refused("an emergency has a person")
    own = EmergencyAccess.objects.visible_to(by).filter(account_id=by.account_id, subject=subject)
    if own.running().exists():
        raise RuleBroken(_("Your emergency access to this is running already."), field="number")
    return _open(by, kind, subject, reason.strip(), length)


def _open(by: Principal, kind: str, subject: UUID, reason: str, length: timedelta) -> EmergencyAccess:
    assert by.account_id is not None
    now, identity = timezone.now(), uuid7()
    new_key(subject=identity, scope=KEY_SCOPE)
    made = EmergencyAccess.objects.create(
        id=identity,
        account_id=by.account_id,
        role=by.role,
        organisations=sorted(by.organisations),
        kind=kind,
        subject=subject,
        reason=reason,
        started_at=now,
        until=now + length,
    )
    grant(account_id=by.account_id, subject=subject, kind=Grant.Kind.EMERGENCY, since=now, until=made.until)
    record(EmergencyOpened(subject=subject, access=made.id, kind=kind, until=made.until), by=by, about=(made.id,))
    tell(TOPIC)
    return made


@action(access.EMERGENCY_USE)
def end_emergency(*, by: Principal, emergency: EmergencyAccess) -> None:
    """Its holder ends it now."""
    if emergency.account_id != by.account_id:
        raise Refused("another's emergency access")
    _end(by, emergency, by_reviewer=False)


@action(access.EMERGENCY_REVIEW)
def stop_emergency(*, by: Principal, emergency: EmergencyAccess) -> None:
    """A reviewer ends it now, on every open page of its holder."""
    _end(by, emergency, by_reviewer=True)


def _end(by: Principal, emergency: EmergencyAccess, *, by_reviewer: bool) -> None:
    with transaction.atomic():
        rows = EmergencyAccess.objects.visible_to(by).select_for_update().filter(pk=emergency.pk)
        kept = rows.running().first()
        if kept is None:
            raise RuleBroken(_("This emergency access is over already."))
        kept.ended_at = timezone.now()
        kept.save(update_fields=["ended_at"])
    # The grant goes altogether: what was granted stands in this table and in the journal.
    Grant.objects.filter(account_id=kept.account_id, subject=kept.subject, kind=Grant.Kind.EMERGENCY).delete()
    record(EmergencyEnded(subject=kept.subject, access=kept.id, by_reviewer=by_reviewer), by=by, about=(kept.id,))
    tell_revoked(kept.account_id)
    tell(TOPIC)


@action(access.EMERGENCY_REVIEW)
def review_emergency(*, by: Principal, emergency: EmergencyAccess, verdict: str) -> None:
    """Says what the reviewer found. Nobody reviews their own, and none while it runs."""
    if emergency.account_id == by.account_id:
        raise RuleBroken(_("Somebody else must review your own emergency access."))
    kept = EmergencyAccess.objects.visible_to(by).select_for_update().get(pk=emergency.pk)
    if kept.is_running:
        raise RuleBroken(_("It is still running. End it first, or wait."))
    if kept.reviewed_at is not None:
        raise RuleBroken(_("This was reviewed already."))
    kept.reviewed_at, kept.reviewed_by, kept.verdict = timezone.now(), by.account_id, Verdict(verdict)
    kept.save(update_fields=["reviewed_at", "reviewed_by", "verdict"])
    record(EmergencyReviewed(subject=kept.subject, access=kept.id, verdict=str(kept.verdict)), by=by, about=(kept.id,))
    tell(TOPIC)
