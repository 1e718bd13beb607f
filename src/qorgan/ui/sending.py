"""Each form is carried out once: the first sending claims the form's random token, in the action's own transaction."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from qorgan.ui.models import Sent

KEPT = timedelta(days=2)
_SWEEP_ONE_IN = 64
_SWEPT_AT_ONCE = 500


def first_answer(token: UUID | None) -> str | None:
    """Claims the token. None for the first sending; for a later one the address that the first was answered with.

    A second sending that arrives while the first still runs waits for it on the primary key.
    """
    if token is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ui_sent (token, sent_at, answer) VALUES (%s, %s, '') ON CONFLICT DO NOTHING",
            [token, timezone.now()],
        )
        is_first = cursor.rowcount == 1
    if is_first:
        if secrets.randbelow(_SWEEP_ONE_IN) == 0:
            sweep()
        return None
    return Sent.objects.values_list("answer", flat=True).get(token=token)


def keep_answer(token: UUID | None, answer: str) -> None:
    """Writes down where the first sending led."""
    if token is not None:
        Sent.objects.filter(token=token).update(answer=answer)


def sweep() -> None:
    """Removes old tokens, a few at a time, passing by those that another transaction holds."""
    old = Sent.objects.select_for_update(skip_locked=True).filter(sent_at__lt=timezone.now() - KEPT)
    tokens = list(old.values_list("token", flat=True)[:_SWEPT_AT_ONCE])
    Sent.objects.filter(token__in=tokens).delete()
