"""The switchboard of one process: who follows what, and who is woken when something was told.

Everything here runs on one event loop. The database is read only through `Readers`. Three promises:

* nothing is lost: every stream begins with a frame and is entered before its right is asked for, every telling wakes,
  and every reconnection of the listener reads again and wakes all;
* nothing is read 1,000 times: a told number goes out as it is, and where none was told one read serves a whole topic;
* nobody follows beyond the right to: asked every 30 s, and at once after a revocation, with the stream held meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import defaultdict
from contextlib import suppress
from time import monotonic
from typing import Any

import psycopg
from django.db import Error as DatabaseFault

from qorgan.access.principal import Principal
from qorgan.live.admission import admit, look
from qorgan.live.gates import Visitor
from qorgan.live.listener import Listener, direct_parameters
from qorgan.live.readers import Readers
from qorgan.live.sources import Source
from qorgan.live.streams import Ending, Stream, seq_frame
from qorgan.live.topics import parse

logger = logging.getLogger("qorgan.live")

PER_VISITOR = 16  # a counsellor's tabs and windows; a phone that lost its network leaves dead ones behind
PER_PROCESS = 4000
AFTER_FAULT = 5.0  # seconds until a read that failed is tried again, unless the listener is back sooner
SPREAD = 5.0  # seconds over which re-checks are spread after the listener was away


class Topic:
    """One key of one source with those who follow it.

    `turn` counts how often something was told or found; a stream whose own turn is another is behind. `seq` is the
    newest number heard or read; where the source counts nothing it goes with the turns of this process.
    """

    __slots__ = ("_frame", "_frame_seq", "key", "reading", "seq", "source", "stale", "streams", "turn")

    def __init__(self, source: Source, key: str) -> None:
        self.source = source
        self.key = key
        self.streams: set[Stream] = set()
        self.turn = 0
        self.seq = 0
        self.stale = False
        self.reading: asyncio.Task[None] | None = None
        self._frame = b""
        self._frame_seq = -1

    def told(self, seq: int | None = None) -> None:
        """Something changed: all who follow are woken, also where the number is the same.

        A change that makes no message (taken, ended, somebody types) is told with the number that stands.
        """
        self.turn += 1
        self.seq = max(self.seq, self.turn if seq is None else seq)
        for stream in self.streams:
            stream.wake_if_behind()

    def frame(self) -> bytes:
        """The bytes of the newest number, made once for all who follow."""
        if self._frame_seq != self.seq:
            self._frame, self._frame_seq = seq_frame(self.source.name, self.seq), self.seq
        return self._frame

    def any_open(self) -> Stream | None:
        """One stream whose right is proved."""
        return next((stream for stream in self.streams if not stream.is_held and stream.by is not None), None)


def identities(by: Principal | None) -> set[str]:
    """The ids under which a revocation finds a principal."""
    if by is None:
        return set()
    return {str(known) for known in (by.account_id, by.standing_id, by.bearer_of) if known is not None}


class Hub:
    """One per process. `start` and `close` on the event loop that serves the streams."""

    def __init__(self, readers: Readers | None = None, parameters: Any = direct_parameters) -> None:
        self.readers = readers or Readers()
        self.listener = Listener(self.heard, self.listening, parameters)
        self.streams: set[Stream] = set()
        self.topics: dict[tuple[str, str], Topic] = {}
        self.is_closing = False
        self._back = asyncio.Event()
        self._known: defaultdict[str, set[Stream]] = defaultdict(set)
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        self.readers.start()
        self.listener.start()
        self._spawn(self._sweep())

    async def close(self) -> None:
        """Ends every stream; the browsers come again and find the next process."""
        self.stop_streams()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, self.listener.stop(), return_exceptions=True)
        self.readers.stop()

    def stop_streams(self) -> None:
        """No new streams, and the open ones end."""
        self.is_closing = True
        for stream in tuple(self.streams):
            stream.end(Ending.STOPPING)

    @property
    def is_full(self) -> bool:
        return self.is_closing or len(self.streams) >= PER_PROCESS

    # -- coming and going

    def enter(self, source: Source, key: str, visitor: Visitor) -> Stream:
        """Enters a stream, held. Entered before its state is read, so nothing told meanwhile passes it by."""
        topic = self.topics.setdefault((source.name, key), Topic(source, key))
        stream = Stream(topic, visitor)
        topic.streams.add(stream)
        self.streams.add(stream)
        return stream

    def leave(self, stream: Stream) -> None:
        """Forgets a stream, and its topic with the last one."""
        stream.end(Ending.LEFT)
        self.streams.discard(stream)
        self._forget_identity(stream)
        topic = stream.topic
        topic.streams.discard(stream)
        if not topic.streams and self.topics.get((topic.source.name, topic.key)) is topic:
            del self.topics[topic.source.name, topic.key]

    async def check(self, stream: Stream) -> bool:
        """Asks whether the visitor may follow; releases the stream, or ends it and gives False.

        Raises what the database raises; the stream stays held then.
        """
        stream.checking = True
        try:
            while True:
                stream.again = False
                topic = stream.topic
                admission = await self.readers.run(admit, topic.source, topic.key, stream.visitor)
                if not stream.again:  # else a right ended while the question was on its way: ask again
                    break
        finally:
            stream.checking = False
        if admission is None:
            stream.end(Ending.REFUSED)
            return False
        if stream.ending is None:
            if admission.seq > topic.seq:
                topic.told(admission.seq)
            self._remember_identity(stream, admission.by)
            stream.release(admission.by)
            if topic.stale:
                self._refresh(topic)
        return True

    def _remember_identity(self, stream: Stream, by: Principal) -> None:
        self._forget_identity(stream)
        for name in identities(by):
            mine = self._known[name]
            mine.add(stream)
            while len(mine) > PER_VISITOR:
                oldest = min(mine, key=lambda other: other.opened)
                oldest.end(Ending.CROWDED)
                mine.discard(oldest)

    def _forget_identity(self, stream: Stream) -> None:
        for name in identities(stream.by):
            self._known[name].discard(stream)
            if not self._known[name]:
                del self._known[name]

    # -- what the listener hears

    def heard(self, payload: str) -> None:
        """A notification. What has no known shape is passed over: any database role can notify."""
        told = parse(payload)
        if told is None:
            return
        if told.source is None:
            self._revoked(told.key)
            return
        topic = self.topics.get((told.source, told.key))
        if topic is None:
            return
        if told.seq is not None or topic.source.last is None:
            topic.told(told.seq)
        else:
            self._refresh(topic)

    def listening(self) -> None:
        """The listener is (again) on the line: what was told before was not heard, so everything is read again."""
        self._back.set()
        self._back = asyncio.Event()
        for topic in self.topics.values():
            if topic.source.last is None:
                topic.told()
            else:
                self._refresh(topic)
        now = monotonic()
        for stream in self.streams:
            soon = 0 if stream.is_held else random.uniform(0, SPREAD)  # noqa: S311 - spreads the re-checks
            stream.due = min(stream.due, now + soon)

    def _revoked(self, identity: str) -> None:
        for stream in self.streams:
            if stream.checking or stream.by is None:
                stream.again = True  # its answer may be from before the right ended
        for stream in tuple(self._known.get(identity, ())):
            stream.hold()
            self._recheck(stream)

    # -- reading again

    def _refresh(self, topic: Topic) -> None:
        topic.stale = True
        if topic.reading is None:
            topic.reading = self._spawn(self._read(topic))

    async def _read(self, topic: Topic) -> None:
        """Reads `last` for everybody on the topic. Told again meanwhile, it reads again: once, not once per telling."""
        try:
            while topic.stale and (stream := topic.any_open()) is not None and stream.by is not None:
                topic.stale = False
                try:
                    seq = await self.readers.run(look, topic.source, topic.key, stream.by)
                except Exception as fault:  # noqa: BLE001 - a room's own query may raise anything; followers stay
                    self._say("read", fault)
                    topic.stale = True
                    await self._pause()
                    continue
                if seq is None:  # this one may no longer follow; another reads for the rest
                    topic.stale = True
                    stream.hold()
                    self._recheck(stream)
                else:
                    topic.told(seq)
        finally:
            topic.reading = None

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._back.wait(), AFTER_FAULT * random.uniform(0.5, 1))  # noqa: S311 - spreads load

    # -- asking again

    def _recheck(self, stream: Stream) -> None:
        if stream.checking:
            stream.again = True
        elif stream.ending is None:
            stream.checking = True
            self._spawn(self._ask_again(stream))

    async def _ask_again(self, stream: Stream) -> None:
        try:
            await self.check(stream)
        except Exception as fault:  # noqa: BLE001 - whatever it was, the right is not proved
            self._say("re-check", fault)
            stream.hold()
            stream.due = monotonic() + AFTER_FAULT * random.uniform(0.5, 1)  # noqa: S311 - spreads load

    async def _sweep(self) -> None:
        """Once a second: heartbeats, and the streams whose re-check is due."""
        while True:
            await asyncio.sleep(1)
            now = monotonic()
            for stream in tuple(self.streams):
                stream.mind_the_line(now)
                if stream.due <= now and stream.by is not None and not stream.checking:
                    self._recheck(stream)

    def _say(self, what: str, fault: Exception) -> None:
        # The class only: a database's message may repeat what a row holds.
        expected = isinstance(fault, DatabaseFault | psycopg.Error | OSError)
        logger.log(logging.WARNING if expected else logging.ERROR, "live: a %s failed (%s)", what, type(fault).__name__)

    def _spawn(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
