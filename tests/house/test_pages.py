"""Every route × every role, and nobody: who may open it is what its page declares, and hidden equals absent."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from qorgan.access.permissions import known
from qorgan.access.principal import Principal
from qorgan.staff import sessions
from qorgan.staff.access import EVERY_ROLE
from qorgan.staff.models import Account
from qorgan.ui import pages
from qorgan.ui.pages import PUBLIC, SIGNED_IN
from qorgan.vault.keys import new_key
from tests.house.routes import Route, routes, undeclared

pytestmark = pytest.mark.django_db
ROUTES = list(routes())
ROLES: dict[str, frozenset[str]] = {
    role["key"]: frozenset(role["permissions"])
    for role in tomllib.loads((settings.PACK / "roles.toml").read_text(encoding="utf-8"))["role"]
}
AGAIN = "/sign-in"
ANSWERS_TO_FORMS = {200, 204, 302, 303, 400, 403, 404, 409, 422, 429}
UNKNOWN = "/there-is-no-such-address"
CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^}]*\}|next=[^"&]*|\?[^"]*lang=[^"]*')


@pytest.fixture
def seated(cast, owner, monkeypatch):
    """A browser in which somebody with exactly the permissions of a role has signed in."""

    def seat(role: str) -> tuple[Client, Principal]:
        by = cast.person(*(ROLES[role] & known().keys() | set(EVERY_ROLE)))
        with owner():
            new_key(subject=by.account_id, scope="staff.account")
            Account.objects.create(id=by.account_id, username=by.account_id.hex, name="Айгерім")
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = "x"
        monkeypatch.setattr(sessions, "of_request", lambda request: sessions.SignedIn(sessions.State.IN, by, by))
        return client, by

    return seat


def expected(route: Route, by: Principal) -> bool:
    """The table: may `by` come as far as the view?"""
    assert route.page is not None
    needs = route.page.needs
    return needs == PUBLIC or (needs == SIGNED_IN and by.is_person) or needs in by.permissions


def ask(client: Client, route: Route, method: str) -> HttpResponse:
    return client.generic(method, route.example)


def test_every_route_declares_who_may_open_it() -> None:
    assert undeclared(ROUTES) == []


def test_a_view_that_declares_nothing_makes_the_guard_red() -> None:
    """The planted fault."""

    def bare(request: Any) -> HttpResponse:
        return HttpResponse("everything")

    found = undeclared(list(routes([path("bare", bare)])))
    assert len(found) == 1
    assert found[0].startswith("bare: ")


def test_every_need_is_a_permission_that_a_room_declares() -> None:
    needs = {route.page.needs for route in ROUTES if route.page}
    assert needs - {PUBLIC, SIGNED_IN} - known().keys() == set()


def gate(role: str, client: Client, by: Principal, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What differs from the table when every route is asked by every method it takes; views are not run."""
    reached: list[bool] = []

    def answer(*_: Any) -> HttpResponse:
        reached.append(True)
        return HttpResponse("reached")

    monkeypatch.setattr(pages, "_answer", answer)
    wrong = []
    absent = _shape(client.get(UNKNOWN))
    for route in ROUTES:
        assert route.page is not None
        for method in route.page.methods:
            reached.clear()
            response = ask(client, route, method)
            if expected(route, by) != bool(reached):
                wrong.append(f"{role}: {method} {route.written} {'was' if reached else 'was not'} let in")
            elif not reached and by.is_person and _shape(response) != absent:
                wrong.append(f"{role}: {method} {route.written} is refused otherwise than an unknown address")
            elif not reached and not by.is_person and not _is_sent_to_sign_in(response):
                wrong.append(f"{role}: {method} {route.written} is not sent to sign-in: {response.status_code}")
    return wrong


def _shape(response: HttpResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Status, headers and body, without what differs on every page: the form's token and the page's own address."""
    headers = sorted((name, value) for name, value in response.items() if name != "Set-Cookie")
    return response.status_code, CHANGING.sub(b"", response.content), headers


def _is_sent_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("role", ROLES)
def test_every_route_lets_in_a_role_exactly_as_its_need_says(role: str, seated, monkeypatch) -> None:
    client, by = seated(role)
    assert gate(role, client, by, monkeypatch) == []


def test_nobody_opens_public_pages_alone_and_is_sent_to_sign_in_elsewhere(client, monkeypatch) -> None:
    assert gate("nobody", client, Principal.nobody(), monkeypatch) == []


def test_a_gate_that_lets_everybody_in_makes_the_table_red(seated, monkeypatch) -> None:
    """The planted fault: without `_refuse` the same walk finds every route that the role may not open."""
    client, by = seated("administrator")
    monkeypatch.setattr(pages, "_refuse", lambda *_: None)
    closed = [route for route in ROUTES if not expected(route, by)]
    assert closed
    assert len(gate("administrator", client, by, monkeypatch)) == sum(len(route.page.methods) for route in closed)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_a_role_may_open_answers_without_a_fault(role: str, seated) -> None:
    """Real views; an exception of a view fails the test by itself. What names nothing is absent."""
    client, by = seated(role)
    answered = {
        route.written: _outcome(client.get(route.example))
        for route in ROUTES
        if route.page and "GET" in route.page.methods and expected(route, by)
    }
    assert {path: status for path, status in answered.items() if status not in (AGAIN, 200, 204, 302, 303, 400, 404)} == {}
    hidden = {route.written for route in ROUTES if "<slug:ref>" in route.written} & answered.keys()
    assert {path: answered[path] for path in hidden if answered[path] not in (404, AGAIN)} == {}


@pytest.mark.parametrize("role", ROLES)
def test_an_empty_form_sent_to_any_page_is_answered_without_a_fault(role: str, seated) -> None:
    """Nothing filled in, nothing named: words on the form, a way on, or the 404 of what is absent."""
    client, by = seated(role)
    answered = {
        route.written: client.post(route.example, {}).status_code
        for route in ROUTES
        if route.page and "POST" in route.page.methods and expected(route, by)
    }
    assert {path: status for path, status in answered.items() if status not in ANSWERS_TO_FORMS} == {}


def _outcome(response: HttpResponse) -> int | str:
    """The status; or that the password is asked for again, which comes before any record is looked for."""
    return AGAIN if response.status_code == 302 and response["Location"].startswith(AGAIN) else response.status_code


def test_a_method_that_a_page_does_not_take_is_refused(client) -> None:
    wrong = [route.written for route in ROUTES if ask(client, route, "DELETE").status_code != 405]
    assert wrong == []
