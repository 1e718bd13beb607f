"""Keeping the contact record: begun with the conversation, saved while one writes, finalised once."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.forms.binding import Bound
from qorgan.forms.models import FormVersion
from qorgan.forms.queries import current_version
from qorgan.helpline import access, call_types
from qorgan.helpline.choices import Channel, Ending
from qorgan.helpline.events import ContactBegun, ContactFinalised, ContactSaved
from qorgan.helpline.models import Contact, Thread
from qorgan.journal.actions import action, record
from qorgan.texts.phones import UnclearPhone, e164
from qorgan.vault.keys import new_key
from qorgan.vault.lookup import remember

FORM = "contact_record"
PHONES = ("child_phone", "caller_phone")


def record_of(by: Principal, thread: Thread) -> Contact | None:
    """The record of this stretch by this counsellor; begun if there is none. A child is never kept waiting for a form:
    where none is published, or the role keeps no records, there is no record."""
    if not by.may(access.CONTACT_WRITE):
        return None
    held = (
        Contact.objects.visible_to(by)
        .filter(thread=thread, episode=thread.episode, counsellor=by.account_id, finalised_at__isnull=True)
        .first()
    )
    if held is not None:
        return held
    try:
        version = current_version(FORM)
    except RuleBroken:
        return None
    return _begin(
        by,
        version,
        organisation_id=thread.organisation_id,
        thread=thread,
        key_id=thread.id,
        episode=thread.episode,
        channel=thread.channel,
        language=thread.language,
    )


@action(access.CONTACT_WRITE)
def begin_contact(*, by: Principal, organisation_id: UUID, channel: Channel, language: str) -> Contact:
    """A contact that came another way than by writing: a visit, a letter, a call on a telephone."""
    own = uuid7()
    new_key(subject=own, scope="helpline.contact")
    return _begin(by, current_version(FORM), id=own, organisation_id=organisation_id, key_id=own, channel=channel, language=language)


def _begin(by: Principal, version: FormVersion, **given: object) -> Contact:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('helpline_contact_number')")
        number = int(cursor.fetchone()[0])
    contact = Contact.objects.create(
        form_version=version, number=number, counsellor=by.account_id, alias=by.alias, began_at=timezone.now(), **given
    )
    record(
        ContactBegun(subject=contact.id, organisation=contact.organisation_id, channel=str(contact.channel)),
        by=by,
        about=(contact.thread_id,) if contact.thread_id else (),
    )
    return contact


@action(access.CONTACT_WRITE)
def save_contact(*, by: Principal, contact: Contact, bound: Bound, expected: int) -> Contact:
    """Keeps the answers as they are, complete or not. Raises AnswersChanged when somebody else was faster."""
    if contact.finalised_at:
        raise RuleBroken(_("This record is final. It can be read, not changed."))
    contact.put_answers(bound, expected=expected)
    contact.saved_at = timezone.now()
    contact.save()
    record(ContactSaved(subject=contact.id, version=contact.version), by=by)
    return contact


@action(access.CONTACT_FINALISE)
def finalise_contact(*, by: Principal, contact: Contact, bound: Bound, expected: int) -> Contact:
    """Finalises complete answers: codes for the lists are copied, telephone numbers can be looked up from now on."""
    if contact.finalised_at:
        raise RuleBroken(_("This record is final already."))
    if not bound.is_valid:
        raise RuleBroken(_("Some answers are missing."))
    contact.put_answers(bound, expected=expected)
    answers = bound.answers
    contact.call_type = str(answers.get("call_type") or "")
    contact.is_data = call_types.is_data(contact.call_type)
    contact.age, contact.gender = str(answers.get("child_age") or ""), str(answers.get("child_gender") or "")
    contact.region, contact.categories = str(answers.get("region") or ""), list(answers.get("categories") or [])
    contact.finalised_at = contact.saved_at = timezone.now()
    if contact.thread_id is None:  # a call or a visit is over when its record is
        contact.ended_at, contact.ending = contact.finalised_at, Ending.ANSWERED
    contact.save()
    numbers = list(_numbers(answers))
    if numbers:
        remember("phone", subject=contact.id, values=[(number,) for number in numbers])
    record(ContactFinalised(subject=contact.id, organisation=contact.organisation_id, call_type=contact.call_type), by=by)
    return contact


def _numbers(answers: dict) -> set[str]:
    found = set()
    for name in PHONES:
        with suppress(UnclearPhone, KeyError, TypeError):
            if answers.get(name):
                found.add(e164(str(answers[name])))
    return found


def close_records(by: Principal, thread: Thread, ending: Ending) -> None:
    """The technical outcome is written into the records of this stretch, whatever the counsellor says it was about."""
    if by.may(access.CONTACT_WRITE):
        Contact.objects.visible_to(by).filter(thread=thread, episode=thread.episode).update(ending=ending, ended_at=timezone.now())
