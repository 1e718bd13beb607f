"""The one public port: which server gets what, and what a person sees when no server answers."""

from __future__ import annotations

import asyncio
import logging
import resource
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from qorgan.site import front as fronts
from qorgan.site.front import Front
from qorgan.site.front_page import unavailable
from qorgan.site.supervisor import raise_open_files
from tests.site.machine import ROOT

Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter
Behaviour = Callable[[Reader, Writer], Awaitable[None]]
PORT = 8793
PACK = ROOT / "packs" / "kz"


def answering(name: str) -> Behaviour:
    """A server that answers each request with its own name and the body's length, and keeps the connection."""

    async def behave(reader: Reader, writer: Writer) -> None:
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            length = await _body(reader, head.lower())
            text = f"{name} {head.split(b' ')[1].decode()} {length}".encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text))
            await writer.drain()

    return behave


async def _body(reader: Reader, head: bytes) -> int:
    if b"chunked" in head:
        length = 0
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            await reader.readexactly(size + 2)
            length += size
        await reader.readuntil(b"\r\n")
        return length
    length = int(head.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in head else 0
    left = length
    while left:
        left -= len(await reader.read(min(left, 65536)))
    return length


@asynccontextmanager
async def standing(web: Behaviour | None, live: Behaviour | None = None) -> AsyncIterator[Front]:
    """A front between us and two servers; None stands for a server that is down."""
    with tempfile.TemporaryDirectory(prefix="qf-", dir="/tmp") as name:
        sockets = {"web": Path(name, "web"), "live": Path(name, "live")}
        servers = []
        for kind, behaviour in (("web", web), ("live", live)):
            if behaviour is not None:
                servers.append(await asyncio.start_unix_server(closing(behaviour), str(sockets[kind])))
        front = Front(sockets, unavailable=lambda: unavailable(PACK))
        await front.listen("127.0.0.1", PORT)
        try:
            yield front
        finally:
            await front.close()
            for server in servers:
                server.close()
            await asyncio.sleep(0.05)


def closing(behaviour: Behaviour) -> Behaviour:
    async def behave(reader: Reader, writer: Writer) -> None:
        try:
            await behaviour(reader, writer)
        finally:
            writer.close()

    return behave


async def visit() -> tuple[Reader, Writer]:
    return await asyncio.open_connection("127.0.0.1", PORT)


async def answer(reader: Reader) -> tuple[bytes, bytes]:
    """Status line and body of one answer with a length."""
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    return head.split(b"\r\n")[0], await reader.readexactly(length)


async def ask(reader: Reader, writer: Writer, request: bytes) -> bytes:
    writer.write(request)
    await writer.drain()
    return (await answer(reader))[1]


def test_one_connection_reaches_pages_and_live_in_turn():
    async def story() -> None:
        async with standing(answering("web"), answering("live")):
            reader, writer = await visit()
            for target, name in [("/", "web"), ("/live/a/b", "live"), ("/livestock", "web"), ("//live/a/b", "web")] * 3:
                given = await ask(reader, writer, f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                assert given.decode() == f"{name} {target} 0"
            writer.close()

    asyncio.run(story())


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_long_body_arrives_whole_and_the_next_request_is_the_next(is_chunked: bool):
    async def story() -> None:
        async with standing(answering("web")):
            reader, writer = await visit()
            block, blocks = b"x" * 100_000, 200
            framing = b"Transfer-Encoding: chunked" if is_chunked else b"Content-Length: %d" % (len(block) * blocks)
            writer.write(b"POST /up HTTP/1.1\r\n" + framing + b"\r\n\r\n")
            for _ in range(blocks):
                writer.write(b"%x\r\n%s\r\n" % (len(block), block) if is_chunked else block)
                await writer.drain()
            writer.write((b"0\r\n\r\n" if is_chunked else b"") + b"GET /next HTTP/1.1\r\n\r\n")
            assert (await answer(reader))[1] == b"web /up 20000000"
            assert (await answer(reader))[1] == b"web /next 0"
            writer.close()

    asyncio.run(story())


def test_a_body_is_never_taken_for_a_request():
    async def story() -> None:
        async with standing(answering("web"), answering("live")):
            reader, writer = await visit()
            inner = b"GET /live/x/y HTTP/1.1\r\n\r\n"
            request = b"POST /form HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(inner), inner)
            assert await ask(reader, writer, request) == b"web /form %d" % len(inner)
            assert await ask(reader, writer, b"GET /after HTTP/1.1\r\n\r\n") == b"web /after 0"
            writer.close()

    asyncio.run(story())


def test_a_stream_arrives_piece_by_piece_and_ends_when_the_visitor_leaves():
    ended = []

    async def stream(reader: Reader, writer: Writer) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        writer.write(b"7\r\nid: 1\n\n\r\n")
        ended.append(await reader.read())

    async def story() -> None:
        async with standing(None, stream):
            reader, writer = await visit()
            writer.write(b"GET /live/a/b HTTP/1.1\r\n\r\n")
            head = await asyncio.wait_for(reader.readuntil(b"id: 1\n\n\r\n"), 5)
            assert b"text/event-stream" in head
            assert not ended
            writer.close()
            await asyncio.sleep(0.3)
            assert ended == [b""]

    asyncio.run(story())


def test_a_visitor_who_reads_slowly_does_not_fill_our_memory():
    sent = 0

    async def pour(reader: Reader, writer: Writer) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        for _ in range(1000):
            writer.write(b"x" * 100_000)
            await writer.drain()
            sent += 100_000

    async def story() -> None:
        async with standing(pour):
            reader, writer = await visit()
            writer.write(b"GET / HTTP/1.1\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(0.7)
            assert sent < 30_000_000, "the server must be made to wait, not be read ahead"
            writer.transport.abort()

    asyncio.run(story())


def test_while_no_server_answers_a_person_sees_whom_to_call_in_every_language(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fronts, "PATIENCE", 0.2)

    async def story() -> None:
        async with standing(None):
            reader, writer = await visit()
            writer.write(b"GET /help HTTP/1.1\r\n\r\n")
            status, body = await answer(reader)
            assert status == b"HTTP/1.1 503 Service Unavailable"
            page = body.decode()
            assert all(f'href="tel:{number}"' in page for number in (111, 112, 101, 102, 103))
            assert all(f'<section lang="{language}">' in page for language in ("kk", "ru", "en"))
            assert await reader.read() == b""
            writer.close()

    asyncio.run(story())


def test_the_page_for_bad_times_is_served_even_without_a_pack(tmp_path: Path):
    assert b'<section lang="kk">' in unavailable(tmp_path)


def test_a_request_waits_for_a_server_that_is_just_being_started_again():
    async def story() -> None:
        async with standing(None) as front:
            reader, writer = await visit()
            writer.write(b"POST /write HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello")
            await asyncio.sleep(0.5)
            server = await asyncio.start_unix_server(closing(answering("web")), str(front.sockets["web"]))
            assert (await answer(reader))[1] == b"web /write 5"
            writer.close()
            server.close()

    asyncio.run(story())


def _dying_after_one(counted: list[bytes]) -> Behaviour:
    """Answers the first request of a connection, takes the second and dies without a word."""

    async def behave(reader: Reader, writer: Writer) -> None:
        counted.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        counted.append(await reader.readuntil(b"\r\n\r\n"))

    return behave


@pytest.mark.parametrize(("request_", "status", "times"), [
    (b"GET /b HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK", 2),
    (b"POST /b HTTP/1.1\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 503 Service Unavailable", 1),
])  # fmt: skip
def test_when_a_server_dies_under_a_request_only_what_changes_nothing_is_asked_again(request_: bytes, status: bytes, times: int):
    counted: list[bytes] = []

    async def story() -> None:
        async with standing(_dying_after_one(counted)):
            reader, writer = await visit()
            assert await ask(reader, writer, b"GET /a HTTP/1.1\r\n\r\n") == b"ok"
            writer.write(request_)
            assert (await answer(reader))[0] == status
            writer.close()

    asyncio.run(story())
    assert sum(b" /b " in head for head in counted) == times


def test_a_request_that_could_be_read_in_two_ways_reaches_nobody():
    reached: list[bytes] = []

    async def listen(reader: Reader, writer: Writer) -> None:
        reached.append(await reader.read(10))

    async def story() -> None:
        async with standing(listen):
            reader, writer = await visit()
            writer.write(b"POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x")
            assert (await reader.read()).startswith(b"HTTP/1.1 400 Bad Request\r\n")
            writer.close()

    asyncio.run(story())
    assert reached == []


def test_a_head_that_never_ends_and_a_silent_connection_are_closed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fronts, "LONGEST_HEAD_TIME", 0.2)
    monkeypatch.setattr(fronts, "LONGEST_SILENCE", 0.4)
    monkeypatch.setattr(fronts, "SWEEP", 0.1)

    async def story() -> None:
        async with standing(answering("web")) as front:
            slow, silent = await visit(), await visit()
            slow[1].write(b"GET / HT")
            for reader, writer in (slow, silent):
                with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                    await asyncio.wait_for(reader.readexactly(1), 5)
                writer.close()
            assert not front.connections

    asyncio.run(story())


def test_a_thousand_open_streams_stand_and_pages_go_on():
    raise_open_files()
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 4200:
        pytest.skip("this machine allows too few open files")

    async def stream(reader: Reader, writer: Writer) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nid: 1\n\n")
        await reader.read()

    async def story() -> None:
        async with standing(answering("web"), stream) as front:
            visitors = [await visit() for _ in range(1000)]
            for _, writer in visitors:
                writer.write(b"GET /live/a/b HTTP/1.1\r\n\r\n")
            for reader, _ in visitors:
                await asyncio.wait_for(reader.readuntil(b"id: 1\n\n"), 20)
            assert len(front.connections) == 1000
            reader, writer = await visit()
            assert await ask(reader, writer, b"GET /still HTTP/1.1\r\n\r\n") == b"web /still 0"
            for _, one in [*visitors, (reader, writer)]:
                one.close()
            await asyncio.sleep(0.5)
            assert not front.connections

    asyncio.run(story())


def test_nothing_about_a_visitor_is_logged(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]):
    async def story() -> None:
        async with standing(answering("web")):
            reader, writer = await visit()
            await ask(reader, writer, b"GET /canary-7351 HTTP/1.1\r\nCookie: canary-7351\r\n\r\n")
            writer.write(b"canary-7351\r\n\r\n")
            await reader.read()
            writer.close()

    with caplog.at_level(logging.DEBUG):
        asyncio.run(story())
    output = capfd.readouterr()
    assert "canary-7351" not in caplog.text + output.out + output.err
    assert "127.0.0.1" not in caplog.text + output.out + output.err
