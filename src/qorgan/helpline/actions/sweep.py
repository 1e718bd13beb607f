"""What the system does by itself: schools are forgotten in time, abandoned beginnings are erased."""

from __future__ import annotations

from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.helpline import access
from qorgan.helpline.events import OriginRemoved
from qorgan.helpline.models import Thread
from qorgan.journal.actions import action, record

BATCH = 200


@action(access.THREAD_OVERSEE)
def coarsen_origin(*, by: Principal, thread: Thread) -> None:
    """Thirty days are over: the school goes, the district stays."""
    Thread.objects.visible_to(by).filter(pk=thread.pk).update(origin=None, origin_until=None)
    record(OriginRemoved(subject=thread.id, by_child=False), by=by)


def due_origins(by: Principal) -> list[Thread]:
    """Conversations whose school is kept too long already, at most one batch."""
    due = Thread.objects.visible_to(by).filter(origin_until__lte=timezone.now()).order_by("origin_until")
    return list(due[:BATCH])
