"""The wall board and the kept wording."""

from __future__ import annotations

import pytest

from qorgan.access.acting import reading
from qorgan.helpline import access
from qorgan.helpline.actions.desk import take_next
from qorgan.helpline.models import FlagWord, Reply
from qorgan.helpline.queries.board import board_of
from qorgan.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_the_board_shows_figures_to_whoever_may_see_it_and_nothing_of_a_conversation(sit, cast, aigerim, write) -> None:
    head = cast.person(access.BOARD_READ, access.FIGURES_READ)
    write("бірінші хабар")
    write("көкем ұрды")
    take_next(by=aigerim)
    with reading(head):
        board = board_of(head)
    assert (board.waiting, board.held, board.raised, board.opened_today) == (1, 1, 0, 2)
    html = sit(head).get("/board").content.decode()
    assert "хабар" not in html.replace("Алғашқы хабар", "")


def test_who_may_not_see_a_board_gets_zeros_even_from_the_database(cast, aigerim, dana, write) -> None:
    write()
    elsewhere = cast.person(access.BOARD_READ, at=cast.elsewhere)
    for by in (aigerim, dana, elsewhere):
        with reading(by):
            assert board_of(by).waiting == 0


def test_the_head_keeps_ready_answers_and_flag_words_with_history(sit, cast, line) -> None:
    head = cast.person(access.REPLY_MANAGE, access.FLAGWORD_MANAGE)
    browser = sit(head)
    made = browser.post(
        "/helpline/replies/new",
        {"key": "hello", "group": "start", "texts_kk": "Сәлем", "texts_ru": "Привет", "texts_en": "Hello", "is_active": "on"},
    )
    assert made.status_code == 302
    reply = Reply.objects.get(key="hello")
    assert Entry.objects.filter(stream=reply.id, verb="helpline.reply.kept").exists()
    form = {"words": "Мені қинайды", "reason": "violence", "language": "kk", "is_active": "on"}
    assert browser.post("/helpline/flag-words/new", form).status_code == 302
    assert browser.post("/helpline/flag-words/new", form).status_code == 422
    assert FlagWord.objects.filter(words=["мені", "қинайды"]).count() == 1


def test_others_cannot_open_the_lists(sit, aigerim) -> None:
    for address in ("/helpline/replies", "/helpline/flag-words", "/helpline/replies/new"):
        assert sit(aigerim).get(address).status_code == 404
