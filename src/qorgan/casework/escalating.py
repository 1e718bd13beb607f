"""Whom a step of casework's clocks means: the supervisors of the organisation that has the case. The pack's policies name them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from qorgan.access.acting import acting
from qorgan.access.holding import accounts_with
from qorgan.casework import access
from qorgan.casework.models import Case, Task
from qorgan.notices.addressees import ACCOUNT, Addressee, Holder, register_resolver


def supervisors_of(subject: UUID) -> list[UUID]:
    """The accounts that oversee the cases of the organisation that has this case, or the case of this task; nobody for others."""
    with acting(access.DUTY):
        tasks = Task.objects.visible_to(access.DUTY).filter(pk=subject).values("case")
        rows = Case.objects.visible_to(access.DUTY).filter(Q(pk=subject) | Q(pk__in=tasks))
        organisation = rows.values_list("organisation_id", flat=True).first()
    return accounts_with(access.CASE_OVERSEE, organisation) if organisation else []


def supervisor_holders(addressee: Addressee) -> Sequence[Holder]:
    """Who is behind `named:supervisor` where the subject is a case or one of its tasks."""
    return [Holder(ACCOUNT, one) for one in supervisors_of(addressee.id)] if addressee.id else []


def wire() -> None:
    """Called once, from `apps.py`."""
    register_resolver("named:supervisor", supervisor_holders)
