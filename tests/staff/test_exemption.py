"""A demo on one's own machine may do without a second factor, and nothing else may."""

from __future__ import annotations

import pytest
from django.test import Client

from qorgan.staff.exemption import is_exempt
from tests.staff.conftest import sign_in

GOOD = {"kind": "demo", "host": "localhost:8000", "headers": ["host", "user-agent", "cookie"]}


def test_all_four_together_exempt() -> None:
    assert is_exempt(**GOOD)
    assert is_exempt(**{**GOOD, "host": "127.0.0.1:8000"})


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "real"},
        {"kind": "training"},
        {"kind": ""},
        {"host": "qorgan.example"},
        {"host": "localhost.evil.example"},
        {"host": ""},
        {"host": "evil.example:80@localhost"},
        {"headers": ["x-forwarded-for"]},
        {"headers": ["x-forwarded-host"]},
        {"headers": ["x-forwarded-proto"]},
        {"headers": ["forwarded"]},
        {"headers": ["via"]},
        {"headers": ["x-real-ip"]},
    ],
)
def test_each_of_them_alone_is_needed(change) -> None:
    assert not is_exempt(**{**GOOD, **change})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "qorgan.example"])
def test_a_server_that_others_can_reach_is_not_exempt(settings, host) -> None:
    settings.BIND_HOST = host
    assert not is_exempt(**GOOD)


@pytest.mark.django_db
class TestTheWholeWay:
    """The same, through the pages."""

    @pytest.fixture(autouse=True)
    def aigerim(self, world):
        world.mark("demo")
        return world.account("aigerim", "counsellor", is_demo=True)

    def test_on_localhost_a_counsellor_of_the_demo_is_in_with_the_password(self) -> None:
        client = Client(headers={"host": "localhost"})
        sign_in(client, "aigerim")
        assert client.get("/me").wsgi_request.by.may("toy.box.read")

    @pytest.mark.parametrize(
        "headers",
        [
            {"host": "testserver"},
            {"host": "localhost", "x-forwarded-for": "203.0.113.5"},
            {"host": "localhost", "via": "1.1 proxy"},
            {"host": "localhost", "forwarded": "for=203.0.113.5"},
        ],
    )
    def test_through_anything_else_the_second_factor_is_due(self, headers) -> None:
        client = Client(headers=headers)
        sign_in(client, "aigerim")
        response = client.get("/me")
        assert response.headers["Location"].startswith("/me/second-factor")
        assert not response.wsgi_request.by.is_person

    def test_the_exemption_is_asked_anew_with_each_request(self) -> None:
        client = Client()
        sign_in(client, "aigerim", headers={"host": "localhost"})
        assert client.get("/me", headers={"host": "localhost"}).status_code == 200
        assert client.get("/me", headers={"host": "testserver"}).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["real", "training"])
def test_the_same_request_to_a_database_that_is_no_demo_is_not_exempt(world, kind) -> None:
    world.mark(kind)
    world.account("aigerim", "counsellor")
    client = Client(headers={"host": "localhost"})
    sign_in(client, "aigerim")
    assert client.get("/me").headers["Location"].startswith("/me/second-factor")
