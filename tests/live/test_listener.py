"""Where the listener connects: to the server itself, as the pages' role."""

from __future__ import annotations

import asyncio
import logging

import pytest
from django.db import connections
from psycopg import AsyncConnection

from qorgan.live.listener import Listener, direct_parameters


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The pages' own connection: pooled, through pgbouncer."""
    entry = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "pooler",
        "PORT": "6432",
        "NAME": "qorgan",
        "USER": "qorgan_web",
        "PASSWORD": "right",  # pragma: allowlist secret
        "OPTIONS": {
            "pool": {"max_size": 4},
            "prepare_threshold": None,
            "sslmode": "require",
            "application_name": "web",
        },
    }
    monkeypatch.setattr(connections["default"], "settings_dict", {**connections["default"].settings_dict, **entry})
    return entry


def test_the_listener_is_no_part_of_the_pool(pages, settings) -> None:
    settings.LIVE_DATABASE_URL = ""
    parameters = direct_parameters()
    assert not {"pool", "cursor_factory", "context", "prepare_threshold"} & set(parameters)
    assert (parameters["host"], parameters["user"], parameters["dbname"]) == ("pooler", "qorgan_web", "qorgan")
    assert parameters["sslmode"] == "require"
    assert parameters["application_name"] == "qorgan live"


def test_past_a_pooler_only_the_place_changes_never_the_role(pages, settings) -> None:
    settings.LIVE_DATABASE_URL = "postgresql://postgres:wrong@server:5432/other?connect_timeout=3"  # pragma: allowlist secret
    parameters = direct_parameters()
    assert (parameters["host"], parameters["port"]) == ("server", "5432")
    assert (parameters["user"], parameters["password"], parameters["dbname"]) == ("qorgan_web", "right", "qorgan")
    assert parameters["connect_timeout"] == "3"


def test_a_database_that_is_not_there_is_tried_again_with_growing_pauses(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> list[float]:
        pauses: list[float] = []
        slept = asyncio.sleep

        async def pause(seconds: float) -> None:
            pauses.append(seconds)
            await slept(0 if len(pauses) < 12 else 60)

        monkeypatch.setattr("qorgan.live.listener.asyncio.sleep", pause)
        monkeypatch.setattr("qorgan.live.listener.random.uniform", lambda low, high: high)
        nowhere = {"host": "/nowhere", "user": "qorgan_web", "password": "secret", "dbname": "x"}  # pragma: allowlist secret
        listener = Listener(heard=lambda told: None, listening=lambda: None, parameters=lambda: nowhere)
        listener.start()
        for _ in range(400):
            if len(pauses) >= 12:
                break
            await slept(0.01)
        await listener.stop()
        return pauses

    with caplog.at_level(logging.WARNING, logger="qorgan.live"):
        pauses = asyncio.run(run())
    assert pauses[:7] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0]
    assert max(pauses) == 5.0
    assert "OperationalError" in caplog.text
    assert not any(word in caplog.text for word in ("secret", "nowhere", "qorgan_web"))


def test_a_connection_that_says_nothing_is_asked_whether_it_lives(
    stage_database: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qorgan.live.listener.PROBE", 0.05)
    asked: list[str] = []
    execute = AsyncConnection.execute

    async def note(self: AsyncConnection, query: object, *args: object, **kwargs: object) -> object:
        asked.append(str(query))
        return await execute(self, query, *args, **kwargs)

    monkeypatch.setattr(AsyncConnection, "execute", note)

    async def run() -> None:
        heard: list[str] = []
        up = asyncio.Event()
        listener = Listener(heard.append, up.set, parameters=lambda: stage_database)
        listener.start()
        async with asyncio.timeout(5):
            await up.wait()
        await asyncio.sleep(0.3)
        async with await AsyncConnection.connect(**stage_database, autocommit=True) as other:
            await other.execute("SELECT pg_notify('qorgan_live', 'x')")
        await asyncio.sleep(0.2)
        await listener.stop()
        assert heard == ["x"]

    asyncio.run(run())
    assert asked.count("SELECT 1") >= 3
