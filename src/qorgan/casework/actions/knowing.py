"""Who is let into a case, and out of it again: one grant for the case and one for its child."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.grants import grant
from qorgan.access.models import Grant
from qorgan.access.refusals import RuleBroken
from qorgan.casework import access
from qorgan.casework.models import Case
from qorgan.live.events import tell_revoked
from qorgan.staff.queries import works_at

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
"""An assignment ends when somebody ends it."""


def know(account: UUID, case: Case) -> None:
    """Lets a worker of the case's organisation know the case and its child. Raises RuleBroken for anybody else."""
    if not works_at(account, case.organisation_id, permission=access.CASE_READ):
        raise RuleBroken(_("Only a worker of this organisation can be given the case."), field="to")
    now = timezone.now()
    asked = Grant.objects.filter(account_id=account, subject__in=(case.id, case.child_id), kind=Grant.Kind.ASSIGNED)
    held = set(asked.filter(valid__contains=now + timedelta(minutes=2)).values_list("subject", flat=True))
    for subject in (case.id, case.child_id):
        if subject not in held:
            grant(account_id=account, subject=subject, kind=Grant.Kind.ASSIGNED, since=now, until=FOREVER)


def forget(account: UUID, case: Case) -> int:
    """Takes the case back from an account, and the child unless another of its cases needs it. Gives how many grants went."""
    gone = Grant.objects.filter(account_id=account, subject=case.id, kind=Grant.Kind.ASSIGNED).delete()[0]
    others = Case.objects.everything(because="another case may still need the child").filter(child=case.child_id).exclude(pk=case.pk)
    if not Grant.objects.filter(account_id=account, subject__in=others.values("pk"), kind=Grant.Kind.ASSIGNED).exists():
        Grant.objects.filter(account_id=account, subject=case.child_id, kind=Grant.Kind.ASSIGNED).delete()
    tell_revoked(account)
    return gone
