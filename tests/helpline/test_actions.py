"""The main job, without screens: write, take, answer, come back. Nothing is lost, doubled or reordered."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import connection

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.helpline import codes, door_keys, rules
from qorgan.helpline.actions import desk, door
from qorgan.helpline.actions.messages import AlreadySent
from qorgan.helpline.actions.shift import set_duty
from qorgan.helpline.actions.sweep import coarsen_origin, due_origins
from qorgan.helpline.choices import CodeState, Duty, Ending, State, Urgency
from qorgan.helpline.models import Draft, Message, Thread
from qorgan.journal.models import Entry
from qorgan.vault.gone import is_gone

pytestmark = pytest.mark.django_db


def fresh(thread, by) -> Thread:
    with reading(by):
        return Thread.objects.visible_to(by).get(pk=thread.pk)


def said(thread, by) -> list[str]:
    with reading(by):
        return [m.text for m in Message.objects.visible_to(by).filter(thread=thread).order_by("seq")]


def test_a_conversation_from_the_first_word_to_the_answer_and_back(write, aigerim, as_child) -> None:
    thread = write("сәлем")
    assert thread.state == State.WAITING
    taken = desk.take_next(by=aigerim)
    assert (taken.pk, taken.taken_by) == (thread.pk, aigerim.account_id)
    assert taken.first_read_at is not None
    desk.write_reply(by=aigerim, thread=taken, text="Сәлем. Не болды?", client_key=uuid4())
    child = as_child(thread)
    door.write_as_child(by=child, thread=fresh(thread, child), text="үйге барғым келмейді", client_key=uuid4())
    desk.end_thread(by=aigerim, thread=taken, ending=Ending.ANSWERED)
    assert fresh(thread, child).state == State.ENDED
    door.write_as_child(by=child, thread=fresh(thread, child), text="қайта келдім", client_key=uuid4())
    back = fresh(thread, child)
    assert (back.state, back.episode, back.taken_by) == (State.WAITING, 2, None)
    assert said(thread, child) == ["сәлем", "Сәлем. Не болды?", "үйге барғым келмейді", "қайта келдім"]


def test_a_message_sent_twice_is_kept_once(write, as_child) -> None:
    thread, key = write(), uuid4()
    child = as_child(thread)
    door.write_as_child(by=child, thread=thread, text="бір", client_key=key)
    with pytest.raises(AlreadySent) as again:
        door.write_as_child(by=child, thread=thread, text="бір", client_key=key)
    assert again.value.seq == 2
    assert said(thread, child)[1:] == ["бір"]
    assert fresh(thread, child).last_seq == 2


def test_nobody_takes_a_conversation_twice(write, aigerim, bolat) -> None:
    thread = write()
    with reading(bolat):
        seen = Thread.objects.visible_to(bolat).get(pk=thread.pk)
    desk.take_thread(by=aigerim, thread=thread)
    with pytest.raises((Refused, RuleBroken)):
        desk.take_thread(by=bolat, thread=seen)
    assert fresh(thread, aigerim).taken_by == aigerim.account_id


def test_the_queue_gives_raised_ones_first_and_then_the_longest_waiting(write, aigerim) -> None:
    plain, later, raised = write("сәлем"), write("тағы"), write("көкем тағы ұрды")
    now = write("көмек", urgency=Urgency.NOW)
    order = [desk.take_next(by=aigerim).pk for _ in range(4)]
    assert order == [raised.pk, now.pk, plain.pk, later.pk]
    with pytest.raises(RuleBroken):
        desk.take_next(by=aigerim)


def test_a_flag_names_the_word_and_is_never_taken_away(write, as_child, saule) -> None:
    thread = write("көкем тағы Ұрды!")
    child = as_child(thread)
    assert thread.flags == {"violence": ["Ұрды"]}
    door.write_as_child(by=child, thread=thread, text="бәрі жақсы", client_key=uuid4())
    assert fresh(thread, saule).is_raised
    entry = Entry.objects.get(stream=thread.id, verb="helpline.thread.raised")
    assert "violence" in entry.body
    assert "рды" not in entry.body


def test_only_the_holder_writes_to_the_child(write, aigerim, saule) -> None:
    thread = write()
    desk.take_thread(by=aigerim, thread=thread)
    with pytest.raises(RuleBroken):
        desk.write_reply(by=saule, thread=fresh(thread, saule), text="x", client_key=uuid4())


def test_a_conversation_is_offered_accepted_declined_and_taken_over(write, aigerim, bolat, saule) -> None:
    thread = write()
    desk.take_thread(by=aigerim, thread=thread)
    desk.offer_thread(by=aigerim, thread=fresh(thread, aigerim), to=bolat.account_id)
    desk.decline_offer(by=bolat, thread=fresh(thread, bolat))
    assert fresh(thread, aigerim).offered_to is None
    desk.offer_thread(by=aigerim, thread=fresh(thread, aigerim), to=bolat.account_id)
    desk.accept_offer(by=bolat, thread=fresh(thread, bolat))
    assert fresh(thread, aigerim).taken_by == bolat.account_id, "who handed it over reads along for half an hour"
    desk.take_over(by=saule, thread=fresh(thread, saule))
    assert fresh(thread, saule).taken_by == saule.account_id
    desk.release_thread(by=saule, thread=fresh(thread, saule))
    assert fresh(thread, aigerim).state == State.WAITING


@pytest.mark.parametrize("text", ["", "   ", "\x00", "ә" * (rules.LONGEST_MESSAGE + 1)])
def test_nothing_and_too_much_are_refused_with_words(text, write, as_child) -> None:
    thread = write()
    with pytest.raises(RuleBroken) as refused:
        door.write_as_child(by=as_child(thread), thread=thread, text=text, client_key=uuid4())
    assert refused.value.field == "text"


def test_the_six_words_lead_back_and_only_they(write, as_child) -> None:
    thread = write()
    child = as_child(thread)
    code = door.keep_code(by=child, thread=thread)
    assert len(code) == 6
    with connection.cursor() as cursor:
        cursor.execute("SELECT thread_id, secret FROM helpline_code_find(%s)", [codes.locators(code)[0]])
        found, kept = cursor.fetchone()
    assert found == thread.pk
    assert codes.matches(codes.read(" ".join(code).upper()), kept)
    wrong = (*code[:5], codes.word_list("kk")[0] if code[5] != codes.word_list("kk")[0] else codes.word_list("kk")[1])
    assert not codes.matches(wrong, kept)
    assert not codes.matches(code, None)
    assert not any(word in kept for word in code)


def test_after_five_wrong_secrets_the_locator_rests_and_the_open_page_goes_on(write, as_child) -> None:
    thread = write()
    child = as_child(thread)
    place = codes.locators(door.keep_code(by=child, thread=thread))[0]
    with connection.cursor() as cursor:
        for _ in range(5):
            cursor.execute("SELECT helpline_code_failed(%s)", [place])
        cursor.execute("SELECT locked_until > now() FROM helpline_code_find(%s)", [place])
        assert cursor.fetchone() == (True,)
    door.write_as_child(by=child, thread=fresh(thread, child), text="мен осындамын", client_key=uuid4())


def test_refused_and_destroyed_words_lead_nowhere(write, as_child) -> None:
    thread = write()
    child = as_child(thread)
    place = codes.locators(door.keep_code(by=child, thread=thread))[0]
    door.destroy_code(by=child, thread=fresh(thread, child))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM helpline_code_find(%s)", [place])
        assert cursor.fetchone() == (0,)
    door.refuse_code(by=child, thread=fresh(thread, child))
    assert fresh(thread, child).code_state == CodeState.REFUSED


def test_an_open_page_has_its_own_key_and_closing_it_ends_it(write, as_child) -> None:
    thread = write()
    child = as_child(thread)
    with acting(child):
        key = door_keys.open_key(may_see_earlier=True)
    assert door_keys.held(key).by == child
    assert door_keys.held(key + "x") is None
    door_keys.close_key(key)
    assert door_keys.held(key) is None


def test_a_destroyed_conversation_is_gone_for_everybody(write, aigerim, as_child, saule) -> None:
    thread = write("құпия")
    child = as_child(thread)
    with acting(child):
        key = door_keys.open_key(may_see_earlier=True)
    assert door.destroy_thread(by=child, thread=thread) is True
    assert door_keys.held(key) is None
    assert all(is_gone(text) for text in said(thread, saule))


def test_the_school_is_sealed_goes_after_thirty_days_and_the_child_can_take_it_away(write, as_child, owner) -> None:
    origin = door.Origin(school_id=UUID(int=5), place_id=None)
    thread, other = write(origin=origin), write(origin=origin)
    assert thread.origin == {"school": str(UUID(int=5))}
    door.remove_origin(by=as_child(thread), thread=thread)
    assert fresh(thread, as_child(thread)).origin is None
    sweeper = Principal.system("helpline.sweep")
    with owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE helpline_thread SET origin_until = now() - interval '1 minute' WHERE id = %s", [other.pk])
    with acting(sweeper):
        due = due_origins(sweeper)
    assert [one.pk for one in due] == [other.pk]
    coarsen_origin(by=sweeper, thread=due[0])
    assert fresh(other, as_child(other)).origin is None


def test_the_child_learns_the_own_place_and_how_many_are_on_shift(write, aigerim, as_child, cast) -> None:
    write()
    second = write()
    set_duty(by=aigerim, organisation_id=cast.here, duty=Duty.ON)
    with reading(as_child(second)), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM helpline_queue_place()")
        assert cursor.fetchone() == (2, 1, None)


def test_a_draft_survives_and_goes_with_the_sending(write, aigerim) -> None:
    thread = write()
    desk.take_thread(by=aigerim, thread=thread)
    desk.keep_draft(by=aigerim, thread=thread, side="staff", text="Мен осын")
    desk.keep_draft(by=aigerim, thread=thread, side="staff", text="Мен осындамын")
    with reading(aigerim):
        assert [d.text for d in Draft.objects.visible_to(aigerim)] == ["Мен осындамын"]
    desk.write_reply(by=aigerim, thread=thread, text="Мен осындамын", client_key=uuid4())
    with reading(aigerim):
        assert not Draft.objects.visible_to(aigerim).exists()


def test_a_key_that_opens_nothing_any_more_is_removed_by_the_sweeper_alone(write, as_child, owner) -> None:
    child = as_child(write())
    with acting(child):
        door_keys.open_key(may_see_earlier=True)
        live = door_keys.open_key(may_see_earlier=True)
    with owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE helpline_doorkey SET until = now() - interval '1 minute' WHERE digest <> %s", [door_keys.digest(live)])
    with acting(child):
        assert door_keys.forget_old() == 0
    with acting(Principal.system("helpline.sweep")):
        assert door_keys.forget_old() == 1
    assert door_keys.held(live) is not None
