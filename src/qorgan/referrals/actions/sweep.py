"""What referrals do by themselves: end what nobody answered, erase copies whose time is over, load the pack's lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.journal.actions import action, record
from qorgan.referrals import access, events, rules, silence
from qorgan.referrals.actions.preparing import end_with_copy, locked, told
from qorgan.referrals.choices import WAITING, State
from qorgan.referrals.models import Limit, Referral, Term
from qorgan.referrals.queries import limit
from qorgan.vault.choices import ShredReason
from qorgan.vault.keys import shred

AT_ONCE = 100


def unanswered(by: Principal) -> list[Referral]:
    """Referrals that wait longer than the pack allows; none where it sets no time."""
    days = limit("expires_after")
    if days is None:
        return []
    rows = Referral.objects.visible_to(by).filter(state__in=WAITING, sent_at__lt=timezone.now() - timedelta(days=days))
    return list(rows.order_by("sent_at")[:AT_ONCE])


def kept_too_long(by: Principal) -> list[Referral]:
    """Finished referrals whose copy is kept longer than the pack allows."""
    days = limit("copy_kept")
    if days is None:
        return []
    rows = Referral.objects.visible_to(by).filter(state=State.CLOSED, is_copy_gone=False)
    return list(rows.filter(ended_at__lt=timezone.now() - timedelta(days=days)).order_by("ended_at")[:AT_ONCE])


@action(access.REFERRAL_SEND)
def expire_referral(*, by: Principal, referral: Referral) -> Referral:
    """Ends a referral that nobody answered; the copy is shredded. Raises RuleBroken for one that was answered meanwhile."""
    found = locked(by, referral)
    rules.must(found, "expire")
    end_with_copy(by, found, State.EXPIRED, ShredReason.RETENTION)
    silence.nothing_more(found)
    told(by, found, events.ReferralExpired)
    return found


@action(access.REFERRAL_SEND)
def forget_copy(*, by: Principal, referral: Referral) -> Referral:
    """Shreds the copy of a finished referral; which fields were shared stays known, what they said does not."""
    found = locked(by, referral)
    shred(by=by, subject=found.copy_id, reason=ShredReason.RETENTION)
    found.is_copy_gone = True
    found.save(update_fields=["is_copy_gone"])
    told(by, found, events.CopyForgotten)
    return found


@action(access.TERM_MANAGE)
def load_referral_terms(
    *, by: Principal, terms: Sequence[Mapping[str, Any]] = (), limits: Sequence[Mapping[str, Any]] = ()
) -> int:  # fmt: skip
    """Brings lists and limits to what the pack says; only those that differ are given."""
    for row in terms:
        facts = dict(row)
        Term.objects.update_or_create(list=facts.pop("list"), code=facts.pop("code"), defaults=facts)
    for row in limits:
        facts = dict(row)
        Limit.objects.update_or_create(key=facts.pop("key"), valid_from=facts.pop("valid_from"), defaults=facts)
    record(events.ReferralTermsLoaded(subject=events.TERMS, terms=len(terms) + len(limits)), by=by)
    return len(terms) + len(limits)
