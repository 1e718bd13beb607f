"""What emergency access can open of the helpline: a conversation, by the number that people call it."""

from __future__ import annotations

import re
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.helpline.access import SWEEP
from qorgan.helpline.models import Thread
from qorgan.oversight.subjects import SubjectKind

_NUMBER = re.compile(r"^(?:T-)?(\d{1,18})$", re.IGNORECASE)


def thread_by_number(typed: str) -> UUID | None:
    """The conversation `T-1042` or `1042`, also one that the asker may not know: only an emergency's action asks."""
    match = _NUMBER.match(typed.strip())
    if match is None:
        return None
    with acting(SWEEP):
        rows = Thread.objects.everything(because="an emergency names a conversation that its holder may not know yet")
        return rows.filter(number=int(match[1])).values_list("pk", flat=True).first()


def thread_page(by: Principal, subject: UUID) -> str:
    """The conversation's page, now that it is granted."""
    ref = Thread.objects.visible_to(by).filter(pk=subject).values_list("ref", flat=True).first()
    return reverse("thread", args=[ref]) if ref else ""


THREAD = SubjectKind("helpline.thread", _("Conversation of the helpline"), find=thread_by_number, address=thread_page)
