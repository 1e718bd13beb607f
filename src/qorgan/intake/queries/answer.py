"""Answers and follow-ups as the screens read them."""

from __future__ import annotations

from django.db.models import QuerySet

from qorgan.access.acting import current
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.casework.models import Case
from qorgan.helpline.choices import Side
from qorgan.helpline.models import Message, Thread
from qorgan.intake.actions.follow_up import child_of
from qorgan.intake.choices import AnswerState
from qorgan.intake.models import Answer, FollowUp, Handover
from qorgan.intake.queries.handover import of_case

ON_ITS_WAY = (AnswerState.WRITTEN, AnswerState.WITH_COUNSELLOR)


def answer(by: Principal, ref: str) -> Answer:
    """One answer by its public id. Raises Refused for one that is hidden or absent."""
    found = Answer.objects.visible_to(by).select_related("handover").filter(ref=ref).first()
    if found is None:
        raise Refused("answer")
    return found


def follow_up(by: Principal, ref: str) -> FollowUp:
    """One follow-up by its public id. Raises Refused likewise."""
    found = FollowUp.objects.visible_to(by).select_related("answer__handover").filter(ref=ref).first()
    if found is None:
        raise Refused("follow_up")
    return found


def to_answer(by: Principal, case: Case) -> list[Handover]:
    """The hand-overs of a case whose children can be told something."""
    return [one for one in of_case(by, case) if one.withdrawn_at is None]


def waiting_at_desk(by: Principal) -> int:
    """How many answers lie with the line that no child was told: the number beside the place in the navigation of every page."""
    if not by.is_person:
        return 0
    rows = Answer.objects.everything(because="a number on every page: row security counts alone, and a test compares")
    return rows.filter(state__in=ON_ITS_WAY).count()


def waiting_answers(by: Principal) -> list[Answer]:
    """Those answers, the longest waiting first."""
    return list(Answer.objects.visible_to(by).select_related("handover").filter(state__in=ON_ITS_WAY).order_by("written_at")[:100])


def follow_ups(by: Principal) -> QuerySet:
    """The follow-ups that `by` may know."""
    return FollowUp.objects.visible_to(by).select_related("answer__handover")


def earlier(by: Principal, of: Handover) -> list[Answer]:
    """The answers that were written to a hand-over, the newest first."""
    return list(Answer.objects.visible_to(by).filter(handover=of).order_by("-written_at"))


def asked_at_door(thread: Thread) -> FollowUp | None:
    """The follow-up to be asked about in the conversation whose bearer looks now; None where nobody's page is open."""
    by = current()
    if by is None or by.bearer_of != thread.id:
        return None
    return FollowUp.objects.visible_to(child_of(thread)).filter(ending="").order_by("-sent_at").first()


def unread(by: Principal, *, until: int | None = None) -> list[FollowUp]:
    """What the child of a conversation has not read yet: up to a message that is before their eyes, else only where the answer is
    the newest word of staff, which coming back shows first."""
    rows = FollowUp.objects.visible_to(by).filter(read_at__isnull=True, message_seq__isnull=False)
    if until is not None:
        return list(rows.filter(message_seq__lte=until))
    found = list(rows)
    if not found:
        return []
    said = Message.objects.visible_to(by).filter(thread=by.bearer_of, side=Side.STAFF)
    newest = said.order_by("-seq").values_list("seq", flat=True).first() or 0
    return [one for one in found if (one.message_seq or 0) >= newest]
