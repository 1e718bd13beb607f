"""Fixtures of the whole suite: tests run as the web role under row security, and never leave the loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from pytest_socket import socket_allow_hosts

WEB_ROLE = "qorgan_web"


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def as_web(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test with a database runs as `qorgan_web`: owns nothing, bypasses nothing."""
    mark = request.node.get_closest_marker("django_db")
    wanted = {"db", "transactional_db"} & set(request.fixturenames)
    if mark is None and not wanted:
        yield
        return
    is_transactional = "transactional_db" in wanted or bool(mark and mark.kwargs.get("transaction"))
    request.getfixturevalue("transactional_db" if is_transactional else "db")
    role = f"SET {'' if is_transactional else 'LOCAL'} ROLE {WEB_ROLE}"
    with connection.cursor() as cursor:
        cursor.execute(role)
    yield
    if is_transactional:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@contextmanager
def as_owner() -> Iterator[None]:
    """Inside, the test's connection is the owner of the tables: for arranging what no user could."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SET {'LOCAL' if connection.in_atomic_block else ''} ROLE {WEB_ROLE}")


@pytest.fixture
def owner():
    """The context manager `as_owner`."""
    return as_owner
