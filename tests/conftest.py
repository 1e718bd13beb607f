"""Fixtures of the whole suite: tests run as the web role under row security, and never leave the loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections
from pytest_socket import socket_allow_hosts

from tests.cast import Cast
from tests.site import homes

WEB_ROLE = "qorgan_web"


def pytest_configure(config: pytest.Config) -> None:
    """The run that others help, or that goes alone, has the folder of the first home."""
    if not hasattr(config, "workerinput"):
        homes.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        homes.end_run()


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test with a database has both connections: the work's and the journal's."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        wanted = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if mark is None and not wanted:
            continue
        given = {"databases": ["default", "journal"], **(mark.kwargs if mark else {})}
        if "transactional_db" in wanted:
            given["transaction"] = True
        item.add_marker(pytest.mark.django_db(**given), append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """The journal's connection is the test's own, so that one rollback forgets both."""
    connections["journal"] = connections["default"]


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
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"SET {'LOCAL' if connection.in_atomic_block else ''} ROLE {WEB_ROLE}")


@pytest.fixture
def owner():
    """The context manager `as_owner`."""
    return as_owner


@pytest.fixture
def cast(as_web):
    """The people of the tests; every person is arranged by the owner, because no user makes roles."""
    made = Cast()
    person = made.person

    def arranged(*args, **kwargs):
        with as_owner():
            return person(*args, **kwargs)

    made.person = arranged
    return made
