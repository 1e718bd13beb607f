"""The address `/live/<source>/<key>`: what it answers to whom, byte for byte."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError

from qorgan.live import asgi, hub, sources
from qorgan.live.asgi import Live, visitor_of
from qorgan.live.gates import Visitor
from qorgan.live.streams import Ending
from tests.live.board import SOURCE, Board, settle

KEY = str(uuid4())


class Browser:
    """One request to the application, and what came back."""

    def __init__(self, app: Live, path: str, *, method: str = "GET", **headers: str) -> None:
        headers = {"cookie": "stage=a", **headers}
        self.scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        }
        self.app = app
        self.sent: list[dict[str, Any]] = []
        self.gone = asyncio.Event()
        self.accepts = asyncio.Event()
        self.accepts.set()

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        await self.accepts.wait()
        self.sent.append(message)

    def ask(self) -> asyncio.Task[None]:
        return asyncio.create_task(self.app(self.scope, self.receive, self.send))

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.sent[1:])


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[Live, Board]]:
    board = Board()
    board.key = KEY
    app = Live(lambda: board.hub)
    app.hub = board.hub
    yield app, board
    board.hub.stop_streams()


@pytest.fixture(autouse=True)
def stage_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sources._sources, SOURCE.name, SOURCE)


def answer(path: str = f"/live/stage.thread/{KEY}", *, before: Callable[[Board], None] = lambda board: None, **request):
    """The whole answer to a request that ends by itself, else what came until the process stopped."""

    async def run() -> Browser:
        async with serving() as (app, board):
            before(board)
            browser = Browser(app, path, **request)
            asked = browser.ask()
            await settle()
            board.hub.stop_streams()
            await asked
            return browser

    return asyncio.run(run())


def refuse(board: Board) -> None:
    board.answers.refused.add("a")


def test_a_follower_gets_a_stream_that_nobody_keeps() -> None:
    got = answer()
    assert got.status == 200
    assert got.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert got.headers["cache-control"] == "no-store, no-transform"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["x-accel-buffering"] == "no"
    assert got.headers["content-security-policy"].startswith("default-src 'none'")
    retry, _, rest = got.body.partition(b"\n\n")
    assert 1000 <= int(retry.removeprefix(b"retry: ")) <= 3000
    assert rest == b'id: 0\nevent: stage.thread\ndata: {"seq": 0}\n\n'
    assert got.sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


def test_hidden_absent_unknown_and_misspelt_answer_alike() -> None:
    hidden = answer(before=refuse)
    assert hidden.status == 404
    for path in (
        f"/live/stage.nothing/{KEY}",
        "/live/stage.thread/Аружан",
        "/live/stage.thread/",
        f"/live/stage.thread/{KEY}/x",
        f"/live/stage.thread/{KEY}\n",
        "/live/",
        "/",
    ):
        assert answer(path).sent == hidden.sent, path


@pytest.mark.parametrize("site", ["cross-site", "same-site", "x"])
def test_a_page_of_another_site_learns_nothing(site: str) -> None:
    assert answer(sec_fetch_site=site).status == 404


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_page_and_an_old_browser_may_follow(site: str) -> None:
    assert answer(sec_fetch_site=site).status == 200


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_get_is_allowed(method: str) -> None:
    got = answer(method=method)
    assert (got.status, got.headers["allow"], got.body) == (405, "GET", b"")


def came_again_later(got: Browser) -> bool:
    """An empty stream with a time to come again: any other status would end an EventSource for good."""
    return got.status == 200 and got.body.startswith(b"retry: ") and got.body.count(b"\n") == 2


def test_a_database_that_is_away_sends_the_browser_to_come_again_and_shows_nothing() -> None:
    def break_it(board: Board) -> None:
        board.answers.fault = OperationalError("connection to 10.0.0.7 refused")

    got = answer(before=break_it)
    assert came_again_later(got)
    assert b"10.0.0.7" not in got.body


def test_a_full_and_a_stopping_process_send_the_browser_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert came_again_later(answer(before=lambda board: board.hub.stop_streams()))
    monkeypatch.setattr(hub, "PER_PROCESS", 0)
    assert came_again_later(answer())


def test_a_visitors_cookies_are_read_also_when_they_come_in_parts_and_never_printed() -> None:
    scope = {"headers": [(b"cookie", b"s=secret"), (b"Cookie", b"chat=c0de"), (b"X-Y", b"z")]}
    visitor = visitor_of(scope)
    assert visitor == Visitor(cookies={"s": "secret", "chat": "c0de"}, headers={"x-y": "z"})
    assert "secret" not in repr(visitor)


def run(test: Callable[[Live, Board], Any]) -> None:
    async def inside() -> None:
        async with serving() as (app, board):
            await test(app, board)

    asyncio.run(inside())


def test_a_browser_that_goes_is_forgotten() -> None:
    async def test(app: Live, board: Board) -> None:
        browser = Browser(app, f"/live/stage.thread/{KEY}")
        asked = browser.ask()
        await settle()
        assert len(board.hub.streams) == 1
        browser.gone.set()
        await asked
        assert (board.hub.streams, board.hub.topics) == (set(), {})
        assert browser.sent[-1]["more_body"]

    run(test)


def test_a_browser_that_goes_before_it_is_answered_is_forgotten() -> None:
    async def test(app: Live, board: Board) -> None:
        board.answers.gate.clear()
        browser = Browser(app, f"/live/stage.thread/{KEY}")
        asked = browser.ask()
        await settle()
        browser.gone.set()
        await settle()
        board.answers.gate.set()
        await asked
        assert board.hub.streams == set()

    run(test)


def test_a_browser_that_accepts_nothing_does_not_outlive_its_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "LAST_WORD", 0.01)

    async def test(app: Live, board: Board) -> None:
        browser = Browser(app, f"/live/stage.thread/{KEY}")
        asked = browser.ask()
        await settle()
        browser.accepts.clear()
        board.tell(1)
        await settle()
        refuse(board)
        board.revoke("a")
        await asyncio.wait_for(asked, 2)
        assert board.hub.streams == set()

    run(test)


def test_one_tab_too_many_is_asked_to_stay_away_for_a_minute() -> None:
    async def test(app: Live, board: Board) -> None:
        browser = Browser(app, f"/live/stage.thread/{KEY}")
        asked = browser.ask()
        await settle()
        next(iter(board.hub.streams)).end(Ending.CROWDED)
        await asked
        assert int(browser.sent[-1]["body"].removeprefix(b"retry: ")) >= 60_000

    run(test)


def test_the_lifespan_begins_and_ends_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(asgi, "when_told_to_stop", lambda call: told.append("listens for signals"))

    async def inside() -> None:
        app = Live(lambda: hub.Hub(parameters=lambda: {"host": "/nowhere", "connect_timeout": 1}))
        messages = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> dict[str, str]:
            return {"type": next(messages)}

        async def send(message: dict[str, str]) -> None:
            told.append(message["type"])

        await asyncio.wait_for(app({"type": "lifespan"}, receive, send), 5)
        assert app.hub is not None
        assert app.hub.is_full

    asyncio.run(inside())
    assert told == ["listens for signals", "lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_web_socket_is_closed() -> None:
    async def test(app: Live, board: Board) -> None:
        browser = Browser(app, f"/live/stage.thread/{KEY}")
        browser.scope["type"] = "websocket"
        await browser.ask()
        assert browser.sent == [{"type": "websocket.close", "code": 1008}]

    run(test)
