"""Scratch: who is on shift, and who is at which conversation."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.helpline import access
from qorgan.helpline.actions.door import from_presence
from qorgan.helpline.actions.messages import tell_desk
from qorgan.helpline.choices import Duty, Side
from qorgan.helpline.models import Shift, Thread
from qorgan.journal.actions import scratch


@scratch(access.DESK_OPEN)
def set_duty(*, by: Principal, organisation_id: UUID, duty: Duty) -> Shift:
    """Goes on shift, on a break, or off."""
    now = timezone.now()
    shift, made = Shift.objects.get_or_create(
        account_id=by.account_id,
        organisation_id=organisation_id,
        defaults={"duty": duty, "since": now, "alias": by.alias},
    )
    if not made:
        shift.since = now if shift.duty != duty else shift.since
        shift.duty, shift.alias, shift.seen_at = duty, by.alias, now
        shift.save()
    tell_desk(organisation_id)
    return shift


@scratch(access.DESK_OPEN)
def still_here(*, by: Principal) -> None:
    """The desk's page is open and answers."""
    Shift.objects.filter(account_id=by.account).update(seen_at=timezone.now())


@scratch(access.THREAD_READ)
def at_the_desk(*, by: Principal, thread: Thread, seen_seq: int, is_typing: bool) -> None:
    """Until where the counsellor has read, and whether they write."""
    from_presence(by=by, thread=thread, side=Side.STAFF, seen_seq=seen_seq, is_typing=is_typing)
