"""The clocks of a referral: the answer, and the report. Who is reminded and who learns of silence stands in the pack's
policies; whom that means for a referral is asked here. The only file of the room that knows clocks and notices.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.holding import accounts_with
from qorgan.access.principal import Principal
from qorgan.clocks.actions import Owner, start_clock, stop_clock
from qorgan.clocks.choices import Outcome
from qorgan.clocks.kinds import ClockKind
from qorgan.clocks.kinds import register as register_kind
from qorgan.clocks.queries import clock_of
from qorgan.notices.addressees import ACCOUNT, Addressee, Holder, register_resolver
from qorgan.referrals import access
from qorgan.referrals.models import Referral

ANSWER, REPORT = "referrals.answer", "referrals.report"
REPORT_POLICY = "referral.report"
KEEPER = "clocks.keeper"


def address(by: Principal, subject: UUID) -> str:
    """The page of a referral where `by` may open it."""
    found = Referral.objects.visible_to(by).filter(pk=subject).values_list("ref", flat=True).first()
    return reverse("referral", args=[found]) if found else ""


def known(by: Principal) -> Q:
    """Whoever may know a referral may know its clock."""
    return Q(subject__in=Referral.objects.visible_to(by).values("pk"))


KINDS = (
    ClockKind(ANSWER, _("Answer of the service to a referral"), address=address, rule=known),
    ClockKind(REPORT, _("Report of the service on a referral"), address=address, rule=known),
)


def wait_for_answer(referral: Referral) -> None:
    """The service is to answer: by the policy of the urgency. The clock is the sending side's."""
    _start(referral, ANSWER, referral.urgency.policy)


def wait_for_report(referral: Referral) -> None:
    """The service has answered and is to report."""
    _stop(referral, ANSWER, Outcome.MET)
    _start(referral, REPORT, REPORT_POLICY)


def answered(referral: Referral) -> None:
    """The service has declined: nothing more is waited for."""
    _stop(referral, ANSWER, Outcome.MET)


def reported(referral: Referral) -> None:
    """The service has reported."""
    _stop(referral, REPORT, Outcome.MET)


def nothing_more(referral: Referral) -> None:
    """The referral was withdrawn or has expired: whatever runs lost its sense."""
    for kind in (ANSWER, REPORT):
        _stop(referral, kind, Outcome.STOPPED)


def _start(referral: Referral, kind: str, policy: str) -> None:
    if policy:
        owner = Owner(organisation=referral.from_organisation_id, account=referral.prepared_by)
        start_clock(by=Principal.system(KEEPER), subject=referral.pk, kind=kind, policy=policy, owner=owner,
                    known_to=(referral.to_organisation_id,))  # fmt: skip


def _stop(referral: Referral, kind: str, outcome: Outcome) -> None:
    keeper = Principal.system(KEEPER)
    with acting(keeper):
        clock = clock_of(keeper, referral.pk, kind)
        if clock is not None:
            stop_clock(by=keeper, clock=clock, outcome=outcome)


# Whom a step of these clocks means --------------------------------------------------------------------------------------


def supervisors_of(subject: UUID) -> list[UUID]:
    """The accounts that oversee the sending side of a referral; nobody for what is no referral."""
    return _holders(subject, "from_organisation_id", access.REFERRAL_OVERSEE)


def workers_of(subject: UUID) -> list[UUID]:
    """The accounts of the service: who handles the referral, else everybody there who receives referrals."""
    with acting(Principal.system("referrals.sweep")):
        handler = _of(subject).values_list("handled_by", flat=True).first()
    return [handler] if handler else _holders(subject, "to_organisation_id", access.REFERRAL_RECEIVE)


def supervisor_holders(addressee: Addressee) -> Sequence[Holder]:
    """Who is behind `named:supervisor` where the subject is a referral."""
    return [Holder(ACCOUNT, one) for one in supervisors_of(addressee.id)] if addressee.id else []


def service_holders(addressee: Addressee) -> Sequence[Holder]:
    """Who is behind `named:service` where the subject is a referral."""
    return [Holder(ACCOUNT, one) for one in workers_of(addressee.id)] if addressee.id else []


def wire() -> None:
    """Called once, from `apps.py`."""
    for kind in KINDS:
        register_kind(kind)
    register_resolver("named:supervisor", supervisor_holders)
    register_resolver("named:service", service_holders)


def _of(subject: UUID) -> QuerySet[Referral]:
    return Referral.objects.everything(because="a reminder looks for its addressees and shows nothing of the referral").filter(
        pk=subject
    )


def _holders(subject: UUID, column: str, permission: str) -> list[UUID]:
    with acting(Principal.system("referrals.sweep")):
        organisation = _of(subject).values_list(column, flat=True).first()
    return accounts_with(permission, organisation) if organisation else []
