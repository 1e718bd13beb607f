"""Tells the stories at the helpline by its own actions, each at its moment: sealed, flagged, journalled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from qorgan.access.acting import batch
from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.helpline import rules
from qorgan.helpline.actions.desk import end_thread, keep_draft, offer_thread, take_thread, write_reply
from qorgan.helpline.actions.door import (
    Origin,
    come_back,
    destroy_thread,
    door_of,
    keep_code,
    leave,
    open_thread,
    refuse_code,
    write_as_child,
)
from qorgan.helpline.actions.sweep import coarsen_origin
from qorgan.helpline.choices import Ending, Side, Urgency
from qorgan.helpline.models import Thread
from qorgan.site.demo.clock import at
from qorgan.site.demo.records import Recorder
from qorgan.site.demo.talks import SEED, Call, Story, Stretch, Talk, Turn

AT_ONCE = 30
"""Stories in one batch: their keys are open together."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """Who writes to whom about what. `thread` is as the child sees it."""

    talk: Talk
    child: Principal
    counsellor: Principal
    thread: Thread


class Teller:
    """Tells stories to one line. `counsellors` act at its desk; `schools` are where QR codes hang."""

    def __init__(self, counsellors: Sequence[Principal], schools: Sequence[Origin], now: datetime) -> None:
        self.counsellors, self.schools, self.now = counsellors, schools, now
        self.recorder = Recorder()
        self.random = Random(SEED)  # noqa: S311 - ids of a fixed story, no secret

    def tell(self, stories: Iterable[Story | Call]) -> int:
        """Tells them one after another, many in a batch; gives how many."""
        count, waiting = 0, iter(stories)
        while part := list(islice(waiting, AT_ONCE)):
            with batch():
                for story in part:
                    if isinstance(story, Call):
                        self.recorder.keep_call(self.counsellors[story.counsellor], story)
                    else:
                        self._tell_one(story)
            count += len(part)
        return count

    def _tell_one(self, story: Story) -> None:
        child = door_of(uuid7())
        first, *again = story.stretches
        self._open(child, story, first.turns[0])
        scene = _Scene(story.talk, child, self.counsellors[story.counsellor], Thread.objects.visible_to(child).get())
        self._go_through(scene, first, first.turns[1:])
        for stretch in again:
            if story.wants_code:
                with at(stretch.turns[0].at - timedelta(minutes=1)):
                    come_back(by=child, thread=scene.thread)
            self._go_through(scene, stretch, stretch.turns)
        self._leave_as_it_stands(scene, story)
        self._forget_school(story, scene.thread)

    def _open(self, child: Principal, story: Story, first: Turn) -> None:
        with at(first.at):
            thread = open_thread(
                by=child,
                text=first.text,
                language=story.talk.language,
                about=story.talk.about,
                client_key=self._key(),
                urgency=Urgency.NOW if story.is_urgent else Urgency.NOT_SAID,
                origin=None if story.school is None else self.schools[story.school],
            )
            if story.wants_code:
                keep_code(by=child, thread=thread)
            elif self.random.random() < 0.2:
                refuse_code(by=child, thread=thread)

    def _go_through(self, scene: _Scene, stretch: Stretch, turns: Iterable[Turn]) -> None:
        """Takes and turns in the order of their moments, then the end."""
        taken, held = stretch.taken_at, scene.thread
        for turn in turns:
            if taken is not None and turn.at >= taken:
                held, taken = self._take(scene, taken), None
            with at(turn.at):
                if turn.side is Side.CHILD:
                    write_as_child(by=scene.child, thread=scene.thread, text=turn.text, client_key=self._key())
                else:
                    write_reply(by=scene.counsellor, thread=held, text=turn.text, client_key=self._key())
        if taken is not None:
            held = self._take(scene, taken)
        if stretch.ends_at is not None:
            with at(stretch.ends_at):
                self._end(scene, stretch, held)

    def _take(self, scene: _Scene, moment: datetime) -> Thread:
        """The conversation as its holder sees it."""
        with at(moment):
            return take_thread(by=scene.counsellor, thread=scene.thread)

    def _end(self, scene: _Scene, stretch: Stretch, held: Thread) -> None:
        if stretch.ending is Ending.ABANDONED:
            leave(by=scene.child, thread=scene.thread)
            return
        self.recorder.keep(scene.counsellor, held, scene.talk)
        end_thread(by=scene.counsellor, thread=held, ending=stretch.ending)

    def _leave_as_it_stands(self, scene: _Scene, story: Story) -> None:
        """What is there beside the messages when the demo begins: a draft, a note, an offer, a record half filled in."""
        by, moment = scene.counsellor, self.now - timedelta(seconds=20)
        if story.destroyed_at is not None:
            with at(story.destroyed_at):
                destroy_thread(by=scene.child, thread=scene.thread)
        elif story.place:
            with at(moment):
                if story.place % 3 == 1:
                    keep_draft(by=by, thread=scene.thread, side=Side.STAFF, text=self._next_words(story.talk))
                elif story.place % 3 == 2:
                    self.recorder.begin(by, scene.thread, story.talk)
                if story.place % 9 == 5:
                    offer_thread(by=by, thread=scene.thread, to=self._another(by))

    def _next_words(self, talk: Talk) -> str:
        """The beginning of what the counsellor would have written next."""
        said = [text for side, text in talk.lines if side is Side.STAFF]
        return said[-1][: max(12, len(said[-1]) // 2)]

    def _another(self, by: Principal) -> UUID:
        return next(one.account for one in self.counsellors if one.account != by.account)

    def _forget_school(self, story: Story, thread: Thread) -> None:
        """What the sweep would have done on the day on which the school was kept long enough."""
        due = story.opened_at + rules.ORIGIN_KEPT
        if story.school is not None and due < self.now and story.destroyed_at is None:
            with at(due + timedelta(minutes=5)):
                coarsen_origin(by=Principal.system("helpline.sweep"), thread=thread)

    def _key(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)
