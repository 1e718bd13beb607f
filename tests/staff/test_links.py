"""One-time links: opening changes nothing, a code from another channel is asked, and each works once."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from qorgan.access.refusals import RuleBroken
from qorgan.journal.models import Entry
from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions import deactivate_account, make_link, open_account
from qorgan.staff.models import Device, Link, Session
from tests.staff.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
NEW = "zhaz kelip kun zhyly"


@pytest.fixture
def dana(world):
    return open_account(by=BOOTSTRAP, username="dana", name="Дана")


def use(link, code: str = "", password: str = NEW, client: Client | None = None):
    return (client or Client()).post(
        f"/sign-in/link/{link.secret}", {"code": code or link.code, "password": password, "again": password}
    )


def test_an_invited_colleague_chooses_a_password_and_signs_in(client, dana) -> None:
    link = make_link(by=BOOTSTRAP, account=dana)
    assert Link.objects.get().purpose == "invitation"
    page = client.get(f"/sign-in/link/{link.secret}")
    assert "dana" in page.content.decode()
    assert use(link).headers["Location"] == "/sign-in?said=password-chosen"
    assert sign_in(client, "dana", NEW).status_code == 302


def test_opening_the_link_any_number_of_times_uses_it_not(client, dana) -> None:
    link = make_link(by=BOOTSTRAP, account=dana)
    for _ in range(5):
        assert client.get(f"/sign-in/link/{link.secret}").status_code == 200
        assert client.head(f"/sign-in/link/{link.secret}").status_code == 200
    assert Link.objects.get().used_at is None
    assert use(link).status_code == 302


def test_it_works_once(dana) -> None:
    link = make_link(by=BOOTSTRAP, account=dana)
    use(link)
    assert use(link, password="another row of words").status_code == 404
    dana.refresh_from_db()
    assert dana.check_password(NEW)


def test_without_the_code_of_the_other_channel_the_link_alone_opens_nothing(dana) -> None:
    link = make_link(by=BOOTSTRAP, account=dana)
    for _ in range(Link.MOST_WRONG_CODES):
        response = use(link, code="22222222")
        assert response.status_code == 422
    assert use(link).status_code == 404
    dana.refresh_from_db()
    assert not dana.has_usable_password()
    assert Entry.objects.filter(stream=dana.id, verb="staff.link.wrong_code").count() == Link.MOST_WRONG_CODES


def test_a_form_sent_again_after_a_wrong_code_is_judged_anew(client, dana) -> None:
    link = make_link(by=BOOTSTRAP, account=dana)
    form = client.get(f"/sign-in/link/{link.secret}").context["form"]
    sent = {"once": str(form["once"].value()), "password": NEW, "again": NEW}
    assert client.post(f"/sign-in/link/{link.secret}", {**sent, "code": "22222222"}).status_code == 422
    assert client.post(f"/sign-in/link/{link.secret}", {**sent, "code": link.code}).status_code == 302


def test_a_new_link_ends_the_earlier_one(dana) -> None:
    first = make_link(by=BOOTSTRAP, account=dana)
    second = make_link(by=BOOTSTRAP, account=dana)
    assert use(first).status_code == 404
    assert use(second).status_code == 302


def test_after_three_days_it_is_dead_and_looks_like_one_that_never_was(client, dana) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC), tick=False) as clock:
        link = make_link(by=BOOTSTRAP, account=dana)
        clock.shift(72 * 3600 + 1)
        dead = client.get(f"/sign-in/link/{link.secret}")
        never = client.get("/sign-in/link/there-never-was-such-a-link")
    assert dead.status_code == never.status_code == 404
    assert dead.context["link"] is never.context["link"] is None


def test_the_password_is_judged(dana) -> None:
    link = make_link(by=BOOTSTRAP, account=dana)
    assert "tried early" in use(link, password="danadanadanadana").content.decode()
    differing = Client().post(f"/sign-in/link/{link.secret}", {"code": link.code, "password": NEW, "again": PASSWORD})
    assert "differ" in differing.content.decode()
    assert Link.objects.get().used_at is None


def test_neither_half_stands_in_the_database(dana) -> None:
    link = make_link(by=BOOTSTRAP, account=dana)
    kept = Link.objects.values().get()
    assert link.secret.encode() not in bytes(kept["secret_hash"])
    assert link.code not in str(kept)
    assert repr(link).count(link.secret) == repr(link).count(link.code) == 0


def test_recovery_ends_sessions_and_known_devices_and_keeps_the_second_factor(world) -> None:
    saule = world.account("saule", "leader")
    lost = Client()
    sign_in(lost, "saule")
    Authenticator.objects.create(user=saule, type="totp", data={})
    saule.refresh_from_db()
    link = make_link(by=BOOTSTRAP, account=saule)
    assert Link.objects.get().purpose == "recovery"
    use(link)
    assert lost.get("/me").status_code == 302
    assert not Session.objects.filter(account_id=saule.id).exists()
    assert not Device.objects.filter(account=saule).exists()
    assert Authenticator.objects.filter(user=saule).count() == 1


def test_only_when_used_does_a_link_take_the_lost_second_factor_away(world) -> None:
    saule = world.account("saule", "leader")
    Authenticator.objects.create(user=saule, type="totp", data={})
    link = make_link(by=BOOTSTRAP, account=saule, clears_second_factor=True)
    assert Authenticator.objects.filter(user=saule).exists()
    use(link)
    assert not Authenticator.objects.filter(user=saule).exists()


def test_a_closed_account_has_no_link(dana) -> None:
    link = make_link(by=BOOTSTRAP, account=dana)
    deactivate_account(by=BOOTSTRAP, account=dana)
    assert use(link).status_code == 404
    with pytest.raises(RuleBroken):
        make_link(by=BOOTSTRAP, account=dana)


def test_the_administrators_page_shows_both_halves_once(client, world) -> None:
    world.account("timur", "administrator")
    dana = open_account(by=BOOTSTRAP, username="dana", name="Дана")
    sign_in(client, "timur")
    address = f"/accounts/{dana.ref}/link"
    assert client.get(address).status_code == 200
    assert not Link.objects.exists()
    made = client.post(address, {}).context["made"]
    assert use(made).status_code == 302
    assert made.code not in client.get(address).content.decode()


def test_codes_of_links_are_not_tried_in_a_row_from_one_source(world) -> None:
    links = [make_link(by=BOOTSTRAP, account=world.account(f"person-{number}")) for number in range(6)]
    answers = [use(link, code="22222222") for link in links for _ in range(4)]
    assert "Too many attempts" in answers[-1].content.decode()


def test_a_link_that_dies_between_form_and_answer_is_said_on_the_form(dana, monkeypatch) -> None:
    link = make_link(by=BOOTSTRAP, account=dana)
    monkeypatch.setattr("qorgan.staff.actions.link.is_alive", lambda found: False)
    monkeypatch.setattr("qorgan.staff.pages.sign_in.links.find", lambda secret: Link.objects.get())
    response = use(link)
    assert response.status_code == 422
    assert "no longer works" in response.content.decode()
