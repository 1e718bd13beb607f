"""What a counsellor's desk shows: the queue in the order of reading, and one conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.helpline import pack, rules
from qorgan.helpline.choices import Duty, Side, State
from qorgan.helpline.lines import promise_of
from qorgan.helpline.models import Draft, FlagWord, Helpline, Message, Presence, Promise, Shift, Thread
from qorgan.helpline.queries.door import TYPING_LASTS
from qorgan.helpline.rules import AT_PAGE_LASTS
from qorgan.texts.folding import fold

LONGEST_LINE = 120
MOST_SHOWN = 200
"""Rows of the queue that are drawn; how many wait is always said in full."""


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation in the queue: its newest words of the child in parts (text, is the word that raised it)."""

    thread: Thread
    parts: list[tuple[str, bool]]
    flags: list[str]
    is_late: bool
    is_silent: bool
    due_at: datetime

    @property
    def waited(self) -> timedelta:
        return timezone.now() - self.thread.queued_at


@dataclass(frozen=True, slots=True)
class Desk:
    """The queue in its groups, and who sits at it."""

    mine: list[Line]
    offered: list[Line]
    first: list[Line]
    waiting: list[Line]
    held: list[Line]
    waiting_count: int
    longest: datetime | None
    shift: Shift | None
    on_shift: int
    line: Helpline | None


def desk_of(by: Principal, *, everything: bool) -> Desk:
    """The desk as it stands; the same number of queries for one row and for thirty."""
    shown = Thread.objects.visible_to(by).select_related("place").filter(Q(state=State.WAITING) | Q(state=State.TAKEN))
    threads = list(shown.in_order()[:MOST_SHOWN])
    line = Helpline.objects.filter(organisation_id__in=by.organisations).first()
    promise = None if line is None else promise_of(line, timezone.localdate())
    lines = {one.thread.pk: one for one in _lines(by, threads, promise)}
    waiting = [lines[t.pk] for t in threads if t.state == State.WAITING]
    taken = [lines[t.pk] for t in threads if t.state == State.TAKEN]
    count = len(waiting) if len(threads) < MOST_SHOWN else Thread.objects.visible_to(by).waiting().count()
    shifts = list(
        Shift.objects.filter(organisation_id__in=by.organisations, duty=Duty.ON, seen_at__gt=timezone.now() - timedelta(minutes=2))
    )
    own = next((s for s in shifts if s.account_id == by.account_id), None)
    return Desk(
        mine=sorted((x for x in taken if x.thread.taken_by == by.account_id), key=lambda x: x.thread.taken_at or x.thread.queued_at),
        offered=[x for x in taken if x.thread.offered_to == by.account_id],
        first=[x for x in waiting if x.thread.is_raised],
        waiting=[x for x in waiting if not x.thread.is_raised],
        held=_held(by, taken) if everything else [],
        waiting_count=count,
        longest=min((x.thread.queued_at for x in waiting), default=None),
        shift=own or Shift.objects.filter(account_id=by.account).first(),
        on_shift=len(shifts),
        line=line,
    )


def _held(by: Principal, taken: list[Line]) -> list[Line]:
    """What colleagues hold; those whose child waits too long for an answer stand first."""
    others = [one for one in taken if by.account_id not in (one.thread.taken_by, one.thread.offered_to)]
    return sorted(others, key=lambda one: not one.is_silent)


def flags_of(thread: Thread, names: Mapping[str, str]) -> list[str]:
    """Why a conversation was raised, for a person: the child's word and the reason in the reader's language."""
    return [f"{' '.join(words)} ({names.get(reason, reason)})" for reason, words in (thread.flags or {}).items()]


def reason_names() -> dict[str, str]:
    """The reasons of the flag list in the reader's language."""
    rows = FlagWord.objects.order_by("reason").distinct("reason").values_list("reason", "reason_names")
    return {reason: str(names) for reason, names in rows}


def _lines(by: Principal, threads: list[Thread], promise: Promise | None) -> Iterable[Line]:
    newest = Message.objects.visible_to(by).filter(thread__in=[t.pk for t in threads], side=Side.CHILD)
    said = {m.thread_id: m.text for m in newest.order_by("thread_id", "-seq").distinct("thread_id")}
    now, names = timezone.now(), reason_names()
    for thread in threads:
        words = [word for found in (thread.flags or {}).values() for word in found]
        late = rules.is_late(thread, now)
        silent = promise is not None and rules.is_silent(thread, promise, now)
        parts = marked(said.get(thread.pk, "")[:LONGEST_LINE], words)
        yield Line(thread, parts, flags_of(thread, names), late, silent, thread.read_by)


def marked(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """The text in parts, the words that raised it marked: pairs of text and whether it is such a word."""
    wanted = {fold(word) for word in words}
    parts: list[tuple[str, bool]] = []
    for token in text.replace("\n", " ").split(" "):
        is_word = bool(token) and fold(token.strip("\"'«»„“”().,!?…:;-–—")) in wanted
        if parts and parts[-1][1] == is_word:
            parts[-1] = (f"{parts[-1][0]} {token}", is_word)
        else:
            parts.append((token, is_word))
    return parts


def said_at_desk(by: Principal, thread: Thread, *, after: int = 0) -> list[Message]:
    """The messages and notes of a conversation, in order."""
    return list(Message.objects.visible_to(by).filter(thread=thread, seq__gt=after).order_by("seq"))


def talk_of(by: Principal, thread: Thread) -> dict[str, Any]:
    """How one conversation stands: who is at it, what is typed and not sent, until where the child has read."""
    now = timezone.now()
    there = {
        p.side: p
        for p in Presence.objects.visible_to(by).filter(thread=thread)
        if p.side == Side.CHILD or p.account_id != by.account_id
    }
    child = there.get(Side.CHILD)
    drafts = {d.side: d.text for d in Draft.objects.visible_to(by).filter(thread=thread, account_id=by.account_id)}
    return {
        "flags": flags_of(thread, reason_names() if thread.flags else {}),
        "child_seen": child.seen_seq if child else 0,
        "child_here": bool(child and now - child.seen_at < AT_PAGE_LASTS),
        "child_typing": bool(child and child.typing_at and now - child.typing_at < TYPING_LASTS),
        "draft": drafts.get(Side.STAFF, ""),
        "note_draft": drafts.get(Side.NOTE, ""),
        "line_name": pack.short_name(),
        "is_mine": thread.state == State.TAKEN and thread.taken_by == by.account_id,
        "is_offered": thread.offered_to == by.account_id,
        "is_waiting": thread.state == State.WAITING,
        "is_held": thread.state == State.TAKEN and thread.taken_by != by.account_id,
    }


def colleagues(by: Principal) -> list[tuple[UUID, str]]:
    """Who of the line is on shift, for handing a conversation over: account and alias."""
    fresh = timezone.now() - timedelta(minutes=2)
    on = Shift.objects.filter(organisation_id__in=by.organisations, duty=Duty.ON, seen_at__gt=fresh)
    return [(s.account_id, s.alias or pack.short_name()) for s in on.order_by("alias") if s.account_id != by.account_id]
