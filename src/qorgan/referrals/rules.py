"""When is it allowed: what may happen to a referral in which state, and what it needs before it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.referrals.choices import ConsentBasis, State
from qorgan.referrals.models import Referral

NEXT: dict[str, dict[str, str]] = {
    State.DRAFTED: {"change": State.DRAFTED, "send": State.SENT, "discard": ""},
    State.SENT: {
        "acknowledge": State.ACKNOWLEDGED, "accept": State.ACCEPTED, "decline": State.DECLINED, "revoke": State.REVOKED,
        "expire": State.EXPIRED,
    },
    State.ACKNOWLEDGED: {
        "accept": State.ACCEPTED, "decline": State.DECLINED, "revoke": State.REVOKED, "expire": State.EXPIRED,
    },
    State.ACCEPTED: {"record": State.UNDER_WAY, "report": State.REPORTED, "revoke": State.REVOKED},
    State.UNDER_WAY: {"record": State.UNDER_WAY, "report": State.REPORTED, "revoke": State.REVOKED},
    State.REPORTED: {"close": State.CLOSED, "revoke": State.REVOKED},
    State.CLOSED: {"revoke": State.REVOKED},
    State.DECLINED: {}, State.REVOKED: {}, State.EXPIRED: {},
}  # fmt: skip
"""What may happen in each state and where it leads; an empty state means that nothing is left."""

SENDERS = frozenset({"change", "send", "discard", "close", "revoke", "expire"})
SERVICES = frozenset({"acknowledge", "accept", "decline", "record", "report"})


def may(referral: Referral, verb: str) -> bool:
    """Whether this may happen to the referral in its state."""
    return verb in NEXT[referral.state]


def must(referral: Referral, verb: str) -> str:
    """The state that it leads to. Raises RuleBroken where it may not happen now."""
    try:
        return NEXT[referral.state][verb]
    except KeyError:
        raise RuleBroken(
            _("This cannot be done now. The referral stands at: %(state)s.") % {"state": referral.get_state_display()}
        ) from None


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a referral needs before it may leave: the step of the preparation, and the words."""

    step: str
    words: Promise | str


def lacks(referral: Referral, *, items: int) -> list[Lack]:
    """What is missing before the referral may be sent."""
    found = []
    if items == 0 and not referral.message:
        found.append(Lack("share", _("Nothing is shared yet and nothing is written to the service.")))
    if not has_consent(referral):
        found.append(Lack("consent", _("Consent, or the ground without consent, is not written down yet.")))
    return found


def has_consent(referral: Referral) -> bool:
    """Whether it is written down why this may be shared."""
    if referral.consent_basis == ConsentBasis.CONSENT:
        return referral.consent_on is not None and referral.consent_given_by != ""
    return referral.consent_basis == ConsentBasis.EXCEPTION and referral.exception_ground_id is not None


def must_be_past(day: date, *, today: date, field: str) -> None:
    """Raises RuleBroken for a day that is still to come."""
    if day > today:
        raise RuleBroken(_("This day is still to come."), field=field)


def must_have_note(term: Any, note: str, *, field: str) -> None:
    """Raises RuleBroken where the list asks for words beside its entry and none were given."""
    if term.needs_note and not note.strip():
        raise RuleBroken(_("Please write a few words beside this choice."), field=field)
