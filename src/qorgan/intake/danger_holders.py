"""Whom the policies mean for a danger: the shift leader, the next body, the head. The pack names them, this file finds them.

Where a name has nobody behind it the next one above answers, so that no silence ends with nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from qorgan.access.acting import acting
from qorgan.access.holding import accounts_with
from qorgan.casework.models import Case
from qorgan.helpline.choices import Duty as OnDuty
from qorgan.helpline.models import Contact, Shift, Thread
from qorgan.intake.actions.notification import next_told
from qorgan.intake.danger_access import DANGER_OVERSEE, HAND, SILENCE_HEAR
from qorgan.intake.danger_bodies import nearest
from qorgan.intake.models import Danger
from qorgan.notices.addressees import ACCOUNT, ORGANISATION, Addressee, Holder, register_resolver
from qorgan.places.models import Place

BODY = "intake.body"
"""A kind of holder that no book of addresses knows: the next body is written to by its notification, with the link; a second
mail about the clock would only be noise.
"""
SEEN_LATELY = timedelta(minutes=30)
"""A leader whose desk spoke so lately is on duty; where none is, all leaders of the line are told."""


def danger_of(subject: UUID | None) -> Danger | None:
    """The danger that a clock runs for; None for what is no danger."""
    if subject is None:
        return None
    with acting(HAND):
        found: Danger | None = Danger.objects.visible_to(HAND).select_related("place").filter(pk=subject).first()
        return found


def leaders_of(organisation_id: UUID) -> list[UUID]:
    """The shift leaders of a line: those on duty now, else all of them, else who hears silence last."""
    everybody = accounts_with(DANGER_OVERSEE, organisation_id)
    fresh = timezone.now() - SEEN_LATELY
    here = Shift.objects.filter(organisation_id=organisation_id, duty=OnDuty.ON, seen_at__gt=fresh, account_id__in=everybody)
    heads = set(accounts_with(SILENCE_HEAR, organisation_id))
    on_duty = sorted({one for one in here.values_list("account_id", flat=True) if one not in heads})
    return on_duty or [one for one in everybody if one not in heads] or sorted(heads)


def heads_of(organisation_id: UUID) -> list[UUID]:
    """The head of the line; where there is none, the shift leaders."""
    return accounts_with(SILENCE_HEAR, organisation_id) or leaders_of(organisation_id)


def colleagues_of(danger: Danger) -> list[UUID]:
    """Who is told what a body answered: whoever assessed the danger, and whoever holds the conversation, or keeps the contact, now."""
    with acting(HAND):
        threads = Thread.objects.everything(because="an answer looks for who holds the conversation and shows nothing of it")
        contacts = Contact.objects.everything(because="an answer looks for who keeps the contact and shows nothing of it")
        held = threads.filter(pk=danger.thread_id).values_list("taken_by", flat=True)
        holder = (held if danger.thread_id else contacts.filter(pk=danger.contact_id).values_list("counsellor", flat=True)).first()
    return list(dict.fromkeys(one for one in (danger.opened_by, holder) if one))


def _accounts(ids: Sequence[UUID]) -> list[Holder]:
    return [Holder(ACCOUNT, one) for one in ids]


def supervisors(addressee: Addressee) -> Sequence[Holder]:
    """`named:supervisor` of a danger."""
    found = danger_of(addressee.id)
    return _accounts(leaders_of(found.organisation_id)) if found else []


def heads(addressee: Addressee) -> Sequence[Holder]:
    """`named:head` of a danger."""
    found = danger_of(addressee.id)
    return _accounts(heads_of(found.organisation_id)) if found else []


def next_bodies(addressee: Addressee) -> Sequence[Holder]:
    """`named:next_body` of a danger; where no body is left, the shift leaders, for then a person must find one."""
    found = danger_of(addressee.id)
    if found is None:
        return []
    with acting(HAND):
        following = next_told(HAND, found)
    return [Holder(BODY, following[1].pk)] if following else _accounts(leaders_of(found.organisation_id))


def of_kind(addressee: Addressee) -> Sequence[Holder]:
    """`organisation_kind`: the nearest organisation of a kind to the place of a danger or of a case."""
    with acting(HAND):
        place = _place_of(addressee.id) if addressee.id else None
    found = nearest([addressee.key], place)
    return [Holder(ORGANISATION, found[0][0].pk)] if found else []


def _place_of(subject: UUID) -> Place | None:
    danger = Danger.objects.visible_to(HAND).select_related("place").filter(pk=subject).first()
    if danger is not None:
        place: Place | None = danger.place
        return place
    case = Case.objects.visible_to(HAND).select_related("place").filter(pk=subject).first()
    return case.place if case else None


def wire() -> None:
    """Called once, from `apps.py`."""
    register_resolver("named:supervisor", supervisors)
    register_resolver("named:head", heads)
    register_resolver("named:next_body", next_bodies)
    register_resolver("organisation_kind", of_kind)
