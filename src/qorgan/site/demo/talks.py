"""The pack's invented conversations, and which of them happens when: pure, the same for the same seed and moment."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from qorgan.helpline.choices import About, Channel, Ending, Side, State

SEED = 111
DAYS = 90
THREADS, CALLS = 240, 60
"""Conversations in writing, and contacts by telephone, in person or by letter: 300 contacts at scale 1."""
WAITING, TAKEN, DESTROYED = 7, 9, 2
"""Conversations that wait and that are held when the demo begins, and those that their child destroyed, at scale 1."""
CAME_BY = {Channel.PHONE: 46, Channel.IN_PERSON: 9, Channel.LETTER: 3, Channel.OTHER: 2}
"""How contacts come that are not written, and how many of sixty."""
# Share of conversations that begin in each hour of the day: little at night, most after school and in the evening.
HOURS = (1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 7, 8, 10, 11, 11, 10, 10, 11, 12, 11, 7, 3)
PAGE_LANGUAGE = {"kk": "kk", "ru": "ru", "en": "en", "mixed": "kk", "plain": "kk", "translit": "kk"}
SILENT = frozenset({"hang_up", "silent", "blank", "wrong_number"})


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation of `demo/messages.toml`. `lines` are (side, text) in their order."""

    key: str
    language: str
    about: About
    call_type: str
    lines: tuple[tuple[Side, str], ...]
    reason: str = ""
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Something is written at a moment."""

    at: datetime
    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the first word of a child until the end of one stretch. `ends_at` is None while it goes on."""

    turns: tuple[Turn, ...]
    taken_at: datetime | None = None
    ends_at: datetime | None = None
    ending: Ending = Ending.ANSWERED


@dataclass(frozen=True, slots=True)
class Story:
    """What one thread goes through. `counsellor` and `school` are places in the lists of people and schools."""

    talk: Talk
    channel: Channel
    counsellor: int
    school: int | None
    state: State
    is_urgent: bool
    wants_code: bool
    stretches: tuple[Stretch, ...] = field(default=())
    destroyed_at: datetime | None = None
    place: int = 0
    """Which of those that are held it is, counted from 1; 0 for every other story."""

    @property
    def opened_at(self) -> datetime:
        """When the child wrote first."""
        return self.stretches[0].turns[0].at


@dataclass(frozen=True, slots=True)
class Call:
    """A contact that came another way than by writing: only its record is kept. `ended_at` is None for a draft."""

    talk: Talk
    channel: Channel
    counsellor: int
    opened_at: datetime
    ended_at: datetime | None


def read_talks(pack: Path) -> tuple[Talk, ...]:
    """The pack's conversations, in the order of the file."""
    with (pack / "demo" / "messages.toml").open("rb") as file:
        rows = tomllib.load(file)["thread"]
    sides = {"child": Side.CHILD, "counsellor": Side.STAFF}
    return tuple(
        Talk(
            key=row["key"],
            language=PAGE_LANGUAGE[row["language"]],
            about=About(row["about"]),
            call_type=row["call_type"],
            reason=row.get("reason", ""),
            age=row.get("age"),
            lines=tuple((sides[line["by"]], line["text"]) for line in row["lines"]),
        )
        for row in rows
    )


def plan(
    talks: Sequence[Talk], *, scale: int, now: datetime, zone: ZoneInfo, people: int, schools: int, raised: frozenset[str]
) -> list[Story]:
    """`240 * scale` stories in the order in which they begin, the last of them going on at `now`.

    `raised` are the keys of talks whose first words are on the flag list: some of those who wait are among them.
    """
    made = _Plan(Random(SEED), now=now, zone=zone, people=people, schools=schools, raised=raised)  # noqa: S311 - a fixed story
    answered = [talk for talk in talks if any(side is Side.STAFF for side, _text in talk.lines)]
    waiting = _waiting(made.random, answered, raised, WAITING * scale)
    stories = [made.waits(talk, place, len(waiting)) for place, talk in enumerate(waiting)]
    stories += [made.goes_on(made.random.choice(answered), place) for place in range(1, TAKEN * scale + 1)]
    stories += [made.destroyed(talk) for talk in made.random.sample(answered, DESTROYED) for _ in range(scale)]
    past = list(talks)
    while len(stories) < THREADS * scale:
        made.random.shuffle(past)
        stories += [made.ended(talk) for talk in past[: THREADS * scale - len(stories)]]
    return sorted(stories, key=lambda story: story.opened_at)


def plan_calls(talks: Sequence[Talk], *, scale: int, now: datetime, zone: ZoneInfo, people: int) -> list[Call]:
    """`60 * scale` contacts by other ways, in the order in which they came; one in fifteen is still a draft."""
    made = _Plan(Random(SEED + 1), now=now, zone=zone, people=people, schools=0, raised=frozenset())  # noqa: S311 - a fixed story
    told = [talk for talk in talks if talk.call_type not in SILENT]
    calls = []
    for number in range(CALLS * scale):
        channel, begun = made.random.choices(list(CAME_BY), list(CAME_BY.values()))[0], made.past_moment()
        if channel is not Channel.PHONE:  # the door and the post are open by day
            begun = begun.replace(hour=9 + begun.hour % 9)
        lasted = timedelta(seconds=min(3000, 90 + round(made.random.lognormvariate(6.2, 0.6))))
        ended = None if number % 15 == 7 else begun + lasted
        calls.append(Call(made.random.choice(told), channel, made.random.randrange(people), begun, ended))
    return sorted((call for call in calls if call.opened_at < now - timedelta(hours=1)), key=lambda call: call.opened_at)


def _waiting(random: Random, talks: Sequence[Talk], raised: frozenset[str], count: int) -> list[Talk]:
    """Nearly half of those who wait wrote words of the flag list; every language of the pages is there."""
    hot, calm = [one for one in talks if one.key in raised], [one for one in talks if one.key not in raised]
    chosen = random.choices(hot or calm, k=count * 3 // 7) + random.choices(calm or hot, k=count - count * 3 // 7)
    missing = {talk.language for talk in talks} - {talk.language for talk in chosen}
    for place, language in enumerate(sorted(missing), start=1):
        of_it = [one for one in calm if one.language == language] or [one for one in talks if one.language == language]
        chosen[-place] = random.choice(of_it)
    random.shuffle(chosen)
    return chosen


class _Plan:
    """Draws the times of stories from one stream of random numbers."""

    def __init__(self, random: Random, *, now: datetime, zone: ZoneInfo, people: int, schools: int, raised: frozenset[str]) -> None:
        self.random, self.now, self.zone, self.people, self.schools = random, now, zone, people, schools
        self.raised = raised

    def waits(self, talk: Talk, place: int, count: int) -> Story:
        """Somebody who wrote within the last minutes and was not read yet; only the child's first words are there."""
        begun = self.now - timedelta(seconds=40 + 420 * place // count + self.random.randrange(30))
        words = Turn(begun, Side.CHILD, talk.lines[0][1])
        return self._story(talk, State.WAITING, Stretch((words,)), is_urgent=place == 0)

    def goes_on(self, talk: Talk, number: int) -> Story:
        """A conversation that a counsellor holds: told up to the last word of the child, and it is their turn."""
        last = max(place for place, (side, _text) in enumerate(talk.lines) if side is Side.CHILD)
        begun = self.now - timedelta(minutes=self.random.randrange(14, 50))
        turns, taken = self._turns(talk, begun, talk.lines[: last + 1])
        late = max(turns[-1].at, taken) - (self.now - timedelta(seconds=self.random.randrange(40, 240)))
        turns = tuple(Turn(turn.at - late, turn.side, turn.text) for turn in turns)
        return self._story(talk, State.TAKEN, Stretch(turns, taken - late), place=number)

    def destroyed(self, talk: Talk) -> Story:
        """A conversation that its child destroyed some hours after it had ended."""
        stretch = self._ended_stretch(talk, self.past_moment(sooner=timedelta(days=3)))
        gone = (stretch.ends_at or stretch.turns[-1].at) + timedelta(hours=self.random.randrange(2, 30))
        return self._story(talk, State.DESTROYED, stretch, destroyed_at=gone)

    def ended(self, talk: Talk) -> Story:
        """A conversation of the last ninety days; one in ten came back later and was answered again."""
        first = self._ended_stretch(talk, self.past_moment())
        stretches = [first]
        again = first.ends_at + timedelta(hours=self.random.randrange(20, 70)) if first.ends_at else None
        if again and again < self.now - timedelta(hours=3) and len(talk.lines) > 1 and self.random.random() < 0.1:
            stretches.append(self._ended_stretch(talk, again))
        return self._story(talk, State.ENDED, *stretches)

    def _ended_stretch(self, talk: Talk, begun: datetime) -> Stretch:
        turns, taken = self._turns(talk, begun, talk.lines)
        pause = timedelta(seconds=self.random.randrange(60, 600))
        if talk.call_type in SILENT:
            return Stretch(turns, None, turns[-1].at + pause, Ending.ABANDONED)
        is_answered = any(turn.side is Side.STAFF for turn in turns)
        ending = Ending.ANSWERED if is_answered and self.random.random() < 0.9 else Ending.CHILD_SILENT
        return Stretch(turns, taken, max(turns[-1].at, taken) + pause, ending)

    def _turns(self, talk: Talk, begun: datetime, lines: Sequence[tuple[Side, str]]) -> tuple[tuple[Turn, ...], datetime]:
        """When each line is written, and when the conversation is taken: before the first answer.

        Half wait two minutes, raised ones less than one, at night longer: some of each wait longer than was promised.
        """
        hurry = 0.4 if talk.key in self.raised else 1.0
        night = 1.8 if begun.astimezone(self.zone).hour < 7 else 1.0
        wait = timedelta(seconds=round(self.random.lognormvariate(4.7, 0.7) * hurry * night))
        moment, taken, turns = begun, begun + min(wait, timedelta(minutes=25)), []
        for place, (side, text) in enumerate(lines):
            if place:
                moment += timedelta(seconds=self.random.randrange(35, 210))
            if side is Side.STAFF:
                moment = max(moment, taken + timedelta(seconds=25))
            turns.append(Turn(moment, side, text))
        return tuple(turns), taken

    def past_moment(self, sooner: timedelta = timedelta(hours=2)) -> datetime:
        """A moment of the last ninety days that leaves an hour for the conversation; weekends bring a little less."""
        while True:
            day = (self.now - timedelta(days=self.random.randrange(DAYS))).astimezone(self.zone).date()
            if day.weekday() >= 5 and self.random.random() < 0.25:
                continue
            hour = self.random.choices(range(24), weights=HOURS)[0]
            clock = time(hour, self.random.randrange(60), self.random.randrange(60), tzinfo=self.zone)
            moment = datetime.combine(day, clock)
            if moment < self.now - sooner:
                return moment

    def _story(
        self,
        talk: Talk,
        state: State,
        *stretches: Stretch,
        is_urgent: bool = False,
        destroyed_at: datetime | None = None,
        place: int = 0,
    ) -> Story:
        has_school = talk.about is not About.ADULT and bool(self.schools) and self.random.random() < 0.45
        return Story(
            talk=talk,
            state=state,
            stretches=stretches,
            is_urgent=is_urgent,
            channel=Channel.QR if has_school else Channel.WEB,
            counsellor=self.random.randrange(self.people),
            school=self.random.randrange(self.schools) if has_school else None,
            wants_code=len(stretches) > 1 and self.random.random() < 0.3,
            destroyed_at=destroyed_at,
            place=place,
        )
