"""Whether it helped: the child reads, and says; or a counsellor writes down what became of it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.clocks.actions import stop_clock
from qorgan.clocks.choices import Outcome
from qorgan.clocks.queries import clock_of
from qorgan.helpline.models import Thread
from qorgan.intake import access
from qorgan.intake.actions.answer import FOLLOW_UP, about
from qorgan.intake.choices import WAYS_TO_END, AnswerState, Ending, Helped
from qorgan.intake.events import AnswerRead, FollowUpEnded
from qorgan.intake.models import Answer, FollowUp, Handover
from qorgan.intake.telling import tell_conversation, tell_said
from qorgan.journal.actions import action, record

LONGEST_WORDS = 2_000
KEEPER = "clocks.keeper"


def child_of(thread: Thread) -> Principal:
    """The bearer of a conversation as this room knows it: may say whether it helped, and nothing else."""
    return Principal.bearer(thread.id, access.DOOR)


@action(access.HELPED_SAY)
def note_read(*, by: Principal, follow_up: FollowUp) -> None:
    """The child has the answer before their eyes; the first time is kept. Raises RuleBroken where it was noted before."""
    kept = _of_child(by, follow_up)
    if not _note_read(by, kept):
        raise RuleBroken(_("This was noted before."))
    kept.save(update_fields=["read_at"])


def _of_child(by: Principal, follow_up: FollowUp) -> FollowUp:
    return FollowUp.objects.visible_to(by).select_for_update(of=("self",)).get(pk=follow_up.pk)


def _note_read(by: Principal, kept: FollowUp) -> bool:
    """Sets the time on a locked follow-up; the answer and its hand-over follow by the bridge's right, since a child knows neither."""
    if kept.read_at is not None:
        return False
    kept.read_at = timezone.now()
    with acting(access.BRIDGE):
        answer = Answer.objects.visible_to(access.BRIDGE).select_related("handover").get(pk=kept.answer_id)
        answer.state, answer.read_at = AnswerState.READ, kept.read_at
        answer.save(update_fields=["state", "read_at"])
        record(AnswerRead(subject=answer.handover_id, answer=answer.id), by=by, about=about(answer.handover))
        tell_conversation(answer.handover)
    return True


@action(access.HELPED_SAY)
def say_whether_it_helped(*, by: Principal, follow_up: FollowUp, helped: Helped | None, words: str = "") -> FollowUp:
    """The child says whether it helped, or that it does not want to say (None). Once; more can be written in the conversation."""
    kept = _of_child(by, follow_up)
    if kept.ending:
        raise RuleBroken(_("This was told already. Thank you."))
    _note_read(by, kept)
    kept.helped = helped or ""
    kept.words = words.strip()[:LONGEST_WORDS] or None
    _end(by, kept, Ending.SAID if helped else Ending.SKIPPED)
    return kept


@action(access.FOLLOW_UP_KEEP)
def end_follow_up(*, by: Principal, follow_up: FollowUp, ending: Ending, helped: Helped | None = None, words: str = "") -> FollowUp:
    """A counsellor writes down what the child said another way, or that it was not reached. Raises RuleBroken where it has ended."""
    kept = _of_child(by, follow_up)
    if kept.ending:
        raise RuleBroken(_("This follow-up has ended already."))
    if ending not in WAYS_TO_END:
        raise RuleBroken(_("Choose from the list."), field="ending")
    if ending == Ending.SAID and helped is None:
        raise RuleBroken(_("Choose what the child said."), field="helped")
    kept.helped = helped or "" if ending == Ending.SAID else ""
    kept.words = words.strip() or None
    _end(by, kept, ending)
    return kept


def _end(by: Principal, kept: FollowUp, ending: Ending) -> None:
    kept.ending, kept.ended_at, kept.ended_by = ending, timezone.now(), by.actor_id
    kept.save()
    keeper = Principal.system(KEEPER)
    with acting(keeper):
        clock = clock_of(keeper, kept.pk, FOLLOW_UP)
        if clock is not None:
            stop_clock(by=keeper, clock=clock, outcome=Outcome.STOPPED if ending == Ending.NOT_NEEDED else Outcome.MET)
    with acting(access.BRIDGE):
        of = Handover.objects.visible_to(access.BRIDGE).get(
            pk__in=Answer.objects.visible_to(access.BRIDGE).filter(pk=kept.answer_id).values("handover")
        )
        record(FollowUpEnded(subject=of.id, follow_up=kept.id, ending=str(ending), helped=str(kept.helped)), by=by, about=about(of))
        if ending == Ending.SAID:
            tell_said(of)
        else:
            tell_conversation(of)
