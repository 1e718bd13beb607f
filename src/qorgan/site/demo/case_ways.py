"""What becomes of a case after its assessment: the plan, services, another organisation, the end, and a new beginning."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from qorgan.casework.actions.decision import ask_approval, decide_approval, reopen_case
from qorgan.casework.actions.service import ask_for_service, end_service
from qorgan.casework.actions.transfer import accept_transfer, ask_transfer, decline_transfer
from qorgan.casework.choices import ApprovalFor, Sheet
from qorgan.casework.models import Case, CaseService
from qorgan.site.demo.casebook import Casebook, House, Scene
from qorgan.site.demo.cases import Stand

REFUSED = {
    "kk": "Бізде қазір бос маман жоқ, келесі айда сұраңыз.",
    "ru": "Специалист сейчас занят, спросите в следующем месяце.",
}
SENT_BACK = {"kk": "Анасымен келісілген мерзім жазылмаған.", "ru": "Не указан срок, о котором договорились с матерью."}
NOT_GIVEN = {"kk": "Отбасы бұл көмектен бас тартты.", "ru": "Семья отказалась от этой помощи."}
AGAIN = {"kk": "Мектеп жағдай қайталанғанын хабарлады.", "ru": "Школа сообщила, что всё повторилось."}
ENDS = ("significant_progress", "not_longer_at_risk", "significant_progress")
"""Reasons of closure, in turn: keys of the pack's codes."""
WITH_SERVICES = (Stand.SERVED, Stand.ANSWERED, Stand.CLOSED, Stand.REOPENED)


def go_on(book: Casebook, scene: Scene) -> None:
    """From the assessment to where the case stands when the demo begins. Raises NotYet where its time is not there yet."""
    stand = scene.story.stand
    book.write(scene, 1, 20)
    if stand is Stand.ASSESSED:
        if scene.is_every(6, 1):
            _hand_over(book, scene, is_accepted=True)
        return
    _plan(book, scene)
    if stand not in WITH_SERVICES:
        if scene.house is not book.houses[0] and scene.is_every(2):
            _offer(book, scene)
        return
    if scene.is_every(9, 4):
        _hand_over(book, scene, is_accepted=False)
    services = _ask_for_services(scene)
    _follow_up(book, scene, weeks=1)
    book.write(scene, 2, 60)
    _answer(scene, services, is_all=stand is not Stand.SERVED)
    if stand in (Stand.CLOSED, Stand.REOPENED) or scene.is_every(5):
        _close(book, scene, is_waiting=stand not in (Stand.CLOSED, Stand.REOPENED))
    if stand is Stand.REOPENED:
        _reopen(book, scene)


def _plan(book: Casebook, scene: Scene) -> None:
    """A plan with one step, and its approval: most are agreed to, some wait or were sent back once."""
    soon = (scene.pace.moment + timedelta(days=21)).date().isoformat()
    steps = [{"intervention_service_to_be_provided": scene.plot.left, "case_plan_timeframe": soon}]
    if not book.fill(scene, Sheet.PLAN, 24, {"cp_case_plan_subform_case_plan_interventions": steps}):
        return
    with scene.pace.after(1):
        asked = ask_approval(by=scene.by, case=scene.case, what=ApprovalFor.CASE_PLAN)
    if scene.story.stand is Stand.PLANNED and scene.is_every(3):
        return
    is_agreed = not scene.is_every(8, 5)
    with scene.pace.after(6):
        remark = "" if is_agreed else SENT_BACK[scene.plot.language]
        decide_approval(by=scene.house.supervisor, approval=asked, is_approved=is_agreed, remark=remark)


def _ask_for_services(scene: Scene) -> list[CaseService]:
    asked = []
    for kind in scene.plot.services:
        with scene.pace.after(8) as moment:
            asked.append(ask_for_service(by=scene.by, case=scene.case, kind=kind, due_at=moment + timedelta(days=30)))
    return asked


def _answer(scene: Scene, services: list[CaseService], *, is_all: bool) -> None:
    """The services end one after another, one of them not given now and then; where not all have, the last goes on."""
    for place, service in enumerate(services if is_all else services[:-1]):
        was_given = not (place and scene.is_every(4))
        result = scene.plot.result if was_given else NOT_GIVEN[scene.plot.language]
        with scene.pace.after(90):
            end_service(by=scene.by, service=service, was_given=was_given, result=result)


def _follow_up(book: Casebook, scene: Scene, *, weeks: int) -> None:
    """A visit; the next one lies around the demo's first day."""
    following = (book.now + timedelta(days=scene.story.number % 11 - 3)).date().isoformat()
    known: dict[str, Any] = {"followup_date": (scene.pace.moment + timedelta(weeks=weeks)).date().isoformat()}
    book.fill(scene, Sheet.FOLLOW_UP, weeks * 168, {**known, "followup_needed_by_date": following})


def _close(book: Casebook, scene: Scene, *, is_waiting: bool) -> None:
    """The closure form, the request, and what the supervisor says to it."""
    if scene.story.stand is Stand.SERVED or not book.fill(scene, Sheet.CLOSURE, 48, {}):
        return
    reason = ENDS[scene.story.number % len(ENDS)]
    with scene.pace.after(1):
        asked = ask_approval(by=scene.by, case=scene.case, what=ApprovalFor.CLOSURE, why=scene.plot.result, reason_code=reason)
    if not is_waiting:
        with scene.pace.after(20):
            decide_approval(by=scene.house.supervisor, approval=asked, is_approved=True)


def _reopen(book: Casebook, scene: Scene) -> None:
    case = Case.objects.visible_to(scene.house.supervisor).get(pk=scene.case.pk)
    if case.is_open:
        return
    with scene.pace.after(240):
        reopen_case(by=scene.house.supervisor, case=case, why=AGAIN[scene.plot.language])
    book.write(scene, 0, 5)


def _elsewhere(book: Casebook, scene: Scene) -> House:
    """Another house: the first one, so that its supervisor finds requests, or the second for its own cases."""
    others = [house for house in book.houses if house is not scene.house]
    return others[0]


def _offer(book: Casebook, scene: Scene, house: House | None = None) -> Any:
    to = house or _elsewhere(book, scene)
    with scene.pace.after(4):
        return ask_transfer(
            by=scene.house.supervisor,
            case=scene.case,
            target=to.organisation,
            consent_ground=scene.plot.ground,
            summary=scene.plot.offer,
        )


def _hand_over(book: Casebook, scene: Scene, *, is_accepted: bool) -> None:
    """Another organisation is asked; it takes the case, or says why not."""
    to = _elsewhere(book, scene)
    asked = _offer(book, scene, to)
    with scene.pace.after(9):
        if is_accepted:
            accept_transfer(by=to.supervisor, transfer=asked)
        else:
            decline_transfer(by=to.supervisor, transfer=asked, remark=REFUSED[scene.plot.language])
