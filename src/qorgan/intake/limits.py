"""The limits of intake as kinds of clocks."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.clocks.kinds import ClockKind
from qorgan.intake import access
from qorgan.intake.actions.answer import FOLLOW_UP
from qorgan.intake.models import Answer, FollowUp
from qorgan.notices.addressees import ACCOUNT, Addressee, Holder, register_resolver
from qorgan.staff.queries import workers_at

OVERSEES_LINE = "helpline.thread.oversee"
"""The name of a permission of `helpline`."""


def _address(by: Principal, subject: UUID) -> str:
    return reverse("follow_ups") if FollowUp.objects.visible_to(by).filter(pk=subject).exists() else ""


def _known(by: Principal) -> Q:
    return Q(subject__in=FollowUp.objects.visible_to(by).values("pk"))


KINDS = (ClockKind(FOLLOW_UP, _("Ask whether it helped"), address=_address, rule=_known),)


def supervisors(addressee: Addressee) -> Sequence[Holder]:
    """Who is behind `named:supervisor` where the subject is a follow-up: whoever oversees the line."""
    if addressee.id is None:
        return []
    with acting(access.BRIDGE):
        answers = Answer.objects.visible_to(access.BRIDGE)
        of = answers.filter(pk__in=FollowUp.objects.visible_to(access.BRIDGE).filter(pk=addressee.id).values("answer"))
        line = of.values_list("handover__from_organisation", flat=True).first()
    return [Holder(ACCOUNT, account) for account, _name in workers_at(line, permission=OVERSEES_LINE)] if line else []


def wire() -> None:
    """Called once, from `apps.py`."""
    register_resolver("named:supervisor", supervisors)
