"""The API is asked everything that its own description allows, and much that it does not: no fault, no other answer than it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from qorgan.site.wsgi import application
from qorgan.ui.api.house import description
from tests.api.world import World

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
SHORTER, SHORT, LONG = 1, 6, 300
POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
SERVICES_SIDE = re.compile(r"/(services|referrals/\{ref\}/(accept|acknowledge|decline|records|report))")
BY_A_RULE = re.compile(r"POST .*/(cases|acknowledge|close|decline|finish)$|PATCH .*/contacts/\{ref\}$")
"""Routes that a rule may refuse every time: the child has its case, the referral stands elsewhere, nothing is changed."""


@pytest.fixture(autouse=True)
def one_connection(monkeypatch) -> None:
    """The application is called as a server would, but the test's own connection stays open."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def schema() -> Any:
    made = schemathesis.openapi.from_dict(deepcopy(description()))  # which it changes
    made.app = application
    return made


def operations(schema: Any) -> Iterator[Any]:
    """Every operation of the description."""
    for found in schema.get_all_operations():
        yield found.ok()


def fuzz(operation: Any, world: World, key: str, mode: GenerationMode, examples: int) -> Counter[int]:
    """Asks one operation about records that there are; gives how often each status came."""
    token = world.keys[key].made
    headers = {"Authorization": f"Bearer {token.token}"} if token else {}
    came: Counter[int] = Counter()

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if mode is POSITIVE:
            fit(case, world, operation.path)
        came[case.call_and_validate(headers=headers, checks=CHECKS).status_code] += 1

    try:
        ask()
    except Unsatisfiable:  # where the address is all that is asked, every text is one: nothing can be wrong about it
        assert mode is NEGATIVE, operation.label
    return came


def fit(case: Any, world: World, path: str) -> None:
    """Names the records, codes and versions of this world where a description can only say that there are some."""
    if case.path_parameters and "ref" in case.path_parameters:
        case.path_parameters["ref"] = world.ref_for(path)
    if case.query:
        case.query.pop("cursor", None)
    if case.headers and "Idempotency-Key" in case.headers:  # drawn alike for every route: it would repeat another request
        case.headers["Idempotency-Key"] = uuid4().hex
    if case.headers and "If-Match" in case.headers:
        case.headers["If-Match"] = world.version_for(path)
    if isinstance(case.body, dict):
        known = world.known(path)
        case.body |= {name: value for name, value in known.items() if name in case.body}
        if path.endswith("/children/search"):
            case.body |= {name: known[name] for name in ("given", "born")}


def test_no_request_is_answered_otherwise_than_the_description_says(schema, world) -> None:
    """A key that may do everything asks what fits and what does not; others ask what fits and get no further than they may."""
    for operation in operations(schema):
        asks, others = ("other", "whole") if SERVICES_SIDE.search(operation.path) else ("whole", "other")
        came = fuzz(operation, world, asks, POSITIVE, SHORT)
        assert not {400, 401, 403, 404, 415, 428} & came.keys(), (operation.label, came)
        assert {200, 201} & came.keys() or BY_A_RULE.match(operation.label), (operation.label, came)
        fuzz(operation, world, asks, NEGATIVE, SHORT)
        fuzz(operation, world, others, POSITIVE, SHORTER)
        assert not {200, 201} & fuzz(operation, world, "none", POSITIVE, SHORTER).keys() or is_open(operation), operation.label
        assert not {200, 201} & fuzz(operation, world, "narrow", POSITIVE, SHORTER).keys() or is_open(operation), operation.label


def is_open(operation: Any) -> bool:
    """Whether everybody may ask it."""
    return operation.definition.raw["security"] == []


@pytest.mark.long
@pytest.mark.parametrize("mode", [POSITIVE, NEGATIVE])
@pytest.mark.parametrize("key", ["whole", "other", "narrow", "none"])
def test_the_same_with_very_many_requests(key: str, mode: GenerationMode, schema, world) -> None:
    for operation in operations(schema):
        fuzz(operation, world, key, mode, LONG)
