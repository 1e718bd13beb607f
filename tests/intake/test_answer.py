"""The way back: written at the case, put into words at the line, read by the child, and whether it helped."""

from __future__ import annotations

from uuid import uuid4

import pytest

from qorgan.access.acting import acting, reading
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.casework.choices import TaskKind, TaskState
from qorgan.casework.models import Case, Task
from qorgan.clocks.models import Clock
from qorgan.helpline.actions.desk import end_thread, write_reply
from qorgan.helpline.actions.door import come_back, destroy_thread, door_of, write_as_child
from qorgan.helpline.choices import Ending as ThreadEnding
from qorgan.helpline.models import Message, Thread
from qorgan.intake.actions.answer import ask_for_more, receive_answer, send_answer, write_answer
from qorgan.intake.actions.follow_up import child_of, end_follow_up, note_read, say_whether_it_helped
from qorgan.intake.choices import AnswerState, Ending, Helped
from qorgan.intake.facts import followed_up, handed_over
from qorgan.intake.models import Answer, FollowUp, Handover
from qorgan.intake.queries.answer import ON_ITS_WAY, waiting_at_desk
from qorgan.intake.queries.handover import of_case
from qorgan.intake.queries.story import story_of
from qorgan.notices.models import Notice
from tests.casework.conftest import one, seen, through_the_wall

pytestmark = pytest.mark.django_db
WORDS = "Ертең саған психолог қоңырау шалады"


@pytest.fixture
def answer(made, saule) -> Answer:
    """What the supervisor says that the child may be told."""
    return write_answer(by=saule, handover=one(saule, Handover), text=WORDS)


@pytest.fixture
def ended(thread, aigerim) -> Thread:
    """The conversation, which has ended."""
    with reading(aigerim):
        kept = Thread.objects.visible_to(aigerim).get(pk=thread.pk)
    end_thread(by=aigerim, thread=kept, ending=ThreadEnding.ANSWERED)
    return kept


def sent(by, answer: Answer) -> FollowUp:
    return send_answer(by=by, answer=one(by, Answer, pk=answer.pk), text="Сәлем, саған хабар бар", client_key=uuid4())


def test_an_answer_reaches_whoever_handed_the_contact_over(answer, aigerim) -> None:
    with acting(aigerim):
        bells = [notice.wording for notice in Notice.objects.visible_to(aigerim)]
    assert "intake.answer_written" in bells
    assert one(aigerim, Answer).text == WORDS


def test_an_answer_goes_by_the_counsellor_to_the_child_also_when_the_conversation_has_ended(answer, aigerim, ended) -> None:
    receive_answer(by=aigerim, answer=answer)
    assert one(aigerim, Answer).state == AnswerState.WITH_COUNSELLOR
    follow_up = sent(aigerim, answer)
    assert one(aigerim, Answer).state == AnswerState.SENT
    with reading(door_of(ended.id)):
        last = Message.objects.visible_to(door_of(ended.id)).order_by("-seq").first()
    assert (last.text, last.seq) == ("Сәлем, саған хабар бар", follow_up.message_seq)
    assert one(aigerim, Thread, pk=ended.pk).state == "ended"


def test_sending_meets_the_limit_of_the_answer_and_starts_that_of_the_follow_up(answer, aigerim, saule) -> None:
    follow_up = sent(aigerim, answer)
    assert one(saule, Task, kind=TaskKind.ANSWER).state == TaskState.DONE
    clock = one(aigerim, Clock, subject=follow_up.pk)
    assert (clock.ended_at, clock.due_at) == (None, follow_up.due_at)


def test_an_answer_is_sent_once(answer, aigerim) -> None:
    sent(aigerim, answer)
    with pytest.raises(RuleBroken, match="told already"):
        sent(aigerim, answer)


def test_a_newer_answer_replaces_one_that_was_not_sent(answer, saule, aigerim) -> None:
    write_answer(by=saule, handover=one(saule, Handover), text="Басқа")
    states = {row.text: row.state for row in seen(aigerim, Answer)}
    assert states == {WORDS: AnswerState.REPLACED, "Басқа": AnswerState.WRITTEN}


def test_a_colleague_who_does_not_hold_the_conversation_neither_knows_nor_sends_it(answer, bolat, dana) -> None:
    for by in (bolat, dana):
        assert seen(by, Answer) == []
        assert through_the_wall(by, Answer) == []
    with pytest.raises(Refused):
        receive_answer(by=bolat, answer=answer)


def test_coming_back_with_the_words_reads_the_answer(answer, aigerim, ended, saule) -> None:
    sent(aigerim, answer)
    child = door_of(ended.id)
    come_back(by=child, thread=one(child, Thread))
    assert one(saule, Answer).state == AnswerState.READ


def test_an_answer_behind_newer_words_of_staff_is_not_read_by_coming_back(answer, aigerim, thread, saule) -> None:
    sent(aigerim, answer)
    write_reply(by=aigerim, thread=one(aigerim, Thread, pk=thread.pk), text="Тағы бір сөз", client_key=uuid4())
    child = door_of(thread.id)
    come_back(by=child, thread=one(child, Thread))
    assert one(saule, Answer).state == AnswerState.SENT


def test_the_child_says_once_whether_it_helped_and_both_sides_know(answer, aigerim, thread, saule) -> None:
    follow_up = sent(aigerim, answer)
    child = child_of(thread)
    said = say_whether_it_helped(by=child, follow_up=one(child, FollowUp), helped=Helped.YES, words="Рақмет")
    assert (said.ending, said.helped) == (Ending.SAID, Helped.YES)
    for by in (aigerim, saule):
        kept = one(by, FollowUp, pk=follow_up.pk)
        assert (kept.helped, kept.words) == (Helped.YES, "Рақмет")
    assert one(aigerim, Clock, subject=follow_up.pk).ended_at is not None
    with pytest.raises(RuleBroken, match="told already"):
        say_whether_it_helped(by=child, follow_up=one(child, FollowUp), helped=Helped.NO)


def test_the_child_may_leave_the_question_alone(answer, aigerim, thread) -> None:
    sent(aigerim, answer)
    child = child_of(thread)
    assert say_whether_it_helped(by=child, follow_up=one(child, FollowUp), helped=None).ending == Ending.SKIPPED


def test_the_child_knows_its_follow_up_and_neither_answer_nor_hand_over_nor_another_childs(answer, aigerim, thread, write) -> None:
    sent(aigerim, answer)
    child, other = child_of(thread), child_of(write("басқа"))
    assert len(seen(child, FollowUp)) == 1
    for by, models in ((child, (Answer, Handover, Case)), (other, (FollowUp, Answer, Handover))):
        for model in models:
            assert through_the_wall(by, model) == []
    with pytest.raises(Refused):
        note_read(by=other, follow_up=one(child, FollowUp))


def test_the_counsellor_asks_for_a_further_answer_and_the_limit_runs_anew(answer, aigerim, thread, saule) -> None:
    sent(aigerim, answer)
    child = door_of(thread.id)
    write_as_child(by=child, thread=one(child, Thread), text="Ал анам ше?", client_key=uuid4())
    ask_for_more(by=aigerim, handover=one(aigerim, Handover))
    assert [task.state for task in seen(saule, Task, kind=TaskKind.ANSWER)].count(TaskState.OPEN) == 1


def test_nothing_is_written_to_a_conversation_that_the_child_destroyed(answer, aigerim, thread) -> None:
    child = door_of(thread.id)
    destroy_thread(by=child, thread=one(child, Thread))
    with pytest.raises(RuleBroken):
        sent(aigerim, answer)
    assert one(aigerim, Answer).state == AnswerState.WRITTEN


def test_who_destroys_the_conversation_is_not_asked_any_more(answer, aigerim, thread, saule) -> None:
    follow_up = sent(aigerim, answer)
    child = door_of(thread.id)
    destroy_thread(by=child, thread=one(child, Thread))
    assert one(saule, FollowUp, pk=follow_up.pk).ending == Ending.NOT_NEEDED
    assert one(aigerim, Clock, subject=follow_up.pk).ended_at is not None


def test_a_counsellor_writes_down_what_became_of_it(answer, aigerim) -> None:
    follow_up = sent(aigerim, answer)
    with pytest.raises(RuleBroken, match="what the child said"):
        end_follow_up(by=aigerim, follow_up=follow_up, ending=Ending.SAID)
    assert end_follow_up(by=aigerim, follow_up=follow_up, ending=Ending.NOT_REACHED).ending == Ending.NOT_REACHED


def test_the_story_of_the_case_goes_from_the_first_message_to_the_childs_word(answer, aigerim, thread, saule) -> None:
    sent(aigerim, answer)
    child = child_of(thread)
    say_whether_it_helped(by=child, follow_up=one(child, FollowUp), helped=Helped.PARTLY, words="Аздап")
    with reading(saule):
        lines = sorted(story_of(saule, of_case(saule, Case.objects.visible_to(saule).get())), key=lambda line: line.at)
    assert [str(line.title) for line in lines] == [
        "First message to the helpline",
        "A counsellor took the conversation",
        "Contact handed over to a case",
        "Answer for the child written",
        "Answer sent to the child",
        "The child has read the answer",
        "The child said whether it helped",
    ]
    assert (lines[-1].detail, lines[-1].said) == ("A little", "Аздап")


def test_figures_count_hand_overs_and_what_children_said_without_a_word(answer, aigerim, made) -> None:
    follow_up = sent(aigerim, answer)
    day = follow_up.sent_at.replace(hour=0, minute=0)
    until = follow_up.sent_at.replace(year=follow_up.sent_at.year + 1)
    assert [row.key for row in handed_over(day, until)] == [made.pk]
    assert [(row.is_read, row.helped) for row in followed_up(day, until)] == [(False, "")]


def test_the_number_in_the_navigation_is_that_of_the_list_for_everybody(answer, aigerim, bolat, dana, saule) -> None:
    seen = set()
    for by in (aigerim, bolat, dana, saule):
        with reading(by):
            listed = Answer.objects.visible_to(by).filter(state__in=ON_ITS_WAY).count()
            assert waiting_at_desk(by) == listed
            seen.add(listed)
    assert seen == {0, 1}
