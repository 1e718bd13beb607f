"""The invented referrals of the demo: in every state, from the caseworkers' own cases and children to the services of one NGO."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.casework.choices import ServiceState, Sheet
from qorgan.casework.models import Case, CaseService, CaseSheet
from qorgan.casework.referring import asking_for, origin_for
from qorgan.children.models import Child
from qorgan.directory.models import Service
from qorgan.directory.queries import kind_codes
from qorgan.referrals.actions import (
    accept_referral,
    acknowledge_referral,
    choose_shared,
    close_referral,
    decline_referral,
    draft_referral,
    expire_referral,
    note_consent,
    record_service,
    report_outcome,
    revoke_referral,
    send_referral,
)
from qorgan.referrals.asking import Asking, Offer, child_sheet
from qorgan.referrals.asking import Sheet as SharedSheet
from qorgan.referrals.choices import State, TermList
from qorgan.referrals.models import Referral, Term
from qorgan.site.demo.clock import at

SHARED = ("name", "sex", "age", "languages", "place")
ASKED = {
    "kk": "Бала мектепке бармай жүр, отбасымен сөйлесу керек.",
    "ru": "Ребёнок не ходит в школу, нужно поговорить с семьёй.",
}
DONE = {"kk": "Анасымен бірге келді, әңгімелестік.", "ru": "Пришли вместе с мамой, поговорили."}
REPORTED = {"kk": "Бала сабаққа оралды, кездесулер жалғасады.", "ru": "Ребёнок вернулся к занятиям, встречи продолжаются."}
NO_ROOM = {"kk": "Топ толы, келесі айда жазыңыз.", "ru": "Группа заполнена, напишите в следующем месяце."}
WAYS: tuple[tuple[State, tuple[str, ...]], ...] = (
    (State.SENT, ()),
    (State.ACKNOWLEDGED, ("acknowledge",)),
    (State.ACCEPTED, ("acknowledge", "accept")),
    (State.UNDER_WAY, ("acknowledge", "accept", "record", "record")),
    (State.REPORTED, ("acknowledge", "accept", "record", "record", "report")),
    (State.CLOSED, ("accept", "record", "report", "close")),
    (State.DECLINED, ("acknowledge", "decline")),
    (State.REVOKED, ("accept", "revoke")),
    (State.EXPIRED, ("expire",)),
    (State.DRAFTED, ()),
)
DAY = timedelta(days=1)
OF_A_FORM = 2
"""Answers of each form of a case that are shared: those that tell nothing of who the child is."""


class Sender:
    """Writes referrals by the room's own actions: one way after another, each step a day after the one before."""

    def __init__(self, workers: Sequence[Principal], answering: Sequence[Principal], now: datetime) -> None:
        self.workers, self.answering, self.now = workers, answering, now
        houses = {organisation for one in answering for organisation in one.organisations}
        self.services = list(Service.objects.working().filter(organisation__in=houses).order_by("key"))
        self.planned: dict[Principal, list[tuple[Case, datetime]]] = {}
        self.terms = {(one.list, one.code): one for one in Term.objects.all()}

    def write(self, rounds: int) -> int:
        """So many rounds through all states; gives how many were written. None where nobody could answer."""
        if not self.services or not self.answering:
            return 0
        pairs = list(self._children(rounds * len(WAYS)))
        for number, (by, child) in enumerate(pairs):
            self._tell(number, by, child, *WAYS[number % len(WAYS)])
        return len(pairs)

    def _children(self, count: int) -> Iterator[tuple[Principal, Child]]:
        """Children of the caseworkers: one round of the first's own, so that one person sees every state, then of the others in
        turn.
        """
        known = []
        for by in self.workers:
            with acting(by):
                known.append(list(Child.objects.visible_to(by).select_related("place").order_by("registered_at", "pk")[:count]))
        first, others = known[0], list(zip(self.workers[1:], known[1:], strict=True))
        found = [(self.workers[0], child) for child in first[: len(WAYS)]]
        found += [(by, own[place]) for place in range(count) for by, own in others if place < len(own)]
        yield from found[:count]

    def _tell(self, number: int, by: Principal, child: Child, state: State, steps: Sequence[str]) -> None:
        service = self.services[number % len(self.services)]
        back = 40 if state is State.EXPIRED else len(steps) + number % 3 + 1
        moment = self.now - back * DAY
        language = "kk" if number % 2 else "ru"
        with at(moment), acting(by):
            asking = self._asking(number, by, child, service, moment)
            made = draft_referral(
                by=by, child=asking.child, service=service, message=ASKED[language], asked_for=asking.asked_for, origin=asking.origin,
                urgency=self._term(TermList.URGENCY, "now" if number % 4 == 0 else "usual"),
            )  # fmt: skip
            choose_shared(by=by, referral=made, shared=[pair for sheet in asking.sheets for pair in _shared(sheet)])
            if state is State.DRAFTED:
                return
            note_consent(by=by, referral=made, given_by="representative", on=moment.date())
            send_referral(by=by, referral=made, although=True)
        there = next(one for one in self.answering if service.organisation_id in one.organisations)
        for step in steps:
            moment = self.now - 5 * DAY if step == "expire" else moment + DAY
            with self._as(by, there, step, moment) as actor:
                self._step(step, actor, made, language, moment)

    def _asking(self, number: int, by: Principal, child: Child, service: Service, moment: datetime) -> Asking:
        """Every second referral, of each state in turn, starts from the plan of a case that was there by then; others from a child."""
        if (number + number // len(WAYS)) % 2 == 0:
            waiting = self._with_plan(by)
            found = next((pair for pair in waiting if pair[1] < moment), None)
            if found is not None:
                waiting.remove(found)
                return asking_for(by, origin_for(found[0], self._wanted(by, found[0], service)))
        return Asking(f"child:{child.ref}", child, (child_sheet(by, child),))

    def _with_plan(self, by: Principal) -> list[tuple[Case, datetime]]:
        """The worker's own open cases that have a plan and no referral yet, each with the moment of the plan."""
        if by not in self.planned:
            plans = CaseSheet.objects.visible_to(by).filter(kind=Sheet.PLAN, finalised_at__isnull=False).order_by("-finalised_at")
            since: dict[Any, datetime] = dict(plans.values_list("case_id", "finalised_at"))
            rows = Case.objects.visible_to(by).open().filter(owner=by.account_id, pk__in=since).order_by("opened_at", "pk")
            self.planned[by] = [(case, since[case.pk]) for case in rows]
        return self.planned[by]

    def _wanted(self, by: Principal, case: Case, service: Service) -> CaseService | None:
        """What the plan asks for that this service gives; None where it asks for something else."""
        rows = CaseService.objects.visible_to(by).filter(case=case, state=ServiceState.PLANNED, kind__in=kind_codes(service.pk))
        found: CaseService | None = rows.order_by("asked_at").first()
        return found

    @contextmanager
    def _as(self, sender: Principal, there: Principal, step: str, moment: datetime) -> Iterator[Principal]:
        """Whoever takes a step, at its moment."""
        actor = Principal.system("referrals.sweep") if step == "expire" else sender if step in ("close", "revoke") else there
        with at(moment), acting(actor):
            yield actor

    def _step(self, step: str, by: Principal, made: Referral, language: str, moment: datetime) -> None:
        referral = Referral.objects.visible_to(by).get(pk=made.pk)
        told: dict[str, tuple[Any, dict[str, Any]]] = {
            "acknowledge": (acknowledge_referral, {}),
            "accept": (accept_referral, {}),
            "decline": (decline_referral, {"reason": self._term(TermList.DECLINE, "full"), "note": NO_ROOM[language]}),
            "record": (record_service, {
                "on": moment.date(), "kind": self._term(TermList.RECORD, "consultation"), "minutes": 50, "note": DONE[language],
            }),
            "report": (report_outcome, {"outcome": self._term(TermList.OUTCOME, "helped"), "report": REPORTED[language]}),
            "close": (close_referral, {}),
            "revoke": (revoke_referral, {}),
            "expire": (expire_referral, {}),
        }  # fmt: skip
        act, given = told[step]
        act(by=by, referral=referral, **given)

    def _term(self, listed: TermList, code: str) -> Term:
        return self.terms[listed.value, code]


def _shared(sheet: SharedSheet) -> list[tuple[SharedSheet, Offer]]:
    """What somebody careful shares of a form: of the child what a service must know, of the others a few answers."""
    if sheet.form == "child":
        return [(sheet, offer) for offer in sheet.offers if offer.name in SHARED]
    return [(sheet, offer) for offer in sheet.offers if not offer.is_identifying][:OF_A_FORM]
