"""The live room meets the same rules as the pages, and hears at once when a right ends."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qorgan.live.gates import Visitor
from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions import deactivate_account, end_membership, make_link, use_link
from qorgan.staff.gates import staff_session
from qorgan.staff.models import Link, Membership, Session
from qorgan.staff.principals import only_own
from tests.staff.conftest import sign_in

pytestmark = pytest.mark.django_db


def visitor(client: Client, **headers: str) -> Visitor:
    return Visitor(
        cookies={name: morsel.value for name, morsel in client.cookies.items()},
        headers={"host": "localhost", **headers},
    )


@pytest.fixture
def saule(world, client):
    made = world.account("saule", "leader")
    sign_in(client, "saule")
    return made


def told(act) -> list[str]:
    """The payloads of the notifications that something sends."""
    with CaptureQueriesContext(connection) as asked:
        act()
    return [query["sql"] for query in asked if "pg_notify" in query["sql"]]


def test_a_signed_in_person_is_the_same_principal_as_on_a_page(client, saule) -> None:
    by = staff_session(visitor(client))
    assert by is not None
    assert by == client.get("/me").wsgi_request.by


def test_nobody_without_a_session_and_nobody_with_a_made_up_one(client, saule) -> None:
    assert staff_session(Visitor(cookies={}, headers={})) is None
    assert staff_session(Visitor(cookies={settings.SESSION_COOKIE_NAME: "x" * 32}, headers={})) is None


def test_half_signed_in_hears_nothing(world) -> None:
    client = Client()
    world.account("aigerim", "counsellor")
    sign_in(client, "aigerim")
    assert staff_session(visitor(client)) is None


def test_the_exemption_of_the_demo_holds_here_as_there(world) -> None:
    world.mark("demo")
    client = Client(headers={"host": "localhost"})
    world.account("aigerim", "counsellor")
    sign_in(client, "aigerim")
    assert staff_session(visitor(client)) is not None
    assert staff_session(visitor(client, **{"x-forwarded-for": "203.0.113.4"})) is None
    assert staff_session(visitor(client, host="qorgan.example")) is None


def test_listening_writes_nothing_and_does_not_keep_a_session_alive(client, saule) -> None:
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False) as clock:
        before = Session.objects.values().get(account_id=saule.id)
        for _ in range(6):
            clock.shift(settings.SESSION_IDLE / 7)
            assert staff_session(visitor(client)) is not None
        clock.shift(settings.SESSION_IDLE / 3)
        assert staff_session(visitor(client)) is None
        assert Session.objects.values().get(account_id=saule.id) == before


@pytest.mark.parametrize("ending", ["close", "leader", "sign_out", "membership", "role", "link", "sessions"])
def test_whatever_ends_a_right_has_open_streams_asked_again(client, world, saule, ending) -> None:
    membership = Membership.objects.get(account=saule)
    link = make_link(by=BOOTSTRAP, account=saule)
    world.account("bolat", "leader")
    bolat = Client()
    sign_in(bolat, "bolat")
    acts = {
        "close": lambda: deactivate_account(by=BOOTSTRAP, account=saule),
        "leader": lambda: bolat.post(f"/accounts/{saule.ref}/sessions/end"),
        "sign_out": lambda: client.post("/sign-out"),
        "membership": lambda: end_membership(by=BOOTSTRAP, membership=membership),
        "role": lambda: client.post("/me/role", {"standing": membership.ref}),
        "link": lambda: use_link(by=only_own(saule.id), link=Link.objects.get(), code=link.code, password="zhaz kelip kun"),
        "sessions": lambda: client.post("/me/sessions/end", {}),
    }
    sent = told(acts[ending])
    assert any(str(saule.id) in line for line in sent)
    by = staff_session(visitor(client))
    expected = ending in ("role", "sessions") or (ending == "membership")
    assert (by is not None) == expected
    if ending == "membership":
        assert by.role == ""
