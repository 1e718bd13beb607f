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
NEVER = -1


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

    `turn` is the topic's turn of which the browser was told last. While `is_held`, nothing is sent: the right to follow
    is not proved yet, or in doubt.
    """

    __slots__ = (
        "again",
        "beat",
        "by",
        "checking",
        "done",
        "due",
        "ending",
        "is_held",
        "is_writing",
        "opened",
        "topic",
        "turn",
        "until",
        "visitor",
        "wake",
        "wrote",
    )

    def __init__(self, topic: Topic, visitor: Visitor) -> None:
        self.topic = topic
        self.visitor = visitor
        self.by: Principal | None = None
        self.turn = NEVER
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
        """The right is proved: what was told meanwhile goes out, and a new stream gets its first frame."""
        self.by = by
        self.is_held = False
        self.due = monotonic() + RECHECK * random.uniform(0.8, 1)  # noqa: S311 - spreads the re-checks
        self.wake_if_behind()

    def wake_if_behind(self) -> None:
        """Wakes the writer when something was told that may be sent."""
        if not self.is_held and self.topic.turn != self.turn:
            self.wake.set()

    def take(self) -> bytes | None:
        """The next frame, or None. Several changes since the last frame become one: the page re-reads everything."""
        self.wake.clear()
        beat, self.beat = self.beat, False
        if self.is_held or self.topic.turn == self.turn:
            return HEARTBEAT_FRAME if beat and self.ending is None else None
        self.turn = self.topic.turn
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
    """A wake-up: `id` and `data` are the topic's newest number, `event` the source."""
    return f'id: {seq}\nevent: {source}\ndata: {{"seq": {seq}}}\n\n'.encode("ascii")
