"""Real receivers on the loopback: an SMTP server and an HTTP server that answer as a test says. And a book of addresses."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiosmtpd.controller import Controller
from django.utils import translation

from qorgan.access.principal import Principal
from qorgan.notices import access, addressees, wordings
from qorgan.notices.actions import send_notice
from qorgan.notices.addressees import Reach, account
from qorgan.notices.models import Delivery
from qorgan.notices.parameters import MOMENT, NUMBER, REF
from qorgan.notices.wordings import Wording
from qorgan.staff import sessions
from qorgan.staff.models import Account
from qorgan.vault.keys import new_key


@pytest.fixture(autouse=True)
def in_english():
    """The tests read sentences in the language they are written in."""
    with translation.override("en"):
        yield


@dataclass
class Post:
    """A real SMTP server. `reply` answers the next mails instead of taking them."""

    reply: str = ""
    mails: list[Any] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  (aiosmtpd's own name)
        if self.reply:
            return self.reply
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@pytest.fixture
def post(settings) -> Iterator[Post]:
    """An SMTP server on a free port, and settings that lead to it."""
    held = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(held, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.MAIL_FROM = "qorgan@house.example"
    settings.PUBLIC_URL = "https://qorgan.example"
    yield held
    controller.stop()


@dataclass
class Receiver:
    """A real HTTP server: what it was sent, and how it answers."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    """An HTTP server on a free port of the loopback, which is allowed for this test alone."""
    held = Receiver()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            held.asked.append((self.command, self.path, dict(self.headers), body))
            self.send_response(held.status)
            for name, value in held.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(held.body)))
            self.end_headers()
            self.wfile.write(held.body)

        do_GET = do_PUT = do_POST  # noqa: N815  (the standard library's own names)

        def log_message(self, *given: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    held.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    settings.PRIVATE_RECEIVERS = True
    yield held
    server.shutdown()
    server.server_close()


@pytest.fixture
def gateway(receiver, settings) -> Receiver:
    """The same server as an SMS gateway."""
    settings.SMS_GATEWAY = {
        "url": receiver.url,
        "method": "POST",
        "headers": {"Authorization": "Bearer secret"},
        "body": '{"to":"{phone}","text":"{text}","id":"{number}"}',
        "number_field": "message_id",
    }
    return receiver


@pytest.fixture
def waiting(monkeypatch) -> Wording:
    """A wording of the toy."""
    monkeypatch.setattr(wordings, "_wordings", dict(wordings.wordings()))
    return wordings.declare(
        Wording(
            "toy.waiting",
            title="Item %(number)s waits",
            body="%(count)s things wait. Item %(number)s ends at %(due)s.",
            parameters={"number": REF, "count": NUMBER, "due": MOMENT},
        )
    )


@pytest.fixture
def book(monkeypatch) -> dict[UUID, Reach]:
    """Where accounts of the test are reached."""
    held: dict[UUID, Reach] = {}
    monkeypatch.setattr(addressees, "_books", {"account": held.get, "organisation": held.get})
    return held


@pytest.fixture
def sender(as_web) -> Principal:
    return Principal.system("notices.sender")


@pytest.fixture
def aigerim(cast, book):
    """Reads notices, in English, by mail and telephone."""
    by = cast.person(access.NOTICE_OWN, access.NOTICE_SEND)
    book[by.account] = Reach("en", "aigerim@example.org", "+77012345678")
    return by


@pytest.fixture
def operator(cast):
    """Sees what leaves the house."""
    return cast.person(access.DELIVERY_READ, access.DELIVERY_RETRY)


@pytest.fixture
def keeper(cast):
    """Keeps the receivers of webhooks of her organisation."""
    return cast.person(access.ENDPOINT_MANAGE, access.NOTICE_SEND)


@pytest.fixture
def told(aigerim, waiting, outbox):
    """Tells Aigerim of the toy; gives the deliveries."""

    def sent(**given: Any) -> list[Delivery]:
        named = {
            "by": aigerim,
            "wording": waiting,
            "to": account(aigerim.account),
            "subject": uuid4(),
            "key": f"toy:{uuid4()}",
            "values": {"number": "K-1204", "count": 3, "due": datetime(2026, 11, 24, 9, 30, tzinfo=UTC)},
            "path": "/clocks",
            **given,
        }
        before = {row.pk for row in outbox()}
        send_notice(**named)
        return [row for row in outbox() if row.pk not in before]

    return sent


def everything():
    """All deliveries, for a test to look at."""
    return Delivery.objects.everything(because="the test looks into the outbox")


@pytest.fixture
def outbox(owner):
    """All deliveries, read as the owner of the tables."""

    def rows() -> list[Delivery]:
        with owner():
            return list(everything().order_by("made_at", "channel"))

    return rows


@pytest.fixture
def sit(client, monkeypatch, settings, owner):
    """Seats somebody at the browser: the principal that a session would give."""

    def seated(by):
        with owner():
            if not Account.objects.filter(pk=by.account_id).exists():
                new_key(subject=by.account_id, scope="staff.account")
                Account.objects.create(id=by.account_id, username=by.account_id.hex, name="Айгерім")
        client.cookies[settings.SESSION_COOKIE_NAME] = "x"
        english = replace(by, language="en")
        signed_in = sessions.SignedIn(sessions.State.IN, english, english)
        monkeypatch.setattr(sessions, "of_request", lambda request: signed_in)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return seated
