"""A contact becomes a case, or is added to one: one transaction, once, and taken back while nobody has worked on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.casework import codes
from qorgan.casework.actions.case import change_case, open_case
from qorgan.casework.actions.entering import file_consent, owe_answer, settle_answer, take_case_back
from qorgan.casework.choices import Risk
from qorgan.casework.models import Case
from qorgan.casework.queries import is_touched
from qorgan.children.actions import register_child
from qorgan.children.choices import RegistrationWay
from qorgan.children.identity import ChildFacts
from qorgan.children.models import Child
from qorgan.children.queries import records_of
from qorgan.helpline.models import Contact
from qorgan.intake import access, rules
from qorgan.intake.choices import GivenBy, Wish
from qorgan.intake.events import ContactHandedOver, HandoverWithdrawn
from qorgan.intake.models import Handover
from qorgan.intake.models.handover import SCOPE
from qorgan.intake.queries.handover import consent_lines, copied, of_contact
from qorgan.intake.queries.owners import owners
from qorgan.intake.telling import tell_case, tell_conversation
from qorgan.journal.actions import action, record
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.vault.choices import ShredReason
from qorgan.vault.keys import new_key, shred

CHILD_VIEWS = {Wish.YES: "agrees", Wish.NO: "disagrees", Wish.NOT_ASKED: "not_yet"}
"""The child's wish as the consent form of a case asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What is known of consent when a contact is handed over. `capacity` is a code of the consent form; `name` and `note` are
    sealed with it and stand nowhere else."""

    given_by: GivenBy
    capacity: str = ""
    name: str = ""
    on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the counsellor decided. `lines` are codes of the contact record's questions; `child` is a registered one, or `facts`
    say what is known of a new one; `into` adds to a case that this contact was handed over to before."""

    place: Place
    organisation: Organisation
    risk: Risk
    concerns: Sequence[str]
    legal_ground: str
    consent: Consent
    wants_help: Wish
    agrees_to_tell: Wish
    child: Child | None = None
    facts: ChildFacts | None = None
    into: Handover | None = None
    story: str = ""
    wish_words: str = ""
    is_urgent: bool = False
    lines: frozenset[str] = field(default_factory=frozenset)


class AlreadyHandedOver(Exception):
    """This very form was sent before: its hand-over is there, and nothing is to be done."""

    def __init__(self, handover: Handover) -> None:
        super().__init__()
        self.handover = handover


@action(access.HANDOVER_MAKE)
def hand_over(*, by: Principal, contact: Contact, chosen: Chosen, client_key: UUID, seen: int) -> Handover:
    """Hands a contact over and gives the hand-over; the case is opened in the chosen organisation, where it waits for a worker.

    `seen` is how many hand-overs of the contact's conversation the counsellor had before their eyes: where a colleague was
    faster, nothing is opened twice (RuleBroken). Raises AlreadyHandedOver for a `client_key` that was sent before, RuleBroken for
    an organisation that may not own the case, and where the law asks for a note.
    """
    _in_turn(contact.thread_id or contact.id)
    earlier = Handover.objects.visible_to(by).filter(client_key=client_key).first()
    if earlier is not None:
        raise AlreadyHandedOver(earlier)
    _must_be_sound(by, contact, chosen, seen)
    child = chosen.child or _registered(by, chosen)
    kept = _keep(by, contact, chosen, client_key, _case_for(chosen, child))
    made = ContactHandedOver(
        subject=kept.id,
        organisation=kept.to_organisation_id,
        case=kept.case_id,
        is_new_case=kept.is_new_case,
        risk=str(kept.risk),
        legal_ground=kept.legal_ground,
        given_by=str(kept.given_by),
        fields=tuple(kept.fields),
    )
    record(made, by=by, about=tuple(one for one in (kept.case_id, kept.thread_id, contact.id) if one))
    owe_answer(by=access.BRIDGE, case=kept.case, arises_from=owed(kept))
    tell_case(kept)
    return kept


def _in_turn(subject: UUID) -> None:
    """Those who hand over one conversation, or about one child, take turns until the action ends; the lock is the database's own and
    needs no right to the row, which a second counsellor may not know."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake {subject}"])


def owed(of: Handover) -> str:
    """What the task that asks for the answer arises from."""
    return f"handover.{of.id}"


def _must_be_sound(by: Principal, contact: Contact, chosen: Chosen, seen: int) -> None:
    if len(of_contact(by, contact)) != seen:
        raise RuleBroken(_("A colleague has just handed this contact over. Look at the case beside the conversation first."))
    codes.demand("legal_grounds", [chosen.legal_ground], field="legal_ground")
    codes.demand("concerns", chosen.concerns, field="concerns")
    needs_consent = codes.needs_consent(chosen.legal_ground)
    if rules.must_say_why(needs_consent, chosen.consent.note):
        raise RuleBroken(_("Please write what supports this ground: without consent the law asks for it."), field="note")
    if needs_consent and chosen.consent.given_by != GivenBy.REPRESENTATIVE:
        raise RuleBroken(_("This ground is the consent of the legal representative. Say who gave it, or choose another ground."),
                         field="given_by")  # fmt: skip
    if needs_consent and (chosen.consent.on is None or chosen.consent.on > timezone.localdate()):
        raise RuleBroken(_("Give the day on which the representative agreed."), field="consent_on")
    if chosen.child is None and chosen.into is None and (chosen.facts is None or not chosen.facts.is_named):
        raise RuleBroken(_("Please write a name, or what the child is called."), field="also_called")
    if chosen.into is None and chosen.organisation.pk not in {one.organisation.pk for one in owners(chosen.place)}:
        raise RuleBroken(_("This organisation cannot own the case. Choose from the list."), field="organisation")


def _registered(by: Principal, chosen: Chosen) -> Child | None:
    """A child that nobody here knows: entered by the counsellor, who has looked at the hints of the page."""
    if chosen.into is not None or chosen.facts is None:
        return None
    return register_child(by=by, facts=chosen.facts, way=RegistrationWay.CONTACT, although_similar=True)


def _case_for(chosen: Chosen, child: Child | None) -> tuple[Case, bool]:
    """The case and whether it is new: the one named, the child's open one in that organisation, else a new one. By the bridge's own
    right: the counsellor learns of none of the first two beforehand."""
    with acting(access.BRIDGE):
        cases = Case.objects.visible_to(access.BRIDGE).open()
        if chosen.into is not None:
            held = cases.filter(pk=chosen.into.case_id).first()
            if held is None:
                raise RuleBroken(_("This case is closed. Make a new one of the contact."))
            return _added(held, chosen), False
        if child is None:
            raise RuleBroken(_("Please write a name, or what the child is called."), field="also_called")
        _in_turn(child.survivor_id)
        records = records_of(access.BRIDGE, child)
        held = cases.filter(child_id__in=records, organisation=chosen.organisation).select_for_update(of=("self",)).first()
        if held is not None:
            return _added(held, chosen), False
        opened = open_case(
            by=access.BRIDGE,
            child=child,
            organisation=chosen.organisation,
            place=chosen.place,
            risk=chosen.risk,
            concerns=chosen.concerns,
            legal_ground=chosen.legal_ground,
            story=chosen.story,
            is_urgent=chosen.is_urgent,
        )
        return opened, True


def _added(case: Case, chosen: Chosen) -> Case:
    """What a further contact changes in the head of a case: concerns are added, the risk and the urgency only rise."""
    head: dict[str, Any] = {
        "risk": rules.graver(case.risk, chosen.risk),
        "is_urgent": case.is_urgent or chosen.is_urgent,
        "concerns": sorted({*case.concerns, *chosen.concerns}),
    }
    if any(getattr(case, name) != value for name, value in head.items()):
        return change_case(by=access.BRIDGE, case=case, expected=case.version, head=head)
    return case


def _keep(by: Principal, contact: Contact, chosen: Chosen, client_key: UUID, into: tuple[Case, bool]) -> Handover:
    (case, is_new), own = into, uuid7()
    new_key(subject=own, scope=SCOPE)
    copy = [*copied(contact, chosen.lines), *consent_lines(chosen.legal_ground, chosen.consent.given_by, chosen.consent.note)]
    return Handover.objects.create(
        id=own,
        client_key=client_key,
        thread_id=contact.thread_id,
        contact=contact,
        case=case,
        case_number=case.number,
        is_new_case=is_new,
        from_organisation_id=contact.organisation_id,
        to_organisation_id=case.organisation_id,
        made_by=by.account,
        language=contact.language,
        risk=chosen.risk,
        is_urgent=chosen.is_urgent,
        wants_help=chosen.wants_help,
        agrees_to_tell=chosen.agrees_to_tell,
        wish_words=chosen.wish_words.strip() or None,
        legal_ground=chosen.legal_ground,
        given_by=chosen.consent.given_by,
        consent_sheet=_consent_filed(case, chosen),
        fields=[f"{line['form']}.{line['name']}" for line in copy],
        copy=copy,
    )


def _consent_filed(case: Case, chosen: Chosen) -> UUID:
    """The consent, or the ground without it, in the consent form of the case: one place where it stands and is withdrawn."""
    given = chosen.consent
    is_agreed = given.given_by == GivenBy.REPRESENTATIVE
    answers: dict[str, Any] = {
        "interview_subject": "child" if not is_agreed else "caregiver",
        "legitimate_basis": [chosen.legal_ground],
        "child_assent": CHILD_VIEWS[Wish(chosen.agrees_to_tell)],
        "child_view_words": chosen.wish_words.strip(),
        "exception_note": given.note.strip(),
    }
    if is_agreed:
        answers |= {"consent_given_as": given.capacity, "consent_given_by": given.name.strip(), "consent_for_services": "yes"}
        answers["consent_date"] = given.on.isoformat() if given.on else ""
    with acting(access.BRIDGE):
        filed = file_consent(by=access.BRIDGE, case=case, answers={name: value for name, value in answers.items() if value})
    return filed.id


@action(access.HANDOVER_MAKE)
def undo_handover(*, by: Principal, handover: Handover) -> Handover:
    """Takes a hand-over back within ten minutes, while nobody has worked on the case: the copy is shredded, and a case that was
    opened for it is closed as opened in error. Raises RuleBroken where it is too late."""
    kept = Handover.objects.visible_to(by).select_for_update(of=("self",)).get(pk=handover.pk)
    with acting(access.BRIDGE):
        case = Case.objects.visible_to(access.BRIDGE).select_for_update(of=("self",)).get(pk=kept.case_id)
        touched = kept.is_new_case and is_touched(case)
        allowed = rules.may_undo(
            undo_until=kept.undo_until, now=timezone.now(), is_withdrawn=kept.withdrawn_at is not None, is_touched=touched
        )
        if not allowed:
            raise RuleBroken(_("This cannot be taken back any more. Talk to the organisation that has the case."))
        if kept.is_new_case and not _is_shared(kept):
            take_case_back(by=access.BRIDGE, case=case)
        else:
            settle_answer(by=access.BRIDGE, case=case, arises_from=owed(kept))
    kept.copy, kept.wish_words = None, None
    kept.withdrawn_at, kept.withdrawn_by = timezone.now(), by.account
    kept.save()
    shred(by=by, subject=kept.id, reason=ShredReason.MISTAKE)
    record(
        HandoverWithdrawn(subject=kept.id, case=kept.case_id), by=by, about=tuple(one for one in (kept.case_id, kept.thread_id) if one)
    )
    tell_conversation(kept)
    return kept


def _is_shared(kept: Handover) -> bool:
    """Whether another contact was added to the case meanwhile: then it stays open."""
    others = Handover.objects.visible_to(access.BRIDGE).filter(case_id=kept.case_id, withdrawn_at__isnull=True)
    return others.exclude(pk=kept.pk).exists()
