"""The register of accounts: who sees whom, who may do what, and the same number of queries for one and for thirty."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.models import Entry
from qorgan.staff import queries
from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions import deactivate_account, end_sessions, open_account
from qorgan.staff.models import Account, Membership, Session
from tests.staff.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def timur(world, client):
    made = world.account("timur", "administrator", at=world.ministry)
    sign_in(client, "timur")
    return made


def names(by) -> set[str]:
    return set(queries.accounts(by).values_list("username", flat=True))


def test_who_sees_whom(world, timur) -> None:
    saule = world.account("saule", "leader")
    aigerim = world.account("aigerim", "counsellor")
    world.account("dana", "counsellor", at=world.ministry)
    ermek = world.account("ermek")
    everybody = {"timur", "saule", "aigerim", "dana", "ermek"}
    assert names(world.principal(timur)) == everybody
    assert names(world.principal(saule)) == {"saule", "aigerim"}
    assert names(world.principal(aigerim)) == {"aigerim"}
    assert names(world.principal(ermek)) == {"ermek"}


def test_a_hidden_account_and_one_that_is_not_there_are_answered_alike(world) -> None:
    world.account("saule", "leader")
    dana = world.account("dana", "counsellor", at=world.ministry)
    client = Client()
    sign_in(client, "saule")
    hidden, absent = client.get(f"/accounts/{dana.ref}"), client.get("/accounts/2222222222222222")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_a_leader_ends_the_sessions_of_their_own_people_at_once_and_of_nobody_else(world) -> None:
    saule = world.account("saule", "leader")
    own, foreign = world.account("own", "member"), world.account("foreign", "member", at=world.ministry)
    clients = {account.username: Client() for account in (saule, own, foreign)}
    for name, one in clients.items():
        sign_in(one, name)
    clients["saule"].post(f"/accounts/{own.ref}/sessions/end")
    assert clients["saule"].post(f"/accounts/{foreign.ref}/sessions/end").status_code == 404
    assert clients["own"].get("/me").status_code == 302
    assert clients["foreign"].get("/me").status_code == 200
    with pytest.raises(Refused):
        end_sessions(by=world.principal(saule), account=foreign)
    assert Entry.objects.get(stream=own.id, verb="staff.session.ended").actor == saule.id


def test_an_administrator_opens_an_account_through_the_pages(client, world, timur) -> None:
    form = {
        "username": "Dana.K",
        "name": "Дана Ким",
        "alias": "Дана апай",
        "language": "ru",
        "phone": "8 701 123 45 67",
        "mail": "dana@line.example",
    }
    response = client.post("/accounts/new", form)
    dana = Account.objects.get(username="dana.k")
    assert response.headers["Location"] == f"/accounts/{dana.ref}/link"
    assert (dana.name, dana.phone, dana.mail) == ("Дана Ким", "+77011234567", "dana@line.example")
    assert not dana.has_usable_password()
    assert client.get(f"/accounts/{dana.ref}").status_code == 200


@pytest.mark.parametrize("username", ["dana@line.example", "Дана", "ab", "-dana", "d ana"])
def test_a_sign_in_name_is_no_mail_address_and_no_real_name(client, world, timur, username) -> None:
    response = client.post("/accounts/new", {"username": username, "name": "x", "language": "kk"})
    assert response.status_code == 422
    assert Account.objects.count() == 1


def test_a_name_that_is_taken_is_said_on_its_field(client, world, timur) -> None:
    response = client.post("/accounts/new", {"username": "timur", "name": "x", "language": "kk"})
    assert response.context["form"].errors["username"]


def test_changing_closing_and_opening_again(client, world, timur) -> None:
    dana = world.account("dana", "leader")
    victim = Client()
    sign_in(victim, "dana")
    base = f"/accounts/{dana.ref}"
    assert client.get(f"{base}/change").status_code == 200
    client.post(f"{base}/change", {"name": "Дана Өзгерген", "alias": "", "language": "kk", "phone": "", "mail": ""})
    dana.refresh_from_db()
    assert dana.name == "Дана Өзгерген"
    client.post(f"{base}/close", {})
    assert victim.get("/me").status_code == 302
    assert sign_in(victim, "dana").status_code == 422
    client.post(f"{base}/close", {})
    assert sign_in(victim, "dana").status_code == 302
    verbs = set(Entry.objects.filter(stream=dana.id).values_list("verb", flat=True))
    assert {"staff.account.changed", "staff.account.deactivated", "staff.account.activated"} <= verbs


def test_nobody_closes_their_own_account(world, timur) -> None:
    with pytest.raises(RuleBroken, match="their own"):
        deactivate_account(by=world.principal(timur), account=timur)


def test_a_role_is_given_and_ended_through_the_pages(client, world, timur) -> None:
    dana = world.account("dana")
    first = client.get(f"/accounts/{dana.ref}/roles/new")
    assert first.status_code == 200
    address = f"/accounts/{dana.ref}/roles/new?role=leader&find=LINE"
    assert [label for _key, label in client.get(address).context["choices"]] == ["The line"]
    today = timezone.localdate().isoformat()
    client.post(address, {"organisation": str(world.line.id), "since": today, "until": "", "reason": "Order 7"})
    membership = Membership.objects.get(account=dana)
    assert (membership.role_id, membership.reason, membership.granted_by) == ("leader", "Order 7", timur.id)
    page = client.get(f"/accounts/{dana.ref}").content.decode()
    assert "Order 7" in page
    assert client.get(f"/memberships/{membership.ref}/end").status_code == 200
    client.post(f"/memberships/{membership.ref}/end", {"reason": "Order 9"})
    membership.refresh_from_db()
    assert (membership.end_reason, membership.ended_by) == ("Order 9", timur.id)
    assert client.post(f"/memberships/{membership.ref}/end", {"reason": "again"}).status_code == 422


def test_the_last_day_of_a_role_is_included(client, world, timur) -> None:
    dana = world.account("dana")
    day = timezone.localdate() + datetime.timedelta(days=3)
    client.post(
        f"/accounts/{dana.ref}/roles/new?role=leader",
        {
            "organisation": str(world.line.id),
            "since": timezone.localdate().isoformat(),
            "until": day.isoformat(),
            "reason": "x",
        },
    )
    assert (
        timezone.localtime(Membership.objects.get().ends_at).date() == day + datetime.timedelta(days=1)
        if Membership.objects.count() == 1
        else Membership.objects.get(account=dana).ends_at is not None
    )


def test_a_broken_rule_is_shown_on_the_form(client, world, timur) -> None:
    dana = world.account("dana")
    response = client.post(
        f"/accounts/{dana.ref}/roles/new?role=psychologist",
        {"organisation": str(world.line.id), "since": timezone.localdate().isoformat(), "reason": "x"},
    )
    assert response.status_code == 422
    assert "register of psychologists" in response.content.decode()


PAGES = [
    "/accounts",
    "/accounts/{ref}",
    "/accounts/new",
    "/accounts/{ref}/change",
    "/accounts/{ref}/register",
    "/accounts/{ref}/close",
    "/accounts/{ref}/link",
    "/accounts/{ref}/roles/new",
    "/memberships/{membership}/end",
    "/roles",
]
OF_LEADER = {"/accounts", "/accounts/{ref}"}


@pytest.mark.parametrize("address", PAGES)
def test_every_page_for_every_role(world, address) -> None:
    world.mark("demo")
    target = world.account("target", "member")
    filled = address.format(ref=target.ref, membership=Membership.objects.get(account=target).ref)
    for role, expected in (
        ("administrator", 200),
        ("leader", 200 if address in OF_LEADER else 404),
        ("counsellor", 404),
        ("member", 404),
        ("", 404),
    ):
        who = world.account(f"who-{role or 'none'}", *([role] if role else []))
        client = Client(headers={"host": "localhost"})
        sign_in(client, who.username)
        assert client.get(filled).status_code == expected, role
    assert Client().get(filled).headers["Location"].startswith("/sign-in")


def test_what_is_sensitive_asks_an_administrator_once_more_after_five_minutes(world) -> None:
    world.account("timur", "administrator")
    target = world.account("target", "member")
    client = Client()
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False) as clock:
        sign_in(client, "timur")
        clock.shift(301)
        for address in PAGES[2:9]:
            filled = address.format(ref=target.ref, membership=Membership.objects.get(account=target).ref)
            assert client.get(filled).headers["Location"].startswith("/sign-in/again"), address
        assert client.get("/accounts").status_code == 200


def test_one_row_and_thirty_rows_cost_the_same_number_of_queries(client, world, timur) -> None:
    client.get("/accounts")
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert client.get("/accounts").status_code == 200
    for number in range(30):
        world.account(f"person-{number}", "leader")
        Session.objects.create(session_key=f"k{number}", session_data="", expire_date=timezone.now())
    with CaptureQueriesContext(connection) as thirty:
        assert client.get("/accounts?size=50").status_code == 200
    assert len(one) == len(thirty)


def test_the_account_page_costs_the_same_however_long_its_history_is(client, world, timur) -> None:
    target = world.account("target", "member")
    client.get(f"/accounts/{target.ref}")
    with CaptureQueriesContext(connection) as short:
        client.get(f"/accounts/{target.ref}")
    for number in range(10):
        world.grant(
            target,
            "member",
            world.ministry,
            since=timezone.now() + datetime.timedelta(days=10 * number + 1),
            until=timezone.now() + datetime.timedelta(days=10 * number + 2),
            reason=f"order {number}",
        )
        sign_in(Client(), "target")
    with CaptureQueriesContext(connection) as long:
        client.get(f"/accounts/{target.ref}")
    assert len(long) <= len(short) + 1  # the first sealed reason opens the account's key


def test_opening_an_account_writes_down_who_read_it(client, world, timur) -> None:
    target = world.account("target", "member")
    client.get(f"/accounts/{target.ref}")
    entry = Entry.objects.filter(stream=timur.id, about__contains=[target.id]).latest("seq")
    assert entry.actor == timur.id


def test_the_list_shows_no_real_name_and_its_file_holds_none(client, world, timur) -> None:
    world.account("target", "member", name="Құпия Есім")
    assert "Құпия" not in client.get("/accounts").content.decode()
    assert "Құпия" not in client.get("/accounts?export=csv").content.decode("utf-8-sig")


def test_names_of_colleagues_come_with_two_queries(world) -> None:
    ids = [world.account(f"person-{number}", name=f"Name {number}").id for number in range(5)]
    from qorgan.vault.keys import opened

    with opened(), CaptureQueriesContext(connection) as asked:
        assert sorted(queries.names_of(ids).values()) == [f"Name {number}" for number in range(5)]
    assert len(asked) == 2


def test_the_foot_of_the_side_says_who_i_am_and_in_which_role(client, world, timur) -> None:
    text = client.get("/accounts?lang=en").content.decode()
    assert "Серікова Айару" in text
    assert "Administrator" in text
    assert "The ministry" in text


def test_an_account_without_a_key_signs_in_name(world) -> None:
    bare = open_account(by=BOOTSTRAP, username="bare", name="")
    assert bare.shown_name == "bare"
    assert str(bare) == "bare"
    assert PASSWORD not in repr(bare)


def test_the_number_in_the_register_is_kept_sealed_and_shown(client, world, timur) -> None:
    dana = world.account("dana")
    client.post(f"/accounts/{dana.ref}/register", {"number": "PS-17", "checked_on": "2026-11-02"})
    dana.refresh_from_db()
    assert (dana.register_number, dana.register_checked_on) == ("PS-17", datetime.date(2026, 11, 2))
    assert "PS-17" in client.get(f"/accounts/{dana.ref}").content.decode()


def test_an_account_is_found_by_the_name_it_signs_in_with(world, timur) -> None:
    assert Account.objects.get_by_natural_key("TIMUR") == timur
    assert list(Account.objects.active()) == [timur]
