"""The limits of casework as kinds of clocks: a clock of a task is known to whoever knows the task."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.casework.choices import TaskKind
from qorgan.casework.limits import ASSIGN, BY_ITSELF, BY_RISK
from qorgan.casework.models import Case, Task
from qorgan.clocks.kinds import ClockKind


def _address(by: Principal, task: UUID) -> str:
    ref = (
        Case.objects.visible_to(by)
        .filter(pk__in=Task.objects.visible_to(by).filter(pk=task).values("case"))
        .values_list("ref", flat=True)
    )
    return reverse("case", args=[ref[0]]) if ref else ""


def _known(by: Principal) -> Q:
    return Q(subject__in=Task.objects.visible_to(by).values("pk"))


def _case_address(by: Principal, case: UUID) -> str:
    ref = Case.objects.visible_to(by).filter(pk=case).values_list("ref", flat=True).first()
    return reverse("case", args=[ref]) if ref else ""


def _case_known(by: Principal) -> Q:
    return Q(subject__in=Case.objects.visible_to(by).values("pk"))


KINDS = (
    *tuple(
        ClockKind(f"casework.{kind.value}", kind.label, address=_address, rule=_known)
        for kind in TaskKind
        if kind in {**BY_RISK, **BY_ITSELF}
    ),
    ClockKind(ASSIGN, _("A worker for the case"), address=_case_address, rule=_case_known),
)
