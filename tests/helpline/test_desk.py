"""The desk's screens: who may open them, what they show, and that two who grab one conversation are told so."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qorgan.helpline.actions import desk as act
from qorgan.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_a_counsellor_sees_who_waits_with_the_word_that_raised_it(sit, aigerim, write) -> None:
    write("көкем тағы ұрды, үйге барғым келмейді")
    write("жай сөйлесуге бола ма")
    html = sit(aigerim).get("/desk").content.decode()
    assert "<mark>ұрды,</mark>" in html
    assert html.index("ұрды") < html.index("жай сөйлесуге")


def test_others_get_the_same_404_as_for_what_is_not_there(sit, cast, dana, aigerim, write) -> None:
    thread = write()
    for by, address in ((cast.person(), "/desk"), (dana, f"/desk/{thread.ref}"), (aigerim, "/desk/abcdefgh23456789")):
        assert sit(by).get(address).status_code == 404


def test_nobody_is_led_to_sign_in(client, line) -> None:
    assert client.get("/desk").status_code == 302


def test_take_write_and_end(sit, aigerim, write, as_child) -> None:
    thread = write("сәлем")
    browser = sit(aigerim)
    assert browser.post("/desk/next").headers["Location"] == f"/desk/{thread.ref}"
    sent = browser.post(f"/desk/{thread.ref}/reply", {"text": "Сәлем", "key": str(uuid4()), "side": "staff"})
    assert sent.status_code == 302
    html = browser.get(f"/desk/{thread.ref}").content.decode()
    assert "Сәлем" in html
    assert browser.post(f"/desk/{thread.ref}/end", {"ending": "answered"}).status_code == 302
    assert "has ended" in browser.get(f"/desk/{thread.ref}?lang=en").content.decode()


def test_what_cannot_be_sent_is_kept_and_said(sit, aigerim, write) -> None:
    thread = write()
    act.take_thread(by=aigerim, thread=thread)
    answer = sit(aigerim).post(f"/desk/{thread.ref}/reply", {"text": "ә" * 5001, "key": str(uuid4()), "side": "staff"})
    assert answer.status_code == 422
    assert "ә" * 5001 in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_a_conversation_that_a_colleague_took_is_said_so_and_looks_like_one_that_never_was(sit, bolat, aigerim, write) -> None:
    thread = write()
    act.take_thread(by=aigerim, thread=thread)
    browser = sit(bolat)
    late = browser.post(f"/desk/{thread.ref}/take?lang=en")
    never = browser.post("/desk/abcdefgh23456789/take?lang=en")
    assert (late.status_code, never.status_code) == (422, 422)
    assert "A colleague has just taken this conversation." in late.content.decode()
    assert _without_tokens(late) == _without_tokens(never)
    assert browser.post("/desk/next").status_code == 422


def _without_tokens(answer) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"|"X-CSRFToken": "[^"]*"|/desk/[a-z0-9]{16}', "", answer.content.decode())


def test_whoever_is_a_moment_too_late_is_told_the_same(sit, bolat, aigerim, write, monkeypatch) -> None:
    thread = write()
    real = act.take_thread

    def after_a_colleague(*, by, thread):
        real(by=aigerim, thread=thread)
        return real(by=by, thread=thread)

    monkeypatch.setattr(act, "take_thread", after_a_colleague)
    late = sit(bolat).post(f"/desk/{thread.ref}/take?lang=en")
    assert late.status_code == 422
    assert "A colleague has just taken this conversation." in late.content.decode()


def test_opening_a_conversation_is_written_down_before_it_is_shown(sit, aigerim, write) -> None:
    thread = write()
    sit(aigerim).get(f"/desk/{thread.ref}")
    read = Entry.objects.filter(verb="journal.page.read", about__contains=[thread.id]).last()
    assert read.actor == aigerim.account_id
    assert "helpline.desk" in read.body


def test_if_the_reading_cannot_be_written_down_nothing_is_shown(sit, aigerim, write, monkeypatch) -> None:
    thread = write("құпия сөз")

    def fails(*args, **kwargs):
        raise OSError("journal away")

    monkeypatch.setattr("qorgan.ui.pages.append_reading", fails)
    with pytest.raises(OSError, match="journal away"):
        sit(aigerim).get(f"/desk/{thread.ref}")


def test_one_row_and_thirty_cost_the_same_number_of_queries(sit, aigerim, write) -> None:
    browser = sit(aigerim)
    write()
    counts = []
    for more in (0, 29):
        for _ in range(more):
            write("сәлем ұрды")
        browser.get("/desk")
        with CaptureQueriesContext(connection) as queries:
            browser.get("/desk")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_talk_alone_is_what_htmx_gets_when_it_aims_at_it(sit, aigerim, write) -> None:
    thread = write("бір екі үш")
    browser = sit(aigerim)
    part = browser.get(f"/desk/{thread.ref}", headers={"HX-Request": "true", "HX-Target": "desk-talk"}).content.decode()
    assert part.strip().startswith('<div class="q-talk"')
    assert "бір екі үш" in part
    assert part.strip() in browser.get(f"/desk/{thread.ref}").content.decode()


def test_the_queue_alone_is_what_htmx_gets_when_it_aims_at_it(sit, aigerim, write) -> None:
    write("бір")
    browser = sit(aigerim)
    part = browser.get("/desk", headers={"HX-Request": "true", "HX-Target": "desk-queue"}).content.decode()
    assert "<html" not in part
    assert "бір" in part


def test_being_there_marks_the_first_reading_and_keeps_the_draft(sit, aigerim, write) -> None:
    thread = write()
    browser = sit(aigerim)
    browser.post(f"/desk/{thread.ref}/here", {"seen": "1"})
    assert Entry.objects.filter(verb="helpline.thread.first_read", stream=thread.id).exists()
    act.take_thread(by=aigerim, thread=thread)
    browser.post(f"/desk/{thread.ref}/here", {"seen": "1", "draft": "Мен осын"})
    assert "Мен осын</textarea>" in browser.get(f"/desk/{thread.ref}").content.decode()
