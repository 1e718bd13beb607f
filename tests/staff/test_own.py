"""One's own account: settings, password, sessions, and the question once more before something sensitive."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.test import Client

from qorgan.journal.models import Entry
from qorgan.staff.models import Device, Session
from qorgan.staff.session_store import REF
from tests.staff.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
NEW = "zhaz kelip kun zhyly"


@pytest.fixture
def saule(world):
    return world.account("saule", "leader")


def test_alias_and_language_are_kept_and_the_screens_follow(client, saule) -> None:
    sign_in(client, "saule")
    client.post("/me", {"alias": "Ұлпан", "language": "ru"})
    saule.refresh_from_db()
    assert (saule.alias, saule.language) == ("Ұлпан", "ru")
    assert client.get("/me").headers["Content-Language"] == "ru"
    entry = Entry.objects.filter(stream=saule.id).latest("seq")
    assert (entry.verb, "Ұлпан" in entry.body) == ("staff.account.changed", False)


def test_the_switch_keeps_the_language_and_goes_back_to_the_same_page_in_it(client, saule) -> None:
    sign_in(client, "saule")
    answer = client.post("/me/language", {"lang": "ru", "next": "/me?lang=kk&part=log"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/me?part=log")
    saule.refresh_from_db()
    assert saule.language == "ru"
    assert client.get("/me").headers["Content-Language"] == "ru"
    assert Entry.objects.filter(stream=saule.id).latest("seq").verb == "staff.account.changed"


@pytest.mark.parametrize("unknown", ["fr", "", "EN", "ru; drop"])
def test_an_unknown_language_changes_nothing_and_is_not_remembered(client, saule, unknown) -> None:
    sign_in(client, "saule")
    before = Entry.objects.filter(stream=saule.id).count(), saule.language
    assert client.post("/me/language", {"lang": unknown, "next": "/me"}).headers["Location"] == "/me"
    saule.refresh_from_db()
    assert (Entry.objects.filter(stream=saule.id).count(), saule.language) == before


@pytest.mark.parametrize(
    "foreign", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/me/sessions/end", "/nowhere"]
)
def test_the_switch_never_leads_to_another_site_nor_to_what_answers_no_get(client, saule, foreign) -> None:
    sign_in(client, "saule")
    assert client.post("/me/language", {"lang": "ru", "next": foreign}).headers["Location"] == "/welcome"


def test_the_switch_of_an_account_is_nothing_for_who_has_none(client) -> None:
    assert client.post("/me/language", {"lang": "ru", "next": "/me"}).headers["Location"].startswith("/sign-in?next=")
    assert client.get("/me/language").status_code == 405


def test_my_log_shows_what_happened_to_my_account_and_nobody_elses(client, world, saule) -> None:
    other = world.account("other", "leader")
    sign_in(Client(), "other")
    sign_in(client, "saule", "wrong words here it is")
    sign_in(client, "saule")
    titles = [str(line.title) for line in client.get("/me?lang=en").context["log"]]
    assert titles[0] == "Signed in"
    assert "Failed attempt to sign in" in titles
    assert titles.count("Signed in") == 1
    assert Entry.objects.filter(stream=other.id).exists()


def test_i_see_my_sessions_and_end_one_or_all_others(client, world, saule) -> None:
    others = [Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"}) for _ in range(3)]
    for one in (client, *others):
        sign_in(one, "saule")
    page = client.get("/me")
    assert len(page.context["sessions"]) == 4
    assert "Firefox, Windows" in page.content.decode()
    first = others[0].session[REF]
    client.post("/me/sessions/end", {"session": first})
    assert [one.get("/me").status_code for one in others] == [302, 200, 200]
    client.post("/me/sessions/end", {})
    assert [one.get("/me").status_code for one in (client, *others)] == [200, 302, 302, 302]


def test_nobody_ends_a_session_of_somebody_else(client, world, saule) -> None:
    world.account("dana", "leader")
    dana = Client()
    sign_in(dana, "dana")
    sign_in(client, "saule")
    client.post("/me/sessions/end", {"session": dana.session[REF]})
    assert dana.get("/me").status_code == 200


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(client, saule) -> None:
    other = Client()
    sign_in(other, "saule")
    sign_in(client, "saule")
    assert client.post("/me/password", {"password": NEW, "again": NEW}).headers["Location"] == "/me"
    assert client.get("/me").status_code == 200
    assert other.get("/me").status_code == 302
    assert not Device.objects.exists()
    client.post("/sign-out")
    assert sign_in(client, "saule").status_code == 422
    assert sign_in(client, "saule", NEW).status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/me/password",
        "/me/second-factor/codes",
        "/me/second-factor/passkey",
        "/me/recovery-codes",
        "/me/recovery-codes/new",
        "/me/second-factor/1/remove",
    ],
)
def test_five_minutes_later_something_sensitive_asks_once_more(client, saule, address) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC), tick=False) as clock:
        sign_in(client, "saule")
        clock.shift(299)
        assert not client.get(address).headers.get("Location", "").startswith("/sign-in/again")
        clock.shift(2)
        response = client.get(address)
        assert response.headers["Location"] == f"/sign-in/again?next={address}"
        assert client.post(address).headers["Location"].startswith("/sign-in/again")


def test_the_answer_leads_back_under_another_session_key_and_a_wrong_one_does_not(client, saule) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC), tick=False) as clock:
        sign_in(client, "saule")
        clock.shift(400)
        where = client.get("/me/password").headers["Location"]
        assert client.get(where).status_code == 200
        before = Session.objects.get(account_id=saule.id).session_key
        assert client.post(where, {"password": "not this one at all"}).status_code == 422
        assert client.get("/me/password").status_code == 302
        assert client.post(where, {"password": PASSWORD}).headers["Location"] == "/me/password"
        assert Session.objects.get(account_id=saule.id).session_key != before
        assert client.get("/me/password").status_code == 200


def test_what_was_posted_is_not_kept_while_we_ask(client, saule) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC), tick=False) as clock:
        sign_in(client, "saule")
        clock.shift(400)
        client.post(
            "/me/password",
            {"password": NEW, "again": NEW},
            headers={"Referer": "http://testserver/me/password"},
            REMOTE_ADDR="203.0.113.8",
        )
        kept = str(dict(client.session.items()))
    assert NEW not in kept
    assert "203.0.113.8" not in kept


def test_somebody_without_a_role_reaches_their_own_account_and_nothing_else(client, world) -> None:
    world.account("ermek")
    sign_in(client, "ermek")
    assert client.get("/welcome").headers["Location"] == "/me"
    assert "No role yet" in client.get("/me/role?lang=en").content.decode()
    for address in ("/accounts", "/roles", "/accounts/new"):
        assert client.get(address).status_code == 404


def test_who_has_not_signed_in_is_sent_to_sign_in(client) -> None:
    for address in (
        "/me",
        "/me/role",
        "/welcome",
        "/me/password",
        "/me/second-factor",
        "/me/second-factor/codes",
        "/me/second-factor/passkey",
        "/me/recovery-codes",
        "/accounts",
    ):
        assert client.get(address).headers["Location"].startswith("/sign-in"), address


def test_htmx_is_led_to_the_question_by_a_header(client, saule) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC), tick=False) as clock:
        sign_in(client, "saule")
        clock.shift(301)
        response = client.get("/me/password", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (401, "/sign-in/again?next=/me/password")


def test_a_passkey_that_nobody_made_is_refused_and_slowed_down_by_source(client, saule) -> None:
    places = {client.post("/sign-in/passkey", {"credential": "{}"}).headers["Location"] for _ in range(25)}
    assert places == {"/sign-in?said=passkey-failed"}
    assert client.get("/sign-in?said=passkey-failed").context["said"]
