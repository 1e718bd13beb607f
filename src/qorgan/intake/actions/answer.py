"""The way back: the caseworker writes what the child may be told, the counsellor puts it into words, the child reads it."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.casework.actions.entering import owe_answer, settle_answer
from qorgan.casework.models import Case
from qorgan.clocks.actions import Owner, start_clock
from qorgan.helpline.actions.afterwards import leave_word
from qorgan.helpline.models import Message, Thread
from qorgan.intake import access, rules
from qorgan.intake.actions.handover import owed
from qorgan.intake.choices import AnswerState
from qorgan.intake.events import AnswerAsked, AnswerReceived, AnswerSent, AnswerWritten
from qorgan.intake.models import Answer, FollowUp, Handover
from qorgan.intake.telling import tell_answer, tell_conversation
from qorgan.journal.actions import action, record

FOLLOW_UP, POLICY = "intake.follow_up", "child.follow_up"
"""The kind of the clock, and the policy of the pack that it runs under."""
COUNSELLOR = "counsellor"


@action(access.ANSWER_WRITE)
def write_answer(*, by: Principal, handover: Handover, text: str) -> Answer:
    """Writes what the child may be told. One that was not sent yet is replaced; one that the child has stays, and this comes after it.
    Raises RuleBroken for nothing, and for a hand-over that was taken back."""
    kept = _locked(by, handover)
    if kept.withdrawn_at is not None:
        raise RuleBroken(_("The helpline has taken this hand-over back."))
    if not text.strip():
        raise RuleBroken(_("Nothing is written yet."), field="text")
    on_its_way = Answer.objects.visible_to(by).filter(handover=kept, state__in=(AnswerState.WRITTEN, AnswerState.WITH_COUNSELLOR))
    for earlier in on_its_way:
        earlier.state = AnswerState.REPLACED
        earlier.save(update_fields=["state"])
    answer = Answer.objects.create(
        handover=kept, case_id=kept.case_id, language=kept.language, text=text.strip(), written_by=by.account, written_at=timezone.now()
    )
    record(AnswerWritten(subject=kept.id, answer=answer.id, language=answer.language), by=by, about=about(kept))
    tell_answer(kept, answer)
    return answer


def _locked(by: Principal, handover: Handover) -> Handover:
    return Handover.objects.visible_to(by).select_for_update(of=("self",)).get(pk=handover.pk)


def about(of: Handover) -> tuple[UUID, ...]:
    """Both ends under which what happens is found in the journal."""
    return tuple(one for one in (of.case_id, of.thread_id) if one)


@action(access.ANSWER_SEND)
def receive_answer(*, by: Principal, answer: Answer) -> Answer:
    """The counsellor opens the answer: from now on it lies with them. Raises RuleBroken for one that a newer one replaced."""
    kept = _answer(by, answer)
    if kept.state != AnswerState.WRITTEN:
        raise RuleBroken(_("Somebody has this answer already."))
    kept.state, kept.seen_by, kept.seen_at = AnswerState.WITH_COUNSELLOR, by.account, timezone.now()
    kept.save(update_fields=["state", "seen_by", "seen_at"])
    record(AnswerReceived(subject=kept.handover_id, answer=kept.id), by=by, about=about(kept.handover))
    return kept


def _answer(by: Principal, answer: Answer) -> Answer:
    return Answer.objects.visible_to(by).select_related("handover").select_for_update(of=("self",)).get(pk=answer.pk)


@action(access.ANSWER_SEND)
def send_answer(*, by: Principal, answer: Answer, text: str, client_key: UUID) -> FollowUp:
    """Tells the child, in the counsellor's own words, as a message of the conversation, also of one that has ended; the limit of the
    answer is met, and that of the follow-up begins. Raises RuleBroken where it was told, or the conversation is somebody else's."""
    kept = _answer(by, answer)
    if not rules.is_on_its_way(kept.state):
        raise RuleBroken(_("The child has been told already."))
    thread = Thread.objects.visible_to(by).filter(pk=kept.handover.thread_id).first()
    if thread is None:
        raise RuleBroken(_("You do not hold this conversation any more. What you wrote is kept as a draft."))
    message = leave_word(by=by, thread=thread, text=text, client_key=client_key)
    return _sent(by, kept, message)


@action(access.ANSWER_SEND)
def note_told(*, by: Principal, answer: Answer) -> FollowUp:
    """The child was told another way, where the contact came by telephone or in person: written down, and followed up likewise."""
    kept = _answer(by, answer)
    if not rules.is_on_its_way(kept.state) or kept.handover.thread_id is not None:
        raise RuleBroken(_("The child has been told already."))
    return _sent(by, kept, None)


def _sent(by: Principal, answer: Answer, message: Message | None) -> FollowUp:
    of, at = answer.handover, timezone.now()
    answer.state, answer.sent_by, answer.sent_at = AnswerState.SENT, by.account, at
    answer.seen_by, answer.seen_at = answer.seen_by or by.account, answer.seen_at or at
    answer.message_seq = message.seq if message else None
    answer.save()
    record(AnswerSent(subject=of.id, answer=answer.id, seq=message.seq if message else 0), by=by, about=about(of))
    with acting(access.BRIDGE):
        case = Case.objects.visible_to(access.BRIDGE).get(pk=of.case_id)
        settle_answer(by=by, case=case, arises_from=owed(of))
    follow_up = FollowUp(answer=answer, thread_id=of.thread_id, key_id=of.thread_id or of.id, sent_at=at)
    follow_up.message_seq = answer.message_seq
    clock = start_clock(
        by=Principal.system("clocks.keeper"),
        subject=follow_up.id,
        kind=FOLLOW_UP,
        policy=POLICY,
        owner=Owner(organisation=of.from_organisation_id, account=by.account, role=COUNSELLOR),
    )
    follow_up.due_at, follow_up.clock_id = clock.due_at, clock.id
    follow_up.save(force_insert=True)
    tell_conversation(of)
    return follow_up


@action(access.ANSWER_SEND)
def ask_for_more(*, by: Principal, handover: Handover) -> Handover:
    """The counsellor asks the case for a further answer: the child came back and asks. The limit runs anew."""
    kept = _locked(by, handover)
    if kept.withdrawn_at is not None:
        raise RuleBroken(_("This hand-over was taken back."))
    with acting(access.BRIDGE):
        case = Case.objects.visible_to(access.BRIDGE).get(pk=kept.case_id)
    if not case.is_open:
        raise RuleBroken(_("This case is closed. Make a new one of the contact."))
    owe_answer(by=by, case=case, arises_from=owed(kept))
    record(AnswerAsked(subject=kept.id, case=kept.case_id), by=by, about=about(kept))
    return kept
