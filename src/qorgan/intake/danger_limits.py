"""The clocks of a danger: the answer of a body, and the report of an offence.

Who is reminded and who learns of silence stands in the pack's policies. At the two high levels the clock runs from the
assessment on, whether or not anybody was told: that nobody tells is silence too. A limit is only ever hastened.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.clocks.actions import Owner, start_clock, stop_clock
from qorgan.clocks.choices import Outcome
from qorgan.clocks.kinds import ClockKind
from qorgan.clocks.models import Clock
from qorgan.clocks.queries import clock_of, due_under
from qorgan.intake.danger_access import HAND
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.models import Danger

ANSWER: Final = "intake.acknowledgement"
REPORT: Final = "intake.duty"
REPORT_POLICY: Final = "duty.report"


def address(by: Principal, subject: UUID) -> str:
    """The page of a danger where `by` may open it."""
    ref = Danger.objects.visible_to(by).filter(pk=subject).values_list("ref", flat=True).first()
    return reverse("danger", args=[ref]) if ref else ""


def known(by: Principal) -> Q:
    """Whoever may know a danger may know its clocks."""
    return Q(subject__in=Danger.objects.visible_to(by).values("pk"))


KINDS = (
    ClockKind(ANSWER, _("Answer of a body to a danger"), address=address, rule=known),
    ClockKind(REPORT, _("Report of an offence"), address=address, rule=known),
)


def wait_for_body(danger: Danger) -> None:
    """A body is to take this danger: under the policy of its level, at once, and sooner where the level rose."""
    policy = pack().levels[danger.level].policy
    with acting(HAND):
        running = clock_of(HAND, danger.pk, ANSWER)
        if running is not None:
            if running.policy.key == policy or due_under(policy, timezone.now()) >= running.due_at:
                return
            stop_clock(by=HAND, clock=running, outcome=Outcome.STOPPED)
        start_clock(by=HAND, subject=danger.pk, kind=ANSWER, policy=policy, owner=_owner(danger))


def taken(danger: Danger) -> None:
    """A body has taken it."""
    _stop(danger, ANSWER, Outcome.MET)


def nobody_needed(danger: Danger) -> None:
    """The danger is finished without a body."""
    _stop(danger, ANSWER, Outcome.STOPPED)


def wait_for_report(danger: Danger) -> None:
    """An offence is to be reported, at once."""
    with acting(HAND):
        if clock_of(HAND, danger.pk, REPORT) is None:
            start_clock(by=HAND, subject=danger.pk, kind=REPORT, policy=REPORT_POLICY, owner=_owner(danger))


def reported(danger: Danger) -> None:
    """It was reported, or two people agreed that it is not."""
    _stop(danger, REPORT, Outcome.MET)


def clock(by: Principal, danger: Danger, kind: str) -> Clock | None:
    """The newest clock of a kind as `by` may know it, running or ended."""
    rows = Clock.objects.visible_to(by).of_subject(danger.pk).filter(kind=kind)
    found: Clock | None = rows.order_by("-started_at").first()
    return found


def _owner(danger: Danger) -> Owner:
    return Owner(organisation=danger.organisation_id, account=danger.opened_by)


def _stop(danger: Danger, kind: str, outcome: Outcome) -> None:
    with acting(HAND):
        running = clock_of(HAND, danger.pk, kind)
        if running is not None:
            stop_clock(by=HAND, clock=running, outcome=outcome)
