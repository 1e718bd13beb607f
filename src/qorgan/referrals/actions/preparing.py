"""A referral is prepared: for whom, to which service, what is shared, on which ground; then it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.children.models import Child
from qorgan.directory.models import Service, TaxonomyTerm
from qorgan.directory.queries import outlook
from qorgan.journal.actions import action, record
from qorgan.referrals import access, events, rules, silence
from qorgan.referrals.asking import Offer, Sheet
from qorgan.referrals.choices import ConsentBasis, ConsentGiver, State
from qorgan.referrals.models import COPY_SCOPE, SCOPE, Referral, SharedItem, Term
from qorgan.texts.words import Words
from qorgan.vault.choices import ShredReason
from qorgan.vault.keys import new_key, shred


def locked(by: Principal, referral: Referral) -> Referral:
    """The referral as it stands now, held until the transaction ends. Raises Refused for one that is hidden meanwhile."""
    found = Referral.objects.visible_to(by).select_for_update().filter(pk=referral.pk).first()
    if found is None:
        raise Refused("referral")
    return found


def as_sender(by: Principal, referral: Referral, verb: str) -> Referral:
    """The referral, locked, for something that only the sending side does. Raises Refused for the other side, RuleBroken
    for another state.
    """
    found = locked(by, referral)
    if not Referral.objects.visible_to(by).filter(access.sender(by), pk=found.pk).exists():
        raise Refused("referral")
    rules.must(found, verb)
    return found


@action(access.REFERRAL_SEND)
def draft_referral(
    *,
    by: Principal,
    child: Child,
    service: Service,
    urgency: Term,
    need: TaxonomyTerm | None = None,
    message: str = "",
    asked_for: UUID | None = None,
    origin: str = "",
) -> Referral:
    """Begins a referral of a child that `by` knows to a service of another organisation. Nothing leaves yet.

    Raises RuleBroken for a service of one's own organisation.
    """
    house = _house(by)
    _must_be_another(house, service)
    made = Referral(
        number=_next_number(), child=child, service=service, to_organisation_id=service.organisation_id, need=need,
        urgency=urgency, from_organisation_id=house, prepared_by=by.account, asked_for=asked_for, origin=origin,
    )  # fmt: skip
    new_key(subject=made.pk, scope=SCOPE)
    new_key(subject=made.copy_id, scope=COPY_SCOPE)
    made.message = message
    made.save(force_insert=True)
    told(by, made, events.ReferralDrafted, service=service.pk)
    return made


@action(access.REFERRAL_SEND)
def change_referral(
    *, by: Principal, referral: Referral, service: Service, urgency: Term, need: TaxonomyTerm | None = None, message: str = ""
) -> Referral:  # fmt: skip
    """Gives a draft another service, urgency, need or message."""
    found = as_sender(by, referral, "change")
    _must_be_another(found.from_organisation_id, service)
    found.service, found.to_organisation_id = service, service.organisation_id
    found.urgency, found.need, found.message = urgency, need, message
    found.save()
    told(by, found, events.ReferralChanged, service=service.pk)
    return found


@action(access.REFERRAL_SEND)
def choose_shared(*, by: Principal, referral: Referral, shared: Sequence[tuple[Sheet, Offer]]) -> list[SharedItem]:
    """Makes these the fields that are shared, copied as they read now. What the preview shows is what leaves."""
    found = as_sender(by, referral, "change")
    SharedItem.objects.visible_to(by).filter(referral=found).delete()
    made = [_item(found, place, sheet, offer) for place, (sheet, offer) in enumerate(shared)]
    for one in made:
        one.save(force_insert=True)
    told(by, found, events.ShareChosen, fields=tuple(f"{one.form}.{one.name}"[:80] for one in made))
    return made


def _item(referral: Referral, place: int, sheet: Sheet, offer: Offer) -> SharedItem:
    words = {"form": _plain(sheet.title), "label": _plain(offer.label)}
    return SharedItem(
        referral=referral,
        copy_id=referral.copy_id,
        form=sheet.form,
        name=offer.name,
        place_in_list=place,
        words=words,
        content={**words, "value": _plain(offer.value)},
    )


def _plain(text: Words | str) -> dict[str, str] | str:
    return text.plain() if isinstance(text, Words) else text


@action(access.REFERRAL_SEND)
def note_consent(
    *, by: Principal, referral: Referral, given_by: str, on: date, consent_record: UUID | None = None
) -> Referral:  # fmt: skip
    """Writes down that consent was given, by whom and when; `consent_record` names the asking side's record of it.

    Raises RuleBroken for a day to come.
    """
    found = as_sender(by, referral, "change")
    rules.must_be_past(on, today=timezone.localdate(), field="on")
    found.consent_basis, found.consent_given_by = ConsentBasis.CONSENT, ConsentGiver(given_by)
    found.consent_on, found.consent_record = on, consent_record
    found.exception_ground, found.exception_note = None, ""
    found.save()
    told(by, found, events.ConsentNoted, basis=ConsentBasis.CONSENT.value, ground="")
    return found


@action(access.CONSENT_OVERRIDE)
def note_exception(*, by: Principal, referral: Referral, ground: Term, note: str) -> Referral:
    """Writes down the ground on which the law allows the sharing without consent, with the words that explain it.

    Raises RuleBroken without words.
    """
    found = as_sender(by, referral, "change")
    if not note.strip():
        raise RuleBroken(_("Please write why consent was not asked for."), field="note")
    found.consent_basis, found.consent_given_by, found.consent_on, found.consent_record = ConsentBasis.EXCEPTION, "", None, None
    found.exception_ground, found.exception_note = ground, note
    found.save()
    told(by, found, events.ConsentNoted, basis=ConsentBasis.EXCEPTION.value, ground=ground.code)
    return found


@action(access.REFERRAL_SEND)
def send_referral(*, by: Principal, referral: Referral, although: bool = False) -> Referral:
    """Sends a prepared referral and starts the clock of its answer.

    `although` says that the sender was warned of a closed or full service and sends nevertheless. Raises RuleBroken where
    something is missing, and for a service that is closed or full without `although`.
    """
    found = as_sender(by, referral, "send")
    items = SharedItem.objects.visible_to(by).filter(referral=found).count()
    missing = rules.lacks(found, items=items)
    if missing:
        raise RuleBroken(missing[0].words)
    seen = outlook(found.service)
    if not seen.is_taking and not although:
        raise RuleBroken(seen.warning or _("This service is closed at present."), field="although")
    found.state, found.sent_at = State.SENT, timezone.now()
    found.save(update_fields=["state", "sent_at"])
    silence.wait_for_answer(found)
    told(by, found, events.ReferralSent, service=found.service_id, to_organisation=found.to_organisation_id,
          urgency=found.urgency.code, items=items)  # fmt: skip
    return found


@action(access.REFERRAL_SEND)
def discard_referral(*, by: Principal, referral: Referral) -> None:
    """Throws a draft away. Nothing had left; its keys go, so that backups open nothing either."""
    found = as_sender(by, referral, "discard")
    told(by, found, events.ReferralDiscarded)
    for subject in (found.copy_id, found.pk):
        shred(by=by, subject=subject, reason=ShredReason.ABANDONED)
    SharedItem.objects.visible_to(by).filter(referral=found).delete()
    Referral.objects.visible_to(by).filter(pk=found.pk).delete()


@action(access.REFERRAL_SEND)
def close_referral(*, by: Principal, referral: Referral) -> Referral:
    """The sending side has read the outcome: the referral is finished. The copy is kept for the pack's time, then erased."""
    found = as_sender(by, referral, "close")
    found.state, found.ended_at = State.CLOSED, timezone.now()
    found.save(update_fields=["state", "ended_at"])
    told(by, found, events.ReferralClosed)
    return found


@action(access.REFERRAL_SEND)
def revoke_referral(*, by: Principal, referral: Referral) -> Referral:
    """Takes a referral back, at any time after the sending: the service loses it, and the copy is shredded.

    Under a legal hold the access ends at once and the shredding follows when the hold does.
    """
    found = as_sender(by, referral, "revoke")
    was = found.state
    end_with_copy(by, found, State.REVOKED, ShredReason.ASKED)
    silence.nothing_more(found)
    told(by, found, events.ReferralRevoked, was=str(was))
    return found


def end_with_copy(by: Principal, found: Referral, state: State, reason: ShredReason) -> None:
    """Ends a referral and shreds its copy; used wherever the service's access ends."""
    shred(by=by, subject=found.copy_id, reason=reason)
    found.state, found.ended_at, found.is_copy_gone = state, timezone.now(), True
    found.save(update_fields=["state", "ended_at", "is_copy_gone", *(["decline_reason", "decline_note", "answered_at"]
                              if state is State.DECLINED else [])])  # fmt: skip


def told(by: Principal, referral: Referral, event: Any, **given: Any) -> None:
    about = (referral.asked_for,) if referral.asked_for else ()
    record(event(subject=referral.pk, asked_for=referral.asked_for, **given), by=by, about=about)


def _house(by: Principal) -> UUID:
    found = next(iter(sorted(by.organisations)), None)
    if found is None:
        raise Refused("organisation")
    return found


def _must_be_another(house: UUID, service: Service) -> None:
    if service.organisation_id == house:
        raise RuleBroken(_("This is a service of your own organisation: no referral is needed."), field="service")


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('referrals_number')")
        return int(cursor.fetchone()[0])
