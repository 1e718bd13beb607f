"""The second factor: compulsory where a role sees children, proved, sealed, used once, left to who needs it."""

from __future__ import annotations

import datetime
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.test import Client, TestCase

from qorgan.access.principal import Principal
from qorgan.journal.models import Entry
from qorgan.staff.models import Session
from qorgan.staff.session_store import SessionStore
from qorgan.vault.actions import shred_subject
from qorgan.vault.choices import ShredReason
from qorgan.vault.faults import KeyGone
from tests.staff.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC), tick=False) as moved:
        yield moved


@pytest.fixture
def aigerim(world):
    return world.account("aigerim", "counsellor")


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up_codes(client: Client) -> str:
    """Makes the app's codes as somebody would; gives the secret."""
    secret = client.get("/me/second-factor/codes").context["form"].secret
    with TestCase.captureOnCommitCallbacks(execute=True):  # allauth tells of a new factor when it is committed
        response = client.post("/me/second-factor/codes", {"code": code(secret)})
    assert response.headers["Location"] == "/me/recovery-codes"
    return secret


def test_a_role_that_sees_children_opens_nothing_before_there_is_a_second_factor(client, aigerim) -> None:
    sign_in(client, "aigerim")
    assert client.get("/welcome").headers["Location"] == "/me/second-factor"
    assert client.get("/me/second-factor").status_code == 200
    for address in ("/me", "/accounts", "/roles", "/me/password", "/me/role"):
        assert client.get(address).headers["Location"].startswith("/me/second-factor")
    response = client.get("/me", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (401, "/me/second-factor")
    assert not client.get("/sign-in/again").wsgi_request.by.is_person


def test_once_it_is_set_up_the_session_goes_on_under_another_key_and_everything_opens(client, aigerim) -> None:
    sign_in(client, "aigerim")
    before = Session.objects.get(account_id=aigerim.id).session_key
    set_up_codes(client)
    shown = client.get("/me/recovery-codes")
    assert len(shown.context["unused_codes"]) == 10
    assert client.get("/me").status_code == 200
    assert client.get("/me").wsgi_request.by.may("toy.box.read")
    assert Session.objects.get(account_id=aigerim.id).session_key != before
    verbs = list(Entry.objects.filter(stream=aigerim.id).order_by("seq").values_list("verb", flat=True))
    assert verbs.count("staff.factor.added") == 2


def test_the_recovery_codes_are_shown_once(client, aigerim) -> None:
    sign_in(client, "aigerim")
    set_up_codes(client)
    first = client.get("/me/recovery-codes").context["unused_codes"]
    again = client.get("/me/recovery-codes")
    assert not set(first) & set(again.content.decode().split())
    assert not again.context["can_view_codes"]


def test_after_the_password_the_code_is_asked_and_a_used_code_is_refused(aigerim, clock) -> None:
    first = Client()
    sign_in(first, "aigerim")
    secret = set_up_codes(first)
    clock.shift(200)
    second, third = Client(), Client()
    for one in (second, third):
        assert sign_in(one, "aigerim").headers["Location"] == "/sign-in/second"
        assert one.get("/me").status_code == 302
    assert second.get("/sign-in/second").status_code == 200
    assert second.post("/sign-in/second", {"code": code(secret)}).headers["Location"] == "/welcome"
    assert second.get("/me").status_code == 200
    assert third.post("/sign-in/second", {"code": code(secret)}).status_code == 422


def test_a_used_code_stays_refused_while_the_tolerance_would_take_it(aigerim, clock) -> None:
    first = Client()
    sign_in(first, "aigerim")
    secret = set_up_codes(first)
    clock.shift(200)
    used = code(secret)
    one, other = Client(), Client()
    sign_in(one, "aigerim")
    assert one.post("/sign-in/second", {"code": used}).status_code == 302
    clock.shift(31)  # allauth's own memory of used codes has ended, the tolerance has not
    sign_in(other, "aigerim")
    assert other.post("/sign-in/second", {"code": used}).status_code == 422


def test_codes_cannot_be_guessed_in_a_row_and_the_holder_of_a_known_browser_is_not_stopped(aigerim, clock) -> None:
    desk = Client()
    sign_in(desk, "aigerim")
    secret = set_up_codes(desk)
    desk.post("/sign-out")
    clock.shift(200)
    thief = Client()
    sign_in(thief, "aigerim")
    texts = [thief.post("/sign-in/second", {"code": "000000"}).content.decode() for _ in range(8)]
    assert "This code is not right" in texts[0]
    assert "Try again in" in texts[-1]
    assert "Try again in" in thief.post("/sign-in/second", {"code": code(secret)}).content.decode()
    sign_in(desk, "aigerim")
    assert desk.post("/sign-in/second", {"code": code(secret)}).status_code == 302


def test_a_recovery_code_lets_in_once(aigerim, clock) -> None:
    first = Client()
    sign_in(first, "aigerim")
    set_up_codes(first)
    one = first.get("/me/recovery-codes").context["unused_codes"][0]
    for expected in (302, 422):
        client = Client()
        sign_in(client, "aigerim")
        assert client.post("/sign-in/second", {"code": one}).status_code == expected
        clock.shift(400)


def test_the_secret_in_the_database_is_sealed_under_the_accounts_key(client, aigerim, owner) -> None:
    sign_in(client, "aigerim")
    secret = set_up_codes(client)
    kept = str(list(Authenticator.objects.filter(user=aigerim).values_list("data", flat=True)))
    assert secret not in kept
    assert secret not in str(SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value).load())
    shred_subject(by=Principal.system("vault.keeper"), subject=aigerim.id, reason=ShredReason.RETENTION)
    held = Authenticator.objects.get(user=aigerim, type="totp")
    with pytest.raises(KeyGone):
        held.wrap().validate_code(code(secret))


def test_the_last_second_factor_stays_with_a_role_that_needs_it(client, aigerim, world) -> None:
    sign_in(client, "aigerim")
    set_up_codes(client)
    factor = Authenticator.objects.get(user=aigerim, type="totp")
    address = f"/me/second-factor/{factor.pk}/remove"
    assert client.get(address).status_code == 200
    response = client.post(address)
    assert response.status_code == 422
    assert "Your role needs a second factor" in response.content.decode()
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_somebody_whose_role_needs_none_may_remove_it_and_its_recovery_codes_go_too(client, world) -> None:
    saule = world.account("saule", "leader")
    sign_in(client, "saule")
    set_up_codes(client)
    factor = Authenticator.objects.get(user=saule, type="totp")
    assert client.post(f"/me/second-factor/{factor.pk}/remove").status_code == 302
    assert not Authenticator.objects.filter(user=saule).exists()
    assert Entry.objects.filter(stream=saule.id, verb="staff.factor.removed").exists()


def test_nobody_removes_somebody_elses_factor(client, world, aigerim) -> None:
    other = Client()
    sign_in(other, "aigerim")
    set_up_codes(other)
    world.account("saule", "leader")
    sign_in(client, "saule")
    factor = Authenticator.objects.get(user=aigerim, type="totp")
    assert client.post(f"/me/second-factor/{factor.pk}/remove").status_code == 404


def test_a_factor_made_in_another_session_is_asked_in_this_one(aigerim, clock) -> None:
    first, second = Client(), Client()
    sign_in(first, "aigerim")
    sign_in(second, "aigerim")
    secret = set_up_codes(first)
    clock.shift(200)
    assert second.get("/me/second-factor").headers["Location"] == "/sign-in/again/code"
    assert second.post("/sign-in/again/code?next=/welcome", {"code": code(secret)}).headers["Location"] == "/welcome"
    assert second.get("/me").status_code == 200


def test_a_record_of_somebody_elses_second_factor_is_worth_nothing(aigerim, world, rf) -> None:
    from qorgan.staff.sessions import is_second_factor_given

    records = [{"method": "mfa", "at": time.time()}]
    mine = {"_auth_user_id": "a", "account_authentication_methods_user": "a", "account_authentication_methods": records}
    assert is_second_factor_given(mine)
    assert not is_second_factor_given({**mine, "account_authentication_methods_user": "b"})
    assert not is_second_factor_given({**mine, "account_authentication_methods": [{"method": "password"}]})


def test_password_is_no_second_factor_to_add_one_later(aigerim, clock) -> None:
    """Five minutes after the password, somebody at a left computer cannot set up their own factor."""
    client = Client()
    sign_in(client, "aigerim")
    clock.shift(301)
    response = client.get("/me/second-factor/codes")
    assert response.headers["Location"].startswith("/sign-in/again?next=")
    client.post(response.headers["Location"], {"password": PASSWORD})
    assert client.get("/me/second-factor/codes").status_code == 200
