"""Requests without a key and with a wrong one are counted for their source, and no address is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from qorgan.directory.loading import load_directory
from qorgan.staff import api_keys, throttle
from qorgan.staff.models import Attempt
from qorgan.ui.api.house import description

pytestmark = pytest.mark.django_db
HERE, THERE = "203.0.113.7", "203.0.113.8"
WRONG = {"Authorization": "Bearer qk_zzzzzzzzzzzzzzzz_" + "a" * 32}
OPEN = ["/api/v1/services", "/api/v1/places", "/api/v1/organisations", "/api/v1/openapi.json"]


@pytest.fixture(autouse=True)
def narrow(monkeypatch) -> None:
    load_directory()
    monkeypatch.setattr(settings, "API_OPEN_PER_MINUTE", 6)
    monkeypatch.setattr(api_keys, "OPEN_BURST", 3)


def ask(path: str, source: str = HERE, **headers: str) -> Any:
    return Client().get(path, REMOTE_ADDR=source, headers={"Accept-Language": "en", **headers})


def of_source(source: str = HERE, times: int = 4) -> list[int]:
    return [ask(OPEN[turn % len(OPEN)], source).status_code for turn in range(times)]


def test_one_source_has_one_allowance_for_all_open_routes_and_the_description() -> None:
    assert of_source() == [200, 200, 200, 429]
    assert of_source(THERE, 3) == [200, 200, 200]


@pytest.mark.parametrize("path", OPEN)
def test_a_refusal_says_when_to_come_again(path) -> None:
    of_source()
    refused = ask(path)
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert 1 <= int(refused["Retry-After"]) <= 10
    assert refused.json()["type"] == "/api#too-many"


def test_the_allowance_comes_back_and_a_refused_request_costs_none_of_it(time_machine) -> None:
    begun = timezone.now()
    time_machine.move_to(begun, tick=False)
    assert of_source() == [200, 200, 200, 429]
    of_source(times=5)
    time_machine.move_to(begun + timedelta(seconds=11), tick=False)
    assert of_source(times=2) == [200, 429]
    time_machine.move_to(begun + timedelta(minutes=2), tick=False)
    assert of_source() == [200, 200, 200, 429]


def test_no_address_is_kept_in_clear() -> None:
    of_source()
    rows = list(Attempt.objects.values())
    assert len(rows) == 1
    assert HERE.encode() not in bytes(rows[0]["bucket"])
    assert HERE not in str(rows)


def test_wrong_keys_of_one_source_wait_longer_and_longer_and_a_right_one_does_not(program, monkeypatch) -> None:
    right = program("places.place.read")
    monkeypatch.setattr(throttle, "API_KEY", throttle.Rule("api-key", free=3, shortest=30, longest=900, forgotten=3600))
    answers = [ask("/api/v1/cases", **WRONG) for _ in range(6)]
    assert [one.status_code for one in answers] == [401, 401, 401, 401, 429, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 30
    assert ask("/api/v1/cases", THERE, **WRONG).status_code == 401
    token = {"Authorization": f"Bearer {right.made.token}"}
    assert ask("/api/v1/cases", **token).status_code == 403, "known, though it may not do this"


def test_a_request_without_a_key_where_one_is_needed_counts_as_an_open_one() -> None:
    assert [ask("/api/v1/cases").status_code for _ in range(4)] == [401, 401, 401, 429]
    assert ask(OPEN[0]).status_code == 429


def test_where_nothing_tells_sources_apart_nobody_waits_for_another() -> None:
    assert of_source("", 8) == [200] * 8


def test_every_route_says_that_it_may_ask_to_wait() -> None:
    for path, methods in description()["paths"].items():
        for method, said in methods.items():
            assert said["responses"][429]["headers"]["Retry-After"]["schema"]["minimum"] == 1, (path, method)


def test_a_gate_that_counts_nothing_makes_this_red(monkeypatch) -> None:
    """The planted fault."""
    monkeypatch.setattr("qorgan.ui.api.gates._counts", [])
    assert of_source(times=6) == [200] * 6


def test_a_counter_named_by_the_address_makes_this_red(monkeypatch) -> None:
    """The planted fault."""
    monkeypatch.setattr(throttle, "counter", lambda rule, *parts: throttle.Counter(rule, parts[0].encode()))
    of_source()
    assert HERE.encode() in [bytes(row) for row in Attempt.objects.values_list("bucket", flat=True)]
