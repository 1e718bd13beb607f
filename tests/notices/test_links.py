"""One-time links: a look changes nothing, a code opens once, wrong codes lock, what is opened leads to one subject."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from qorgan.access.refusals import RuleBroken
from qorgan.journal.models import Entry
from qorgan.notices import access, purposes, rules
from qorgan.notices.actions import make_link, withdraw_link
from qorgan.notices.actions.link import bearer_of, close_pass, find_link
from qorgan.notices.addressees import account
from qorgan.notices.jobs import turn
from qorgan.notices.models import OneTimeLink
from qorgan.notices.purposes import Purpose

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def purpose(monkeypatch) -> str:
    monkeypatch.setattr(purposes, "_purposes", {})
    monkeypatch.setattr(purposes, "_factors", {})
    return purposes.register(Purpose("toy.answer", "Answer the toy", landing="welcome", permissions=frozenset({"toy.box.read"}))).name


@pytest.fixture
def maker(cast):
    return cast.person(access.LINK_MAKE, access.NOTICE_SEND)


@pytest.fixture
def made(maker, purpose):
    def link(**given):
        named = {"by": maker, "subject": uuid4(), "purpose": purpose, "valid_for": HOUR, "second_factor": "pin", **given}
        return make_link(**named)

    return link


@pytest.fixture
def visitor(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def state(link: OneTimeLink) -> dict:
    return OneTimeLink.objects.everything(because="the test looks at the row").filter(pk=link.pk).values().get()


def test_looking_at_a_link_changes_nothing_however_often(made, visitor, owner) -> None:
    link = made()
    with owner():
        before = state(link.link)
    for _turn in range(3):
        answer = visitor.get(link.path)
        assert answer.status_code == 200
        assert b"Answer the toy" in answer.content
        assert answer["Referrer-Policy"] == "same-origin"
        visitor.head(link.path)
    with owner():
        assert state(link.link) == before


def test_the_right_code_opens_it_once_and_the_pass_bears_one_subject(made, visitor) -> None:
    link = made()
    answer = visitor.post(link.path, {"code": f"{link.pin[:3]} {link.pin[3:]}"})
    assert answer.status_code == 302
    passed = visitor.cookies["l"]
    assert passed["httponly"]
    assert passed["samesite"] == "Strict"
    bearer = bearer_of(passed.value)
    assert bearer is not None
    assert (bearer.bearer_of, bearer.permissions) == (link.link.subject, frozenset({"toy.box.read"}))
    assert visitor.get(link.path).status_code == 404
    assert visitor.post(link.path, {"code": link.pin}).status_code == 404
    close_pass(passed.value)
    assert bearer_of(passed.value) is None
    assert Entry.objects.filter(stream=link.link.subject, verb="notices.link.opened").count() == 1


def test_the_fifth_wrong_code_locks_it_for_good(made, visitor) -> None:
    link = made()
    wrong = "000000" if link.pin != "000000" else "111111"
    for _turn in range(rules.LINK_FAILURES):
        assert visitor.post(link.path, {"code": wrong}).status_code == 422
    assert visitor.post(link.path, {"code": link.pin}).status_code == 404
    assert Entry.objects.filter(stream=link.link.subject, verb="notices.link.refused").count() == rules.LINK_FAILURES


def test_unknown_used_locked_and_late_links_look_the_same(made, visitor, owner, maker) -> None:
    late, withdrawn = made(valid_for=timedelta(seconds=-1)), made()
    withdraw_link(by=maker, link=withdrawn.link)
    answers = {visitor.get(path).content.split(b"<main")[1] for path in (late.path, withdrawn.path, "/l/" + "z" * 43)}
    assert len(answers) == 1


def test_a_withdrawn_link_closes_the_pass_too(made, visitor, maker) -> None:
    link = made()
    visitor.post(link.path, {"code": link.pin})
    passed = visitor.cookies["l"].value
    withdraw_link(by=maker, link=link.link)
    assert bearer_of(passed) is None


def test_a_code_by_text_message_is_not_in_the_outbox_and_opens_the_link(made, aigerim, visitor, gateway, outbox) -> None:
    link = made(second_factor="sms", receiver=account(aigerim.account))
    assert visitor.post(link.path, {"code": "123456"}).status_code == 422, "none was sent yet"
    assert visitor.post(f"{link.path}/code").status_code == 200
    (row,) = outbox()
    turn()
    body = gateway.asked[0][3].decode()
    code = body.split("Code: ")[1][:6]
    assert code.isdecimal()
    assert code not in str(row.values)
    assert visitor.post(link.path, {"code": code}).status_code == 302


def test_three_codes_are_sent_for_a_link_and_no_more(made, aigerim, visitor, gateway) -> None:
    link = made(second_factor="sms", receiver=account(aigerim.account))
    answers = [visitor.post(f"{link.path}/code").status_code for _turn in range(5)]
    assert answers == [200, 200, 200, 422, 422]


def test_a_link_by_text_message_needs_a_telephone_and_every_link_a_purpose_and_a_factor(made, cast) -> None:
    with pytest.raises(RuleBroken):
        made(second_factor="sms")
    with pytest.raises(LookupError):
        made(purpose="toy.unknown")
    with pytest.raises(LookupError):
        made(second_factor="smile")


def test_a_room_above_may_check_the_factor_itself(made, visitor) -> None:
    asked = []

    def check(link, subject, given):
        asked.append((link, subject))
        return given == "blue"

    purposes.register_factor("toy.colour", check)
    link = made(second_factor="toy.colour")
    assert visitor.post(link.path, {"code": "red"}).status_code == 422
    assert visitor.post(link.path, {"code": "blue"}).status_code == 302
    assert asked[0] == (link.link.id, link.link.subject)


def test_neither_token_nor_code_can_be_read_from_the_database(made, owner) -> None:
    link = made()
    with owner(), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(l)::text FROM notices_onetimelink l")
        (text,) = cursor.fetchone()
    assert link.token not in text
    assert link.pin.encode().hex() not in text
    assert "made link" in repr(link)
    assert find_link(link.token).id == link.link.id


def test_a_link_is_known_to_whoever_made_it(made, maker, cast) -> None:
    link = made()
    other = cast.person(access.LINK_MAKE)
    assert OneTimeLink.objects.visible_to(maker).filter(pk=link.link.pk).exists()
    assert not OneTimeLink.objects.visible_to(other).filter(pk=link.link.pk).exists()
