"""One open page that follows one topic, and the bytes it is sent."""

from __future__ import annotations

import asyncio
import random
from enum import Enum
from time import monotonic
from typing import TYPE_CHECKING

from qorgan.access.principal import Principal
from qorgan.live.gates import Visitor

if TYPE_CHECKING:
    from qorgan.live.hub import Topic

HEARTBEAT = 15.0  # seconds; below the 30 s after which proxies and mobile networks drop a silent connection
RECHECK = 30.0
LONGEST = 3600.0  # seconds; then the browser comes again, which clears what died unnoticed
STALL = 60.0  # seconds that a browser may take to accept one frame
HEARTBEAT_FRAME = b":\n\n"
NOTHING = -1


class Ending(Enum):
    """Why a stream ended."""

    LEFT = "the browser went"
    REFUSED = "the right to follow ended"
    CROWDED = "the same visitor opened too many"
    STOPPING = "the process stops"
    STALLED = "the browser accepts nothing"
    AGED = "it was open for long enough"


class Stream:
    """State of one stream. It belongs to the event loop; nothing of it is touched from a thread.

    `sent` is the last number given to the browser. While `is_held`, nothing is sent: the right to follow is not
    proved yet, or in doubt.
    """

    __slots__ = (
        "again",
        "beat",
        "by",
        "checking",
        "claimed",
        "done",
        "due",
        "ending",
        "is_held",
        "is_writing",
        "opened",
        "sent",
        "topic",
        "until",
        "visitor",
        "wake",
        "wrote",
    )

    def __init__(self, topic: Topic, visitor: Visitor, claimed: int | None) -> None:
        self.topic = topic
        self.visitor = visitor
        self.claimed = claimed
        self.by: Principal | None = None
        self.sent = NOTHING
        self.is_held = True
        self.checking = False
        self.again = False
        self.opened = self.wrote = monotonic()
        self.beat = False
        self.is_writing = False
        self.until = self.opened + LONGEST * random.uniform(0.8, 1)  # noqa: S311 - spreads the returns
        self.due = self.opened + RECHECK
        self.wake = asyncio.Event()
        self.done = asyncio.Event()
        self.ending: Ending | None = None

    def hold(self) -> None:
        """Sends nothing until the right to follow is proved again."""
        self.is_held = True

    def release(self, by: Principal) -> None:
        """The right is proved: what is newer than the browser has goes out.

        A browser that claims a number beyond the newest (it was made up, or the database was restored) is told the
        newest once, so that it starts again from there.
        """
        if self.by is None:
            has_it = self.claimed is not None and self.claimed <= self.topic.seq
            self.sent = self.claimed if has_it and self.claimed is not None else NOTHING
        self.by = by
        self.is_held = False
        self.due = monotonic() + RECHECK * random.uniform(0.8, 1)  # noqa: S311 - spreads the re-checks
        self.wake_if_behind()

    def wake_if_behind(self) -> None:
        """Wakes the writer when there is something newer that may be sent."""
        if not self.is_held and self.topic.seq > self.sent:
            self.wake.set()

    def take(self) -> bytes | None:
        """The next frame, or None. Several changes since the last frame become one: the page re-reads everything."""
        self.wake.clear()
        beat, self.beat = self.beat, False
        if self.is_held or self.topic.seq <= self.sent:
            return HEARTBEAT_FRAME if beat and self.ending is None else None
        self.sent = self.topic.seq
        return self.topic.frame()

    def mind_the_line(self, now: float) -> None:
        """Called once a second. A silent line gets a comment, by which proxies and phones see that it lives; one that
        accepts nothing any more is given up.

        One clock for all streams: a timer for each wait would cost more than the frame.
        """
        if self.is_writing and now - self.wrote > STALL:
            self.end(Ending.STALLED)
        elif self.until <= now:
            self.end(Ending.AGED)
        elif not self.is_writing and self.by is not None and now - self.wrote >= HEARTBEAT:
            self.beat = True
            self.wake.set()

    def end(self, ending: Ending) -> None:
        """Ends the stream; the first reason stays."""
        if self.ending is None:
            self.ending = ending
            self.is_held = True
            self.done.set()
            self.wake.set()


def retry_frame(least: float, most: float) -> bytes:
    """Tells the browser how long to wait before it comes again, in seconds; spread, so that not all come at once."""
    return b"retry: %d\n\n" % int(1000 * random.uniform(least, most))  # noqa: S311 - spreads load, hides nothing


def seq_frame(source: str, seq: int) -> bytes:
    """A wake-up: `id` is what the browser sends back as Last-Event-ID, `event` the source, `data` the number."""
    return f'id: {seq}\nevent: {source}\ndata: {{"seq": {seq}}}\n\n'.encode("ascii")
