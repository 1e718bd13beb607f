"""Another system's sign-in: only for linked accounts, of which the subject's hash is kept and nothing else."""

from __future__ import annotations

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.test import Client

from qorgan.access.refusals import RuleBroken
from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions import deactivate_account, link_subject
from qorgan.staff.models import Account
from tests.staff.conftest import sign_in
from tests.staff.provider import provider

pytestmark = pytest.mark.django_db
SUBJECT = "880101300123"  # shaped like an identity number, which a state's provider may put there


@pytest.fixture
def elsewhere(settings):
    """A provider on the loopback."""
    with provider() as found:
        settings.OIDC_APP = {
            "provider_id": "state",
            "name": "The state's sign-in",
            "client_id": "qorgan",
            "secret": "s3cret",
            "settings": {"server_url": found.address, "fetch_userinfo": False, "oauth_pkce_enabled": True},
        }
        yield found


def come_in(client: Client, elsewhere, subject: str = SUBJECT, **claims):
    """Goes there and comes back, as a browser does."""
    away = client.get("/sign-in/with/state").headers["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away).query).items()}
    code = elsewhere.agree(asked, subject, **claims)
    return asked, client.get("/sign-in/with/state/back", {"code": code, "state": asked["state"]})


def test_without_a_provider_there_is_no_such_way(client) -> None:
    assert client.get("/sign-in/with/state").status_code == 404
    assert "sign-in/with" not in client.get("/sign-in").content.decode()


def test_a_linked_account_comes_in_and_nothing_but_the_subjects_hash_is_kept(client, world, elsewhere) -> None:
    saule = world.account("saule", "leader")
    link_subject(by=BOOTSTRAP, account=saule, provider="state", subject=SUBJECT)
    assert "The state&#x27;s sign-in" in client.get("/sign-in").content.decode()
    asked, response = come_in(client, elsewhere, email="saule@state.example", name="Сәуле Ахметова")
    assert asked["scope"] == "openid"
    assert "code_challenge" in asked
    assert response.headers["Location"] == "/welcome"
    assert client.get("/me").wsgi_request.by.account_id == saule.id
    kept = str(list(SocialAccount.objects.values())) + str(dict(client.session.items()))
    for secret in (SUBJECT, "saule@state.example", "Сәуле"):
        assert secret not in kept
    assert not SocialToken.objects.exists()
    assert not SocialApp.objects.exists()


def test_somebody_whom_no_account_is_linked_to_is_told_so_and_no_account_is_made(client, world, elsewhere) -> None:
    world.account("saule", "leader")
    _asked, response = come_in(client, elsewhere, email="saule@state.example", preferred_username="saule")
    assert response.headers["Location"] == "/sign-in?said=not-linked"
    assert Account.objects.count() == 1
    assert client.get("/me").status_code == 302


def test_a_closed_account_stays_closed(client, world, elsewhere) -> None:
    saule = world.account("saule", "leader")
    link_subject(by=BOOTSTRAP, account=saule, provider="state", subject=SUBJECT)
    deactivate_account(by=BOOTSTRAP, account=saule)
    _asked, response = come_in(client, elsewhere)
    assert response.headers["Location"] == "/sign-in?said=not-linked"


def test_the_second_factor_is_asked_all_the_same(client, world, elsewhere) -> None:
    aigerim = world.account("aigerim", "counsellor")
    link_subject(by=BOOTSTRAP, account=aigerim, provider="state", subject=SUBJECT)
    come_in(client, elsewhere)
    assert client.get("/me").headers["Location"].startswith("/me/second-factor")


def test_a_refusal_over_there_is_said_in_words(client, world, elsewhere) -> None:
    away = client.get("/sign-in/with/state").headers["Location"]
    state = parse_qs(urlsplit(away).query)["state"][0]
    response = client.get("/sign-in/with/state/back", {"error": "access_denied", "state": state})
    assert response.headers["Location"] == "/sign-in?said=elsewhere-failed"


def test_an_answer_to_a_question_that_this_browser_never_asked_is_refused(world, elsewhere) -> None:
    saule = world.account("saule", "leader")
    link_subject(by=BOOTSTRAP, account=saule, provider="state", subject=SUBJECT)
    attacker, victim = Client(), Client()
    away = attacker.get("/sign-in/with/state").headers["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away).query).items()}
    code = elsewhere.agree(asked, SUBJECT)
    response = victim.get("/sign-in/with/state/back", {"code": code, "state": asked["state"]})
    assert response.headers["Location"] == "/sign-in?said=elsewhere-failed"
    assert victim.get("/me").status_code == 302


def test_nobody_links_themselves(client, world, elsewhere) -> None:
    """The library's own way of connecting an account is closed, for a free subject and for somebody else's."""
    saule, other = world.account("saule", "leader"), world.account("other", "leader")
    link_subject(by=BOOTSTRAP, account=other, provider="state", subject="taken")
    sign_in(client, "saule")
    for subject in (SUBJECT, "taken"):
        away = client.get("/sign-in/with/state?process=connect").headers["Location"]
        asked = {name: values[0] for name, values in parse_qs(urlsplit(away).query).items()}
        code = elsewhere.agree(asked, subject)
        response = client.get("/sign-in/with/state/back", {"code": code, "state": asked["state"]})
        assert response.headers["Location"] == "/sign-in?said=not-linked"
    assert not SocialAccount.objects.filter(user=saule).exists()


def test_who_has_no_password_here_proves_themselves_over_there_once_more(client, world, elsewhere) -> None:
    saule = world.account("saule", "leader")
    saule.set_unusable_password()
    saule.save(update_fields=["password"])
    link_subject(by=BOOTSTRAP, account=saule, provider="state", subject=SUBJECT)
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False) as clock:
        come_in(client, elsewhere)
        assert client.get("/me/password").status_code == 200
        clock.shift(301)
        where = client.get("/me/password").headers["Location"]
        assert where == "/sign-in/with/state?next=/me/password"
        asked = {name: values[0] for name, values in parse_qs(urlsplit(client.get(where).headers["Location"]).query).items()}
        code = elsewhere.agree(asked, SUBJECT)
        back = client.get("/sign-in/with/state/back", {"code": code, "state": asked["state"]})
        assert back.headers["Location"] == "/me/password"
        assert client.get("/me/password").status_code == 200


def test_one_person_over_there_is_one_account_here(world) -> None:
    first, second = world.account("first"), world.account("second")
    link_subject(by=BOOTSTRAP, account=first, provider="state", subject=SUBJECT)
    with pytest.raises(RuleBroken):
        link_subject(by=BOOTSTRAP, account=second, provider="state", subject=SUBJECT)
    link_subject(by=BOOTSTRAP, account=first, provider="state", subject="")
    link_subject(by=BOOTSTRAP, account=second, provider="state", subject=SUBJECT)
    assert SocialAccount.objects.get().user_id == second.id


def test_the_administrators_page_links(client, world, elsewhere) -> None:
    world.account("timur", "administrator")
    saule = world.account("saule", "leader")
    sign_in(client, "timur")
    assert client.get(f"/accounts/{saule.ref}/subject").status_code == 200
    client.post(f"/accounts/{saule.ref}/subject", {"subject": SUBJECT})
    assert SocialAccount.objects.get(user=saule).uid != SUBJECT
