"""Who hears by the bell what became of a referral: the service of what was sent, the sender of each answer.

A notice holds the number of the referral and nothing of the child.
"""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.journal.actions import on
from qorgan.journal.events import Event
from qorgan.notices.actions import send_notice
from qorgan.notices.addressees import account
from qorgan.notices.parameters import REF
from qorgan.notices.wordings import Wording, declare
from qorgan.referrals.events import (
    ReferralAccepted,
    ReferralDeclined,
    ReferralExpired,
    ReferralReported,
    ReferralRevoked,
    ReferralSent,
)
from qorgan.referrals.models import Referral
from qorgan.referrals.silence import workers_of

SENDER = "notices.sender"
URGENT = "now"
"""The urgency of the country pack at which a notice does not wait for the morning."""

_OF = {"number": REF}
CAME = declare(Wording("referrals.came", title=_("Referral %(number)s has come"), parameters=_OF, is_urgent=False,
                       body=_("Referral %(number)s waits for an answer of your service.")))  # fmt: skip
ACCEPTED = declare(Wording("referrals.accepted", title=_("Referral %(number)s was accepted"), parameters=_OF, is_urgent=False,
                           body=_("The service accepted referral %(number)s.")))  # fmt: skip
DECLINED = declare(Wording("referrals.declined", title=_("Referral %(number)s was declined"), parameters=_OF, is_urgent=False,
                           body=_("The service declined referral %(number)s. Please look for another one.")))  # fmt: skip
REPORTED = declare(Wording("referrals.reported", title=_("Referral %(number)s: the outcome is there"), parameters=_OF,
                           is_urgent=False, body=_("The service reported what came of referral %(number)s.")))  # fmt: skip
EXPIRED = declare(Wording("referrals.expired", title=_("Referral %(number)s was not answered"), parameters=_OF, is_urgent=False,
                          body=_("Nobody answered referral %(number)s. Please look for another service.")))  # fmt: skip
REVOKED = declare(Wording("referrals.revoked", title=_("Referral %(number)s was withdrawn"), parameters=_OF, is_urgent=False,
                          body=_("The sender withdrew referral %(number)s. Nothing more is expected of you.")))  # fmt: skip


@on(ReferralSent)
def tell_service(event: ReferralSent, *, by: Principal) -> None:
    """Everybody of the service who receives referrals."""
    _to_service(CAME, _referral(event), "came", is_urgent=event.urgency == URGENT)


@on(ReferralRevoked)
def tell_withdrawn(event: ReferralRevoked, *, by: Principal) -> None:
    """The service's people need do nothing more."""
    _to_service(REVOKED, _referral(event), "revoked")


@on(ReferralAccepted)
def tell_accepted(event: ReferralAccepted, *, by: Principal) -> None:
    """Whoever prepared the referral."""
    _to_sender(ACCEPTED, _referral(event), "accepted")


@on(ReferralDeclined)
def tell_declined(event: ReferralDeclined, *, by: Principal) -> None:
    """Likewise; another service is to be found."""
    _to_sender(DECLINED, _referral(event), "declined")


@on(ReferralReported)
def tell_reported(event: ReferralReported, *, by: Principal) -> None:
    """Likewise; each report is news."""
    _to_sender(REPORTED, _referral(event), f"reported:{event.sessions}")


@on(ReferralExpired)
def tell_expired(event: ReferralExpired, *, by: Principal) -> None:
    """Likewise; another service is to be found."""
    _to_sender(EXPIRED, _referral(event), "expired")


def _referral(event: Event) -> Referral:
    sweeper = Principal.system("referrals.sweep")
    with acting(sweeper):
        return Referral.objects.everything(because="a notice says that a referral moved and shows nothing of it").get(pk=event.subject)


def _to_service(wording: Wording, of: Referral, occasion: str, *, is_urgent: bool | None = None) -> None:
    for one in workers_of(of.pk):
        _send(wording, one, of, occasion, is_urgent=is_urgent)


def _to_sender(wording: Wording, of: Referral, occasion: str) -> None:
    if of.prepared_by is not None:
        _send(wording, of.prepared_by, of, occasion)


def _send(wording: Wording, to: UUID, of: Referral, occasion: str, *, is_urgent: bool | None = None) -> None:
    send_notice(
        by=Principal.system(SENDER),
        wording=wording,
        to=account(to),
        subject=of.id,
        key=f"referral:{of.ref}:{occasion}:{to}",
        values={"number": str(of)},
        path=reverse("referral", args=[of.ref]),
        is_urgent=is_urgent,
    )
