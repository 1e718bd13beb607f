"""What the system does by itself: schools are forgotten in time, children are not left with a counsellor who is gone."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.helpline import access
from qorgan.helpline.actions.desk import release_thread
from qorgan.helpline.choices import Side, State
from qorgan.helpline.events import OriginRemoved
from qorgan.helpline.lines import promise_of, the_line
from qorgan.helpline.models import Presence, Shift, Thread
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


@action(access.THREAD_TAKE)
def return_absent(*, by: Principal, thread: Thread) -> None:
    """The child waits and the counsellor's page has fallen silent: back into the queue, where it stood by its time of waiting.

    What the counsellor had begun to write stays as a draft; whoever is back first takes the conversation again.
    """
    release_thread(by=by, thread=thread)


def due_absent(by: Principal) -> list[Thread]:
    """Held conversations whose child has no answer and whose holder's page said nothing for the line's limit, at most one batch."""
    promise, now = promise_of(the_line(), timezone.localdate()), timezone.now()
    if promise.absent_minutes is None:
        return []
    gone = now - timedelta(minutes=promise.absent_minutes)
    at_thread = Presence.objects.visible_to(by).filter(thread=OuterRef("pk"), side=Side.STAFF, account_id=OuterRef("taken_by"))
    at_desk = Shift.objects.filter(account_id=OuterRef("taken_by"), organisation_id=OuterRef("organisation_id"))
    held = Thread.objects.visible_to(by).filter(state=State.TAKEN, unanswered_since__lte=gone)
    # PostgreSQL's greatest() passes over what is NULL: a page that never spoke counts from when the conversation was taken
    seen = Greatest("taken_at", Subquery(at_thread.values("seen_at")[:1]), Subquery(at_desk.values("seen_at")[:1]))
    return list(held.annotate(holder_seen_at=seen).filter(holder_seen_at__lte=gone).order_by("unanswered_since")[:BATCH])
