"""What was acknowledged to its writer, what the other side has read, and whether the two agree."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Talk:
    """One conversation: what each side was told is delivered, in order, and what each page shows at last."""

    acked_child: list[str] = field(default_factory=list)
    acked_staff: list[str] = field(default_factory=list)
    at_door: list[str] = field(default_factory=list)
    at_desk: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Verdict:
    """Counts over all conversations; only `written` may be anything but zero."""

    written: int
    lost: int
    doubled: int
    reordered: int

    @property
    def is_clean(self) -> bool:
        return self.written > 0 and not (self.lost or self.doubled or self.reordered)


class Ledger:
    """Shared by all writers and readers; every method may be called from any thread."""

    def __init__(self) -> None:
        self.talks: dict[str, Talk] = {}
        self.waited: list[float] = []
        self.retries = 0
        self.torn = 0
        self._acked: dict[str, float] = {}
        self._read: dict[str, float] = {}
        self._lock = threading.Lock()

    def talk(self, name: str) -> Talk:
        """The conversation of that name, begun when first asked for."""
        with self._lock:
            return self.talks.setdefault(name, Talk())

    def acked(self, name: str, text: str, *, by_child: bool) -> None:
        """The server said to the writer: delivered."""
        with self._lock:
            talk = self.talks.setdefault(name, Talk())
            (talk.acked_child if by_child else talk.acked_staff).append(text)
            self._acked[text] = time.monotonic()
            self._settle(text)

    def read(self, text: str) -> None:
        """The other side's page has it, for the first time."""
        with self._lock:
            self._read.setdefault(text, time.monotonic())
            self._settle(text)

    def _settle(self, text: str) -> None:
        """Read before its writer was answered counts as no wait at all."""
        if text in self._acked and text in self._read:
            self.waited.append(max(0.0, self._read[text] - self._acked[text]))

    def desk_shows(self, name: str, texts: list[str]) -> None:
        """A desk drew the conversation anew. What stood there before must still stand there, in the same places.

        Answers of two readings may overtake each other, so a shorter one is no loss as long as it is a beginning.
        """
        with self._lock:
            talk = self.talks.setdefault(name, Talk())
            shorter, longer = sorted((talk.at_desk, texts), key=len)
            if longer[: len(shorter)] != shorter:
                self.torn += 1
            talk.at_desk = longer

    def retried(self) -> None:
        """A sending that was not answered, or answered with a fault, was sent again with the same key."""
        with self._lock:
            self.retries += 1

    @property
    def is_settled(self) -> bool:
        """Whether everything acknowledged has been read at the other side."""
        with self._lock:
            return all(_missing(talk) == 0 for talk in self.talks.values())

    def verdict(self) -> Verdict:
        """What came of it all."""
        with self._lock:
            talks = list(self.talks.values())
            return Verdict(
                written=sum(len(talk.acked_child) + len(talk.acked_staff) for talk in talks),
                lost=sum(_missing(talk) for talk in talks),
                doubled=sum(_doubled(talk.at_door) + _doubled(talk.at_desk) for talk in talks),
                reordered=sum(_reordered(talk) for talk in talks) + self.torn,
            )

    def delivery(self, part: float) -> float:
        """Seconds within which `part` (0 to 1) of the messages were read."""
        with self._lock:
            ordered = sorted(self.waited)
            return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def _missing(talk: Talk) -> int:
    """Acknowledged, and not to be found at the other side."""
    at_desk, at_door = set(talk.at_desk), set(talk.at_door)
    return sum(text not in at_desk for text in talk.acked_child) + sum(text not in at_door for text in talk.acked_staff)


def _doubled(texts: list[str]) -> int:
    return sum(count - 1 for count in Counter(texts).values())


def _reordered(talk: Talk) -> int:
    """Each side's own order of writing, and the one order that both pages show."""
    wrong = 0
    for written, shown in ((talk.acked_child, talk.at_desk), (talk.acked_staff, talk.at_door)):
        kept = set(written)
        wrong += [text for text in shown if text in kept] != written
    common = set(talk.at_desk) & set(talk.at_door)
    wrong += [text for text in talk.at_desk if text in common] != [text for text in talk.at_door if text in common]
    return wrong
