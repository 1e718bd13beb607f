"""A danger is assessed, called in, finished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.helpline.models import Contact, Thread
from qorgan.intake import danger_access as access
from qorgan.intake import danger_limits as limits
from qorgan.intake import danger_rules as rules
from qorgan.intake.danger_choices import HANDED_OVER, Offence, State
from qorgan.intake.danger_events import DangerAssessed, DangerClosed, EmergencyCalled
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.models import Danger, DangerAssessment, EmergencyCall
from qorgan.intake.models.danger import SCOPE
from qorgan.journal.actions import action, record
from qorgan.places.models import Place
from qorgan.vault.keys import new_key


@dataclass(frozen=True, slots=True)
class Said:
    """What the counsellor says: answers by question, the level they choose (None: as the answers say), why, and whether an
    offence must be reported (`Offence`).
    """

    answers: Mapping[str, str]
    level: int | None = None
    reason: str = ""
    offence: str = ""
    place: Place | None = None


def open_danger(by: Principal, of: Thread | Contact) -> Danger | None:
    """The danger of a conversation, or of a contact where nobody wrote, that is not finished."""
    found: Danger | None = Danger.objects.visible_to(by).open().filter(**_source(of)).first()
    return found


def _source(of: Thread | Contact) -> dict[str, UUID]:
    """What a danger arises from. Raises RuleBroken for a contact of a conversation: its danger is the conversation's."""
    if isinstance(of, Thread):
        return {"thread_id": of.pk}
    if of.thread_id is not None:
        raise RuleBroken(_("This contact belongs to a conversation. Answer the questions there."))
    return {"contact_id": of.pk}


def locked(by: Principal, danger: Danger) -> Danger:
    """The danger as it is now, under its row's lock."""
    held: Danger = Danger.objects.visible_to(by).select_for_update(of=("self",)).get(pk=danger.pk)
    return held


@action(access.DANGER_ASSESS)
def assess_danger(*, by: Principal, of: Thread | Contact, said: Said) -> Danger:
    """Keeps an assessment of the danger in a conversation, or in a contact where nobody wrote; the first one or a further one.

    What is not known stays as it was known before. Raises RuleBroken for a lower level without its reason, for a high level
    without a word on the report of an offence, where a report is still due and the answer would pass it over, and for a contact
    of a conversation.
    """
    there = open_danger(by, of)
    held = locked(by, there) if there else None
    before = newest_assessment(by, held) if held else None
    answers = rules.complete(pack(), said.answers, before.answers if before else None)
    finding = rules.level(pack(), answers)
    level = finding.level if said.level is None else said.level
    rules.must_be_reasoned(finding, level, said.reason)
    rules.must_say_whether_offence(level, said.offence)
    if held is not None and held.is_duty_open and said.offence == Offence.NO:
        raise RuleBroken(_("A report is due. Write it down, or why it is not made; a second person then agrees."), field="offence")
    was = held.level if held else 0
    danger = held or _new(by, of)
    danger.level, danger.kind = level, finding.kind or danger.kind or ("other" if level else "")
    danger.offence = said.offence or danger.offence
    danger.place = said.place or danger.place
    if level == 0 and held is None:
        danger.state, danger.closed_at = State.CLOSED, timezone.now()
    if rules.begins_duty(danger.offence) and danger.state != State.CLOSED:
        danger.is_duty_open = danger.is_duty_open or held is None or before is None or not rules.begins_duty(before.offence)
    danger.save()
    kept = _keep(by, danger, said, answers, finding.level)
    _run(danger, was)
    record(
        DangerAssessed(
            subject=danger.pk, organisation=danger.organisation_id, assessment=kept.pk, level=level, found=finding.level,
            before=was, kind=danger.kind, offence=str(danger.offence),
        ),
        by=by, about=(danger.arises_from,),
    )  # fmt: skip
    return danger


def newest_assessment(by: Principal, danger: Danger) -> DangerAssessment | None:
    """What was said last."""
    found: DangerAssessment | None = (
        DangerAssessment.objects.visible_to(by).filter(danger=danger).order_by("-assessed_at", "-pk").first()
    )
    return found


def _new(by: Principal, of: Thread | Contact) -> Danger:
    own = uuid7()
    new_key(subject=own, scope=SCOPE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('intake_danger_number')")
        (number,) = cursor.fetchone()
    return Danger(
        id=own, number=number, **_source(of), organisation_id=of.organisation_id,
        place=of.place if isinstance(of, Thread) else None, level=0, opened_by=by.account, opened_at=timezone.now(),
    )  # fmt: skip


def _keep(by: Principal, danger: Danger, said: Said, answers: dict[str, str], found: int) -> DangerAssessment:
    kept = DangerAssessment(
        danger=danger, level=danger.level, found=found, kind=danger.kind, offence=danger.offence, version=pack().version,
        answers=answers, reason=said.reason.strip() or None, assessed_by=by.account, assessed_at=timezone.now(),
    )  # fmt: skip
    kept.save(force_insert=True)
    return kept


def _run(danger: Danger, was: int) -> None:
    """The clocks: a body is to take a high level at once, also where the level rose after somebody had taken a lower one."""
    if danger.state == State.CLOSED:
        return
    if danger.level >= HANDED_OVER and (danger.state == State.OPEN or danger.level > was):
        if danger.state == State.ACKNOWLEDGED:
            danger.state, danger.acknowledged_at = State.OPEN, None
            danger.save(update_fields=["state", "acknowledged_at"])
        limits.wait_for_body(danger)
    if danger.is_duty_open:
        limits.wait_for_report(danger)


@action(access.DANGER_ASSESS)
def note_call(*, by: Principal, danger: Danger, number: str, called_at: datetime, incident: str = "") -> EmergencyCall:
    """Writes down that an emergency number was rung; the software replaces no telephone. Raises RuleBroken for a time to come."""
    if called_at > timezone.now():
        raise RuleBroken(_("This time is still to come."), field="called_at")
    call = EmergencyCall(danger=danger, number=number, incident=incident.strip() or None, called_by=by.account, called_at=called_at)
    call.save(force_insert=True)
    record(EmergencyCalled(subject=danger.pk, number=number), by=by, about=(danger.arises_from,))
    return call


@action(access.DANGER_ASSESS)
def close_danger(*, by: Principal, danger: Danger, why: str = "") -> Danger:
    """Finishes a danger. One that no body has taken is finished only with the reason; one whose report is due not at all."""
    held = locked(by, danger)
    if held.state == State.CLOSED:
        raise RuleBroken(_("This danger is finished already."))
    if held.is_duty_open:
        raise RuleBroken(_("A report is due. Write it down, or why it is not made; a second person then agrees."))
    was_taken = held.state == State.ACKNOWLEDGED
    if not was_taken and not why.strip():
        raise RuleBroken(_("No body has taken this danger. Write why it is finished."), field="why")
    held.state, held.closed_at, held.closed_why = State.CLOSED, timezone.now(), why.strip() or None
    held.save()
    limits.nobody_needed(held)
    record(
        DangerClosed(subject=held.pk, organisation=held.organisation_id, level=held.level, was_taken=was_taken),
        by=by, about=(held.arises_from,),
    )  # fmt: skip
    return held
