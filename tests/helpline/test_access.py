"""Who knows which conversation, by the code and by the database's own wall."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.db.utils import DatabaseError

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.helpline import access
from qorgan.helpline.actions.desk import take_thread, write_note, write_reply
from qorgan.helpline.actions.door import door_of, write_as_child
from qorgan.helpline.choices import Side
from qorgan.helpline.models import Message, Thread

pytestmark = pytest.mark.django_db


def threads(by) -> set:
    with reading(by):
        return set(Thread.objects.visible_to(by).values_list("pk", flat=True))


def everything(by) -> set:
    with reading(by):
        return set(Thread.objects.everything(because="only the wall of the database is tried").values_list("pk", flat=True))


@pytest.mark.parametrize("look", [threads, everything])
def test_a_waiting_conversation_is_known_to_the_line_and_to_its_child(look, write, aigerim, bolat, saule, dana, cast) -> None:
    thread, other = write(), write()
    for one in (aigerim, bolat, saule):
        assert look(one) == {thread.pk, other.pk}
    assert look(door_of(thread.pk)) == {thread.pk}
    for one in (dana, cast.person(), Principal.nobody()):
        assert look(one) == set()


@pytest.mark.parametrize("look", [threads, everything])
def test_a_taken_one_is_known_to_its_holder_and_to_the_shift_leader(look, write, aigerim, bolat, saule) -> None:
    thread = write()
    take_thread(by=aigerim, thread=thread)
    assert look(aigerim) == look(saule) == {thread.pk}
    assert look(bolat) == set()


def test_with_the_codes_scoping_off_the_wall_still_holds(write, dana, bolat, aigerim, monkeypatch) -> None:
    thread = write()
    take_thread(by=aigerim, thread=thread)
    monkeypatch.setattr(Thread, "need_to_know", staticmethod(lambda by: Q()))
    assert threads(dana) == threads(bolat) == set()
    assert threads(aigerim) == {thread.pk}


def test_with_the_wall_taken_down_the_same_look_shows_them(write, dana, owner) -> None:
    """The planted fault for the test above and for every `everything` here."""
    thread = write()
    with owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE helpline_thread DISABLE ROW LEVEL SECURITY")
    assert everything(dana) == {thread.pk}


def test_a_child_never_sees_a_note(write, aigerim, as_child) -> None:
    thread = write("алғашқы")
    take_thread(by=aigerim, thread=thread)
    write_note(by=aigerim, thread=thread, text="ішкі", client_key=uuid4())
    write_reply(by=aigerim, thread=thread, text="сәлем", client_key=uuid4())
    child = as_child(thread)
    with reading(child):
        assert [m.side for m in Message.objects.visible_to(child).order_by("seq")] == [Side.CHILD, Side.STAFF]
        by_wall = Message.objects.everything(because="only the wall is tried").values_list("side", flat=True)
        assert set(by_wall) == {Side.CHILD, Side.STAFF}


def test_a_child_can_neither_write_into_anothers_conversation_nor_as_staff(write, as_child) -> None:
    mine, other = write(), write()
    child = as_child(mine)
    with pytest.raises(Refused):
        write_as_child(by=child, thread=other, text="x", client_key=uuid4())
    for thread, side in ((other, Side.CHILD), (mine, Side.STAFF), (mine, Side.NOTE)):
        with acting(child), pytest.raises(DatabaseError), transaction.atomic():
            Message.objects.create(thread=thread, seq=9, side=side, text="x", client_key=uuid4())


def test_nobody_writes_in_a_childs_name(write, aigerim) -> None:
    thread = write()
    with acting(aigerim), pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.create(thread=thread, seq=9, side=Side.CHILD, text="x", client_key=uuid4())


def test_messages_can_be_neither_changed_nor_deleted(write, aigerim) -> None:
    write()
    with acting(aigerim):
        for change in (lambda q: q.update(seq=5), lambda q: q.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(Message.objects.visible_to(aigerim))


@pytest.mark.parametrize("table", ["helpline_returncode", "helpline_doorkey"])
@pytest.mark.parametrize("role", ["qorgan_web", "qorgan_worker", "qorgan_journal"])
def test_codes_and_keys_are_out_of_reach_but_for_their_functions(table, role, write) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(f"SELECT * FROM {table}")


def test_no_permission_of_the_desk_is_the_doors() -> None:
    assert not door_of(uuid4()).may(access.THREAD_READ)
