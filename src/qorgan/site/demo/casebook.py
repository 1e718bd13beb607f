"""Tells the cases by the actions of the rooms `children` and `casework`, each step at its moment and by whoever would take it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from qorgan.access.acting import batch
from qorgan.access.principal import Principal
from qorgan.casework.actions.case import open_case, share_case
from qorgan.casework.actions.note import write_note
from qorgan.casework.actions.sheet import begin_sheet, finalise_sheet
from qorgan.casework.actions.task import end_task, make_task
from qorgan.casework.choices import Sheet, TaskState
from qorgan.casework.models import Case
from qorgan.children.actions import add_caregiver, add_known_caregiver, make_household, move_in, register_child
from qorgan.children.identity import ChildFacts
from qorgan.children.models import Child
from qorgan.forms.definition import Definition
from qorgan.matching.attributes import Birth
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.site.demo.cases import CaseStory, Entered, Plot, Stand
from qorgan.site.demo.clock import at
from qorgan.site.demo.families import FAMILIES
from qorgan.site.demo.sheets import filled
from qorgan.site.demo.talks import SEED

AT_ONCE = 12
"""Families in one batch: their keys are open together."""
PRESSING = (Stand.WAITING, Stand.NEW, Stand.ASSESSED)
"""Where a case may still be urgent."""
TWICE = (7, 22, 37)
"""Families whose eldest child another house registered too, as it heard of it: the keeper of the register finds them."""
OPENS, CLOSES = 9, 18
HOUR = timedelta(hours=1)


class NotYet(Exception):
    """The next step of a case lies behind the moment at which the demo begins."""


@dataclass(frozen=True, slots=True)
class House:
    """An organisation that keeps cases, the places that its families live in, and who works there."""

    organisation: Organisation
    places: tuple[Place, ...]
    workers: tuple[Principal, ...]
    supervisor: Principal


class Pace:
    """The moments of one case: each later than the one before, in working hours, and none after `now`."""

    def __init__(self, begins: datetime, now: datetime) -> None:
        self.moment, self.now, self.zone = begins, now, zone()

    @contextmanager
    def after(self, hours: float) -> Iterator[datetime]:
        """Inside, it is so many hours later. Raises NotYet, before anything is done."""
        moment = (self.moment + hours * HOUR).astimezone(self.zone)
        if moment.hour < OPENS:
            moment = moment.replace(hour=OPENS)
        elif moment.hour >= CLOSES:
            moment = (moment + timedelta(days=1)).replace(hour=OPENS)
        if moment >= self.now:
            raise NotYet
        self.moment = moment
        with at(moment):
            yield moment


@dataclass(slots=True)
class Scene:
    """One case being told: who works on it, and the people around."""

    story: CaseStory
    case: Case
    by: Principal
    house: House
    pace: Pace

    @property
    def plot(self) -> Plot:
        """What the pack says of it."""
        return self.story.plot

    def is_every(self, nth: int, of: int = 0) -> bool:
        """Whether it is one of every so many cases, for what is rare."""
        return self.story.number % nth == of


class Casebook:
    """Enters families and tells their cases. `forms` are those that the country has; `later` tells what comes after the plan."""

    def __init__(
        self,
        houses: Sequence[House],
        forms: Mapping[Sheet, Definition],
        later: Callable[[Casebook, Scene], None],
        now: datetime,
    ) -> None:
        self.houses, self.forms, self.later, self.now = houses, forms, later, now
        self.twice = 0
        self.random = Random(SEED + 4)  # noqa: S311 - an invented case

    def tell(self, entered: Sequence[Entered]) -> None:
        """Tells the families one after another, many in a batch."""
        for first in range(0, len(entered), AT_ONCE):
            with batch():
                for one in entered[first : first + AT_ONCE]:
                    self._enter(one)

    def _enter(self, entered: Entered) -> None:
        house = self.houses[entered.number % len(self.houses)]
        by = house.workers[entered.number // len(self.houses) % len(house.workers)]
        with at(entered.registered_at):
            place = house.places[entered.number // len(self.houses) % len(house.places)]
            children = [self._register(by, facts, place) for facts in entered.family.children]
            self._gather(by, entered, place, children)
        if entered.number % FAMILIES in TWICE:
            self._register_again(entered, place)
        for story in entered.cases:
            self._tell_one(story, children[story.child], by, house)

    def _register(self, by: Principal, facts: ChildFacts, place: Place) -> Child:
        return register_child(by=by, facts=replace(facts, place=place), although_similar=True, is_invented=True)

    def _register_again(self, entered: Entered, place: Place) -> None:
        """Without a number and a patronymic, and with the year alone: what a neighbour would say."""
        house = self.houses[(entered.number + 1) % len(self.houses)]
        eldest = entered.family.children[0]
        heard = replace(eldest, iin="", patronymic="", birth=Birth.in_year(eldest.birth.year) if eldest.birth else None)
        with at(entered.registered_at + HOUR / 12):
            self._register(house.workers[0], heard, place)
        self.twice += 1

    def _gather(self, by: Principal, entered: Entered, place: Place, children: Sequence[Child]) -> None:
        """The grown-ups, once for all children, and the household with everybody in it."""
        eldest, *others = children
        since = entered.family.lives_since
        home = make_household(by=by, child=eldest, place=place, since=since)
        for child in others:
            move_in(by=by, household=home, child=child, since=since)
        for facts in entered.family.carers:
            carer = add_caregiver(by=by, child=eldest, facts=facts).caregiver
            move_in(by=by, household=home, caregiver=carer, since=since)
            for child in others:
                add_known_caregiver(by=by, child=child, caregiver=carer, facts=facts)

    def _tell_one(self, story: CaseStory, child: Child, by: Principal, house: House) -> None:
        plot, is_waiting = story.plot, story.stand is Stand.WAITING
        with at(story.opened_at):
            case = open_case(
                by=by,
                child=child,
                organisation=house.organisation,
                place=child.place or house.organisation.place,
                risk=plot.risk,
                concerns=plot.concerns,
                legal_ground=plot.ground,
                story=plot.story,
                is_urgent=(plot.is_urgent and story.stand in PRESSING) or (is_waiting and story.number % 3 == 0),
                owner=None if is_waiting else by.account_id,
            )
        if is_waiting:
            return
        try:
            self._work(Scene(story, case, by, house, Pace(story.opened_at, self.now)))
        except NotYet:
            return

    def _work(self, scene: Scene) -> None:
        """What is done in every case: a first visit, tasks, the assessment; then what comes after it."""
        self._first_days(scene)
        if scene.story.stand is Stand.NEW:
            return
        level = {"risk_level": str(scene.plot.risk), "protection_concerns": list(scene.plot.concerns)}
        is_draft = scene.story.stand is Stand.ASSESSED and scene.is_every(3)
        self.fill(scene, Sheet.RISK_ASSESSMENT, 3, level, is_draft=is_draft)
        if not is_draft:
            self.later(self, scene)

    def _first_days(self, scene: Scene) -> None:
        self.write(scene, 0, 2 + self.random.random() * 3)
        with scene.pace.after(0.5) as moment:
            days = self.random.choice((3, 5, 9, 14))
            done = make_task(by=scene.by, case=scene.case, what=scene.plot.done, due_at=self._end_of(moment, days))
            make_task(by=scene.by, case=scene.case, what=scene.plot.left, due_at=self._left_until(moment))
        if scene.is_every(6, 2):
            with scene.pace.after(1):
                share_case(by=scene.by, case=scene.case, to=self._colleague(scene).account)
        self.fill(scene, Sheet.REGISTRATION, 1, {})
        with scene.pace.after(4 + self.random.random() * 20):
            end_task(by=scene.by, task=done, state=TaskState.DONE)

    def _colleague(self, scene: Scene) -> Principal:
        return next(one for one in scene.house.workers if one.account != scene.by.account)

    def _end_of(self, moment: datetime, days: int) -> datetime:
        return (moment + timedelta(days=days)).astimezone(zone()).replace(hour=CLOSES, minute=0, second=0, microsecond=0)

    def _left_until(self, moment: datetime) -> datetime:
        """The end of a day around the demo's first: most lie ahead, some have passed."""
        return self._end_of(max(self.now, moment), self.random.choice((-2, 0, 1, 3, 6, 12)))

    def write(self, scene: Scene, number: int, hours: float) -> None:
        """Writes the plot's note of this number, where it has one."""
        if number < len(scene.plot.notes):
            subject, text = scene.plot.notes[number]
            with scene.pace.after(hours):
                write_note(by=scene.by, case=scene.case, subject=subject, text=text)

    def fill(self, scene: Scene, kind: Sheet, hours: float, known: Mapping[str, Any], *, is_draft: bool = False) -> bool:
        """Fills in a form so many hours later; False where the country has none, or where it stays a draft."""
        if kind not in self.forms:
            return False
        with scene.pace.after(hours):
            sheet = begin_sheet(by=scene.by, case=scene.case, kind=kind)
        if is_draft:
            return False
        with scene.pace.after(hours + 1) as moment:
            bound = filled(self.forms[kind], known, language=scene.plot.language, at=moment)
            finalise_sheet(by=scene.by, sheet=sheet, bound=bound, expected=sheet.version)
        return True


def zone() -> ZoneInfo:
    """The zone in which the demo's people work."""
    return ZoneInfo(settings.TIME_ZONE)
