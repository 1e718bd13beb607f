"""A hub without a database: its readers answer from a dictionary, when the test lets them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from qorgan.access.principal import Kind, Principal
from qorgan.live.admission import Admission, admit
from qorgan.live.gates import Visitor
from qorgan.live.hub import Hub
from qorgan.live.sources import Source
from qorgan.live.streams import Stream

SOURCE = Source("stage.thread", may=lambda by, key: True, last=lambda by, key: 0)
UNCOUNTED = Source("stage.thread", may=lambda by, key: True)


class Answers:
    """Stands in for `Readers`. `seqs` is the database's state, `refused` the cookies that may not follow."""

    def __init__(self) -> None:
        self.seqs: Counter[str] = Counter()
        self.accounts: dict[str, UUID] = {}
        self.refused: set[str] = set()
        self.fault: Exception | None = None
        self.asked: Counter[str] = Counter()
        self.gate = asyncio.Event()
        self.gate.set()

    def start(self) -> None: ...

    def stop(self) -> None: ...

    async def run(self, function: Callable[..., Any], source: Source, key: str, who: Any) -> Any:
        """Looks at the state when asked, answers when the gate is open: as slow as a test wants it."""
        self.asked[function.__name__] += 1
        fault, seq = self.fault, self.seqs[key]
        if function is admit:
            answer: Any = None if who.cookies["stage"] in self.refused else Admission(self.person(who), seq)
        else:
            answer = None if self.name_of(who) in self.refused else seq
        await asyncio.sleep(0)
        await self.gate.wait()
        if fault is not None:
            raise fault
        return answer

    def person(self, visitor: Visitor) -> Principal:
        """The account behind a cookie."""
        account = self.accounts.setdefault(visitor.cookies["stage"], uuid4())
        return Principal(kind=Kind.PERSON, account_id=account)

    def name_of(self, by: Principal) -> str:
        """The cookie of an account."""
        return next(name for name, account in self.accounts.items() if account == by.account_id)


class Board:
    """A hub whose listener the test plays: `heard` and `listening` are called by hand."""

    def __init__(self, source: Source = SOURCE) -> None:
        self.source = source
        self.answers = Answers()
        self.hub = Hub(readers=self.answers, parameters=dict)
        self.key = str(uuid4())

    def enter(self, cookie: str = "a", *, key: str = "") -> Stream:
        """A stream that was not asked about yet."""
        return self.hub.enter(self.source, key or self.key, Visitor(cookies={"stage": cookie}, headers={}))

    async def follow(self, cookie: str = "a", *, key: str = "") -> Stream:
        """A stream whose right is proved and whose first frame is not taken yet."""
        stream = self.enter(cookie, key=key)
        await self.hub.check(stream)
        return stream

    async def up_to_date(self, cookie: str = "a") -> Stream:
        """A stream that has its first frame."""
        stream = await self.follow(cookie)
        assert stream.take() is not None
        return stream

    def tell(self, seq: int | None = None) -> None:
        """A notification about the key."""
        self.hub.heard(f"stage.thread:{self.key}" + ("" if seq is None else f" {seq}"))

    def revoke(self, cookie: str) -> None:
        """A notification that a right of the account may have ended."""
        self.hub.heard(f"revoked:{self.answers.accounts[cookie]}")


async def settle() -> None:
    """Lets everything run that can run."""
    for _ in range(20):
        await asyncio.sleep(0)


def number(frame: bytes | None) -> int | None:
    """The number of a frame; None when there was none to send."""
    return None if frame is None else int(frame.split(b"\n", 1)[0].removeprefix(b"id: "))


def on_loop(test: Callable[[], Any]) -> Callable[[], None]:
    """Runs an async test on a loop of its own."""

    def run() -> None:
        asyncio.run(test())

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run
