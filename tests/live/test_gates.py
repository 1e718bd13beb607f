"""Who a visitor is: every gate is asked, in order."""

from __future__ import annotations

from uuid import uuid4

import pytest

from qorgan.access.principal import Kind, Principal
from qorgan.live import gates
from qorgan.live.gates import Visitor, principals, register

STAFF = Principal(kind=Kind.PERSON, account_id=uuid4())
CHILD = Principal.bearer(uuid4(), frozenset())


@pytest.fixture(autouse=True)
def own_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "_gates", {})
    register("staff", lambda visitor: STAFF if "s" in visitor.cookies else None)
    register("helpline", lambda visitor: CHILD if "chat" in visitor.cookies else None)


def who(**cookies: str) -> list[Principal]:
    return list(principals(Visitor(cookies=cookies, headers={})))


def test_a_visitor_without_a_cookie_is_nobody() -> None:
    assert who() == []


def test_a_visitor_with_two_cookies_is_both() -> None:
    assert who(chat="x", s="y") == [STAFF, CHILD]


def test_a_gate_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        register("staff", lambda visitor: None)
