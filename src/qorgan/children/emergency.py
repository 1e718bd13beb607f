"""What emergency access can open of the registry: a child, by the public number."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.children.access import FINDER
from qorgan.children.models import Child
from qorgan.children.numbers import read_number
from qorgan.oversight.subjects import SubjectKind


def child_by_number(typed: str) -> UUID | None:
    """The child `4K7M-29QX`, also one that the asker may not know: only an emergency's action asks."""
    number = read_number(typed)
    if not number:
        return None
    with acting(FINDER):
        rows = Child.objects.everything(because="an emergency names a child that its holder may not know yet")
        return rows.filter(number=number).values_list("pk", flat=True).first()


def child_page(by: Principal, subject: UUID) -> str:
    """The child's page, now that it is granted."""
    ref = Child.objects.visible_to(by).filter(pk=subject).values_list("ref", flat=True).first()
    return reverse("child", args=[ref]) if ref else ""


CHILD = SubjectKind("children.child", _("Child of the registry"), find=child_by_number, address=child_page)
