"""The front door, without a script: three taps to talk, words to come back, nothing left behind."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from qorgan.access.acting import reading
from qorgan.helpline import codes, tickets
from qorgan.helpline.actions import desk
from qorgan.helpline.door_keys import COOKIE
from qorgan.helpline.models import Message, Thread

pytestmark = pytest.mark.django_db
ANSWER = "Сәлем. Мен осындамын."


def hidden(html: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


def worked(ticket: str) -> str:
    return next(str(n) for n in range(10_000_000) if tickets.is_work(ticket, str(n)))


def open_one(client, text="сәлем", about="self", lang="kk", **given):
    ticket = hidden(client.get(f"/help?lang={lang}").content.decode(), "ticket")
    form = {"ticket": ticket, "work": worked(ticket), "about": about, "text": text, **given}
    return client.post(f"/help?lang={lang}", form), form


def words_in(html: str) -> list[str]:
    return re.findall(r'<li lang="kk">([^<]+)</li>', html)


def only(saule) -> Thread:
    with reading(saule):
        return Thread.objects.visible_to(saule).get()


def test_no_cookie_before_the_first_message_and_nobody_is_referred(client, line) -> None:
    for address in ("/help?lang=kk", "/help?lang=ru", "/q/abc234?lang=en", "/return"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_numbers_stand_on_every_page_of_the_door(client, line, lang) -> None:
    for address in ("/help", "/q/abc234", "/return"):
        html = client.get(f"{address}?lang={lang}").content.decode()
        assert [f'href="tel:{n}"' in html for n in (101, 102, 103, 112, 111)] == [True] * 5
        assert f'<html lang="{lang}">' in html


def test_three_taps_open_a_conversation_and_give_six_words(client, line, saule) -> None:
    answer, _form = open_one(client)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert len(words_in(html)) == 6
    assert COOKIE in answer.cookies
    assert answer.cookies[COOKIE]["httponly"]
    assert answer.cookies[COOKIE]["samesite"] == "Strict"
    assert not answer.cookies[COOKIE]["max-age"]
    assert only(saule).about == "self"


def test_the_same_form_sent_twice_is_one_conversation_with_working_words(client, line, saule) -> None:
    first, form = open_one(client)
    again = client.post("/help?lang=kk", form)
    assert only(saule).last_seq == 1
    assert words_in(again.content.decode()) != words_in(first.content.decode())


def test_a_child_reads_the_answer_writes_again_and_comes_back_elsewhere(client, line, aigerim, saule) -> None:
    words = words_in(open_one(client, text="үйге барғым келмейді")[0].content.decode())
    thread = desk.take_next(by=aigerim)
    desk.write_reply(by=aigerim, thread=thread, text=ANSWER, client_key=uuid4())
    page = client.get("/chat?lang=kk").content.decode()
    assert ANSWER in page
    client.post("/chat?lang=kk", {"k": hidden(page, "k"), "key": str(uuid4()), "text": "рахмет"})
    with reading(saule):
        assert Message.objects.visible_to(saule).count() == 3
    other = type(client)()
    ticket = hidden(other.get("/return?lang=kk").content.decode(), "ticket")
    back = other.post("/return?lang=kk", {"ticket": ticket, "work": worked(ticket), "words": ", ".join(words).upper()})
    assert back.status_code == 302
    page = other.get("/chat?lang=kk").content.decode()
    assert ANSWER in page
    assert "рахмет" in page
    assert "үйге барғым" not in page, "earlier messages wait for another tap"
    other.post("/chat/earlier?lang=kk", {"k": hidden(page, "k")})
    assert "үйге барғым" in other.get("/chat?lang=kk").content.decode()


def test_wrong_words_unknown_words_and_resting_words_get_the_same_answer(client, line) -> None:
    words = words_in(open_one(client)[0].content.decode())
    spare = [w for w in codes.word_list("kk") if w not in words]
    answers = set()
    for typed in (" ".join([*words[:5], spare[0]]), " ".join(spare[:6]), "алты сөз емес", ""):
        ticket = hidden(client.get("/return?lang=kk").content.decode(), "ticket")
        answer = client.post("/return?lang=kk", {"ticket": ticket, "work": worked(ticket), "words": typed})
        answers.add((answer.status_code, re.search(r'id="error"><p>([^<]*)', answer.content.decode())[1]))
    assert len(answers) == 1
    for _ in range(5):
        ticket = hidden(client.get("/return?lang=kk").content.decode(), "ticket")
        client.post("/return?lang=kk", {"ticket": ticket, "work": worked(ticket), "words": " ".join([*words[:5], spare[0]])})
    ticket = hidden(client.get("/return?lang=kk").content.decode(), "ticket")
    answer = client.post("/return?lang=kk", {"ticket": ticket, "work": worked(ticket), "words": " ".join(words)})
    assert answer.status_code == 422, "five wrong tries make even the right words rest"


def test_without_a_script_one_pays_with_a_pause_and_the_words_are_kept(client, line, saule) -> None:
    ticket = hidden(client.get("/help?lang=kk").content.decode(), "ticket")
    form = {"ticket": ticket, "work": "", "about": "other", "text": "досым туралы"}
    hasty = client.post("/help?lang=kk", form)
    assert hasty.status_code == 422
    assert "досым туралы</textarea>" in hasty.content.decode()
    with time_machine.travel(timezone.now() + timedelta(seconds=tickets.PAUSE + 1)):
        assert client.post("/help?lang=kk", form).status_code == 200
    assert only(saule).about == "other"


def test_a_flood_without_work_is_held_back_and_work_still_passes(client, line, monkeypatch) -> None:
    monkeypatch.setattr(tickets, "WITHOUT_WORK_A_MINUTE", 0)
    with time_machine.travel(timezone.now() - timedelta(seconds=60)):
        ticket = hidden(client.get("/help?lang=kk").content.decode(), "ticket")
    form = {"ticket": ticket, "work": "", "about": "self", "text": "x"}
    assert client.post("/help?lang=kk", form).status_code == 422
    assert client.post("/help?lang=kk", {**form, "work": worked(ticket)}).status_code == 200


@pytest.mark.parametrize("change", [{"ticket": "x"}, {"ticket": ""}, {"about": "me"}, {"text": "  "}, {"text": "ә" * 5001}])
def test_bad_input_gets_words_and_nothing_typed_is_lost(client, line, change) -> None:
    ticket = hidden(client.get("/help?lang=ru").content.decode(), "ticket")
    form = {"ticket": ticket, "work": worked(ticket), "about": "self", "text": "мне страшно", **change}
    answer = client.post("/help?lang=ru", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert f"{form['text']}</textarea>" in answer.content.decode()


def test_a_form_from_another_site_or_without_its_own_key_is_refused(client, line, saule) -> None:
    page = open_one(client)[0].content.decode()
    key = hidden(page, "k")
    assert client.post("/chat", {"k": key, "text": "x"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/chat", {"k": "0" * 32, "text": "x"}).status_code == 403
    assert client.post("/chat", {"text": "x"}).status_code == 403
    assert only(saule).last_seq == 1


def test_exit_closes_the_open_page_for_good(client, line) -> None:
    page = open_one(client)[0].content.decode()
    kept = client.cookies[COOKIE].value
    answer = client.post("/exit", {"k": hidden(page, "k")})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies[COOKIE] = kept
    assert client.get("/chat").status_code == 302


def test_the_child_deletes_everything(client, line, saule) -> None:
    page = open_one(client)[0].content.decode()
    words = words_in(page)
    done = client.post("/chat/end?lang=kk", {"k": hidden(page, "k"), "do": "destroy"})
    assert done.status_code == 200
    ticket = hidden(client.get("/return?lang=kk").content.decode(), "ticket")
    answer = client.post("/return?lang=kk", {"ticket": ticket, "work": worked(ticket), "words": " ".join(words)})
    assert answer.status_code == 422
    assert only(saule).state == "destroyed"


def test_when_the_database_is_gone_the_numbers_and_the_words_stay(client, line, monkeypatch) -> None:
    ticket = hidden(client.get("/help?lang=kk").content.decode(), "ticket")

    def gone(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr("qorgan.helpline.tickets.spend", gone)
    answer = client.post("/help?lang=kk", {"ticket": ticket, "work": worked(ticket), "about": "self", "text": "маған көмек"})
    html = answer.content.decode()
    assert answer.status_code == 503
    assert "маған көмек</textarea>" in html
    assert 'href="tel:112"' in html


def test_the_first_load_stays_within_its_budget(client, line) -> None:
    from pathlib import Path

    door = Path("src/qorgan/helpline/static/helpline/door")
    code = sum(len(path.read_bytes()) for path in door.iterdir())
    page = max(len(client.get(f"/help?lang={lang}").content) for lang in ("kk", "ru", "en"))
    assert code <= 25 * 1024
    assert code + page <= 50 * 1024


def test_the_page_title_says_nothing(client, line) -> None:
    for address in ("/help", "/return", "/help?look=timetable"):
        title = re.search("<title>([^<]*)", client.get(address + ("&" if "?" in address else "?") + "lang=kk").content.decode())[1]
        assert title in {"Сабақ", "Сабақ кестесі"}


def test_only_the_messages_may_be_framed_and_only_by_our_own_page(client, line) -> None:
    page = open_one(client)[0]
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    log = client.get("/chat/log?lang=kk")
    assert "frame-ancestors 'self'" in log.headers["Content-Security-Policy"]
    assert log.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get("/help").headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/help?lang=en", "/help?lang=en&look=timetable", "/return?lang=en"])
def test_the_door_of_a_training_says_that_nobody_is_behind_it(client, line, settings, address) -> None:
    assert "Training." not in client.get(address).content.decode()
    settings.IS_TRAINING = True
    assert "Training. Nothing here is real" in client.get(address).content.decode()
