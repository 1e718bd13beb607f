"""What a database is for is said once; invented people live only among invented people."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from qorgan.access.refusals import RuleBroken
from qorgan.journal.models import Entry
from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions import (
    DemoPerson,
    create_demo_accounts,
    create_first_administrator,
    mark_installation,
    open_account,
)
from qorgan.staff.events import INSTALLATION
from qorgan.staff.models import Account, Installation
from tests.staff.conftest import sign_in

pytestmark = pytest.mark.django_db


def demo(world, **given) -> DemoPerson:
    return DemoPerson(
        **{
            "username": "demo-saule",
            "password": "short",
            "name": "Invented",
            "role": "leader",
            "organisation": world.line,
            **given,
        }
    )


def test_it_is_said_once(world, owner) -> None:
    world.mark("demo")
    with owner(), pytest.raises(RuleBroken):
        mark_installation(by=BOOTSTRAP, kind="real")
    assert Entry.objects.get(stream=INSTALLATION).verb == "staff.installation.marked"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff_installation SET kind = 'demo'",
        "DELETE FROM staff_installation",
        "TRUNCATE staff_installation",
        "INSERT INTO staff_installation (id, kind, made_at) VALUES (2, 'demo', now())",
        "INSERT INTO staff_installation (id, kind, made_at) VALUES (1, 'demo', now())",
    ],
)
def test_not_even_the_owner_of_the_tables_says_otherwise_later(world, owner, statement) -> None:
    world.mark("real")
    with owner(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Installation.objects.get().kind == "real"


def test_the_pages_cannot_say_it_at_all(world) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Installation.objects.create(kind="demo")


@pytest.mark.parametrize("kind", ["", "real"])
def test_there_is_no_invented_account_among_real_ones(world, kind) -> None:
    if kind:
        world.mark(kind)
    with pytest.raises(RuleBroken):
        create_demo_accounts(by=BOOTSTRAP, people=[demo(world)])
    with pytest.raises(DatabaseError, match="invented"), transaction.atomic():
        open_account(by=BOOTSTRAP, username="sneaky", name="x", is_demo=True)


def test_without_the_trigger_the_same_would_succeed(world, owner) -> None:
    """The planted fault: the trigger is what refuses."""
    with owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE staff_account DISABLE TRIGGER staff_account_demo")
    assert open_account(by=BOOTSTRAP, username="sneaky", name="x", is_demo=True).is_demo


@pytest.mark.parametrize("kind", ["demo", "training"])
def test_a_database_of_invented_data_takes_them_and_prints_how_to_sign_in(client, world, kind) -> None:
    world.mark(kind)
    made = create_demo_accounts(by=BOOTSTRAP, people=[demo(world)])
    assert made == [{"role": "leader", "username": "demo-saule", "password": "short"}]
    assert sign_in(client, "demo-saule", "short").status_code == 302


def test_an_account_stays_invented_or_real(world) -> None:
    world.mark("demo")
    real = world.account("saule")
    with pytest.raises(DatabaseError, match="for good"), transaction.atomic():
        Account.objects.filter(pk=real.pk).update(is_demo=True)


def test_the_first_administrator_may_come_before_any_organisation(client, world) -> None:
    account = create_first_administrator(by=BOOTSTRAP, username="Timur", password="kerege uyk shanyrak", name="Тимур")
    assert account.username == "timur"
    by = world.principal(account)
    assert by.may("staff.account.manage")
    assert by.organisations == frozenset()
    with pytest.raises(RuleBroken, match="accounts already"):
        create_first_administrator(by=BOOTSTRAP, username="second", password="kerege uyk shanyrak")


def test_the_first_administrators_password_is_judged_like_any_other(world) -> None:
    with pytest.raises(RuleBroken) as caught:
        create_first_administrator(by=BOOTSTRAP, username="timur", password="timurtimurtimur1")
    assert caught.value.field == "password"
    assert not Account.objects.exists()


def test_every_page_of_a_demo_says_that_it_is_invented(client, world) -> None:
    assert "q-invented" not in client.get("/sign-in").content.decode()
    world.mark("demo")
    assert "q-invented" in client.get("/sign-in").content.decode()
