"""What emergency access can open of casework: a case, by the number that people call it."""

from __future__ import annotations

import re
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.casework.access import DUTY
from qorgan.casework.models import Case
from qorgan.oversight.subjects import SubjectKind

_NUMBER = re.compile(r"^(?:K-)?(\d{1,18})$", re.IGNORECASE)


def case_by_number(typed: str) -> UUID | None:
    """The case `K-1042` or `1042`, also one that the asker may not know: only an emergency's action asks."""
    match = _NUMBER.match(typed.strip())
    if match is None:
        return None
    with acting(DUTY):
        rows = Case.objects.everything(because="an emergency names a case that its holder may not know yet")
        return rows.filter(number=int(match[1])).values_list("pk", flat=True).first()


def case_page(by: Principal, subject: UUID) -> str:
    """The page of the case, now that it is granted."""
    ref = Case.objects.visible_to(by).filter(pk=subject).values_list("ref", flat=True).first()
    return reverse("case", args=[ref]) if ref else ""


CASE = SubjectKind("casework.case", _("Case"), find=case_by_number, address=case_page)
