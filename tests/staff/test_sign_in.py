"""Signing in with a name and a password, and what a session is from then on."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from qorgan.access.principal import Kind, Principal
from qorgan.journal.models import Entry
from qorgan.staff.access import ACCOUNT_READ, BOOTSTRAP, SESSION_END
from qorgan.staff.actions import deactivate_account, end_sessions
from qorgan.staff.models import Session
from qorgan.staff.session_store import hashed
from tests.staff.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
IN_CHARGE = Principal(kind=Kind.SYSTEM, permissions=frozenset({SESSION_END, ACCOUNT_READ}), role="system:test")


@pytest.fixture
def leader(world):
    return world.account("saule", "leader")


def cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def is_in(client: Client) -> bool:
    return client.get("/me").status_code == 200


def test_the_page_sets_no_session_before_somebody_signs_in(client) -> None:
    response = client.get("/sign-in")
    assert response.status_code == 200
    assert settings.SESSION_COOKIE_NAME not in response.cookies
    assert not Session.objects.exists()


def test_with_name_and_password_one_is_in_and_it_stands_in_ones_log(client, leader) -> None:
    response = sign_in(client, "saule")
    assert response.status_code == 302
    assert response.headers["Location"] == "/welcome"
    assert is_in(client)
    verbs = Entry.objects.filter(stream=leader.id).order_by("seq").values_list("verb", flat=True)
    assert list(verbs)[-1] == "staff.signin.succeeded"


def test_the_name_is_taken_in_any_case(client, leader) -> None:
    sign_in(client, "SAULE")
    assert is_in(client)


@pytest.mark.parametrize(("username", "password"), [("saule", "wrong " * 4), ("nobody-here", PASSWORD), ("saule", PASSWORD)])
def test_a_wrong_name_a_wrong_password_and_a_closed_account_are_answered_alike(client, world, leader, username, password):
    if password == PASSWORD and username == "saule":
        deactivate_account(by=BOOTSTRAP, account=leader)
    response = sign_in(client, username, password)
    assert response.status_code == 422
    assert "Name and password do not belong together." in response.content.decode()
    assert not is_in(client)


def test_there_is_no_way_to_open_an_account_oneself(client) -> None:
    for address in ("/signup", "/sign-up", "/sign-in/signup"):
        assert client.get(address).status_code == 404


def test_the_session_key_changes_at_sign_in_so_a_planted_one_is_worth_nothing(world, leader) -> None:
    thief, victim = Client(), Client()
    thief.get("/sign-in/passkey", headers={"Accept": "application/json"})
    planted = cookie(thief)
    victim.cookies[settings.SESSION_COOKIE_NAME] = planted
    sign_in(victim, "saule")
    assert cookie(victim) != planted
    assert is_in(victim)
    assert not is_in(thief)


def test_the_database_holds_a_hash_of_the_cookie_and_the_hash_opens_nothing(client, leader) -> None:
    sign_in(client, "saule")
    kept = Session.objects.get(account_id=leader.id)
    assert kept.session_key == hashed(cookie(client))
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept.session_key
    assert not is_in(thief)


def test_a_stolen_cookie_is_dead_once_the_sessions_are_ended(client, world, leader) -> None:
    sign_in(client, "saule")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie(client)
    assert is_in(thief)
    assert end_sessions(by=IN_CHARGE, account=leader) == 1
    assert not is_in(thief)
    assert not is_in(client)


def test_signing_out_ends_the_session_itself_not_only_the_cookie(client, leader) -> None:
    sign_in(client, "saule")
    kept = cookie(client)
    client.post("/sign-out")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert not is_in(thief)
    assert Entry.objects.filter(stream=leader.id, verb="staff.signin.ended").count() == 1


def test_a_closed_account_is_out_with_its_next_request(client, leader) -> None:
    sign_in(client, "saule")
    deactivate_account(by=BOOTSTRAP, account=leader)
    assert not is_in(client)
    assert not Session.objects.filter(account_id=leader.id).exists()


def test_a_closed_account_is_out_even_if_its_sessions_were_left_behind(client, leader) -> None:
    """The planted fault: only the row of the account says it is closed."""
    sign_in(client, "saule")
    leader.is_active = False
    leader.save(update_fields=["is_active"])
    assert not is_in(client)


def test_another_password_ends_a_session_even_if_it_was_left_behind(client, leader) -> None:
    sign_in(client, "saule")
    leader.set_password("another row of words")
    leader.save(update_fields=["password"])
    assert not is_in(client)


def test_an_idle_session_ends_and_one_in_use_does_not(client, leader) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC), tick=False) as clock:
        sign_in(client, "saule")
        for _ in range(4):
            clock.shift(settings.SESSION_IDLE - datetime.timedelta(minutes=2))
            assert is_in(client)
        clock.shift(settings.SESSION_IDLE)
        assert not is_in(client)


def test_a_session_ends_after_its_longest_time_however_busy_it_was(client, leader) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC), tick=False) as clock:
        sign_in(client, "saule")
        step = datetime.timedelta(minutes=20)
        for _ in range(int(settings.SESSION_ABSOLUTE / step) - 1):
            clock.shift(step)
            assert is_in(client)
        clock.shift(step)
        assert not is_in(client)


def test_a_page_that_refreshes_itself_does_not_keep_a_session_alive(client, leader) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC), tick=False) as clock:
        sign_in(client, "saule")
        for _ in range(2):
            clock.shift(settings.SESSION_IDLE * 0.6)
            client.get("/me", headers={"X-By-Itself": "1"})
        assert not is_in(client)


def test_a_question_for_a_passkey_that_nobody_answers_ends_in_minutes_and_a_session_does_not(client, leader) -> None:
    client.get("/sign-in/passkey", headers={"Accept": "application/json"})
    now = timezone.now()
    assert Session.objects.get().expire_date <= now + datetime.timedelta(minutes=10)
    sign_in(client, "saule")
    assert Session.objects.get().expire_date > now + settings.SESSION_ABSOLUTE - datetime.timedelta(minutes=1)


def test_who_is_half_signed_in_reads_their_own_language(client, world) -> None:
    world.account("aigerim", "counsellor", language="ru")
    sign_in(client, "aigerim")
    assert client.get("/me/second-factor").headers["Content-Language"] == "ru"


def test_the_sign_in_page_refuses_to_lead_elsewhere(client, leader) -> None:
    response = client.post("/sign-in?next=https://elsewhere.example/", {"login": "saule", "password": PASSWORD})
    assert response.headers["Location"] == "/welcome"


def test_neither_a_mail_address_nor_an_internet_address_is_kept_anywhere(client, world) -> None:
    world.account("marat", "leader", mail="marat@ministry.example", phone="+77011234567")
    sign_in(client, "marat", "wrong " * 4, REMOTE_ADDR="203.0.113.77")
    sign_in(client, "marat", REMOTE_ADDR="203.0.113.77")
    found = dump()
    for secret in ("marat@ministry.example", "77011234567", "203.0.113.77", "Серікова", PASSWORD):
        assert secret not in found
    assert "marat" in found  # the dump is one: the sign-in name stands in it


def dump() -> str:
    """Every row of every table, as PostgreSQL prints it, sessions decoded."""
    from django.db import connection

    from qorgan.staff.session_store import SessionStore
    from tests.conftest import as_owner

    with as_owner(), connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row[0] for row in cursor.fetchall()]
        sessions = [str(SessionStore().decode(row)) for row in Session.objects.values_list("session_data", flat=True)]
    return "\n".join(rows + sessions)
