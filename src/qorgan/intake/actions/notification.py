"""Bodies are notified of a danger, reminded, and the notification is withdrawn; silence passes it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.intake import danger_access as access
from qorgan.intake import danger_limits as limits
from qorgan.intake import danger_rules as rules
from qorgan.intake.actions.danger import locked
from qorgan.intake.danger_bodies import REGION, nearest, reach_of
from qorgan.intake.danger_choices import Factor, Standing, State
from qorgan.intake.danger_events import BodyNotified, BodyReminded, NotificationWithdrawn
from qorgan.intake.danger_pack import Body
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.danger_wordings import BY_TELEPHONE, LOOK_AT_MAIL, WITH_LINK
from qorgan.intake.models import Danger, Notification
from qorgan.intake.models.notification import SCOPE
from qorgan.journal.actions import action, record
from qorgan.notices.actions import make_link, send_notice, withdraw_link
from qorgan.notices.addressees import organisation as body_at
from qorgan.notices.choices import Channel
from qorgan.notices.models import OneTimeLink
from qorgan.notices.wordings import Wording
from qorgan.organisations.models import Organisation
from qorgan.vault.keys import new_key

PURPOSE = "intake.acknowledge"
Channels = Sequence[Channel]
BOTH: Channels = (Channel.MAIL, Channel.SMS)
Told = Sequence[dict[str, Any]]
"""What is passed on, item by item: `form`, `label` and `value`, in words."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A notification that left; `pin` is shown now and can never be read again."""

    notification: Notification
    pin: str

    def __repr__(self) -> str:
        return "<sent notification>"


@action(access.NOTIFICATION_SEND)
def notify_body(*, by: Principal, danger: Danger, body: str, organisation: Organisation, told: Told, factor: Factor) -> Sent:
    """Tells a body of a danger: exactly `told`, by a one-time link with a second factor, or by telephone alone.

    Raises RuleBroken for a finished danger, nothing told, an organisation that is no such body or was told already, and where
    no address is kept for the link.
    """
    held = locked(by, danger)
    if held.state == State.CLOSED or held.level == 0:
        raise RuleBroken(_("This danger is finished. Assess it again first."))
    if not told:
        raise RuleBroken(_("Choose what the body is told."), field="told")
    known = pack().bodies.get(body)
    if known is None or organisation.kind_id not in known.kinds:
        raise RuleBroken(_("This organisation is no such body."), field="organisation")
    sent = _notify(by, held, _Telling(known, organisation, told, factor), is_automatic=False)
    if held.state == State.OPEN:
        limits.wait_for_body(held)
    return sent


@dataclass(frozen=True, slots=True)
class _Telling:
    """Which organisation is told as which body, what, and how the link is opened."""

    body: Body
    organisation: Organisation
    told: Told
    factor: Factor


def _notify(by: Principal, danger: Danger, telling: _Telling, *, is_automatic: bool) -> Sent:
    rows = Notification.objects.visible_to(by).filter(danger=danger)
    if rows.filter(organisation=telling.organisation).exclude(standing=Standing.WITHDRAWN).exists():
        raise RuleBroken(_("This body was notified already."), field="organisation")
    last = rows.aggregate(last=Max("place_in_list"))["last"] or 0
    made = Notification(
        id=uuid7(), danger=danger, place_in_list=last + 1, body=telling.body.key, organisation=telling.organisation,
        level=danger.level, told=list(telling.told), factor=telling.factor, is_automatic=is_automatic, sent_by=by.account_id,
        sent_at=timezone.now(),
    )  # fmt: skip
    new_key(subject=made.pk, scope=SCOPE)
    pin = _write_to(by, danger, made)
    made.save(force_insert=True)
    record(
        BodyNotified(
            subject=danger.pk, notification=made.pk, to=telling.organisation.pk, body=telling.body.key, level=danger.level,
            is_automatic=is_automatic, factor=str(made.factor),
        ),
        by=by, about=(made.pk, danger.arises_from),
    )  # fmt: skip
    return Sent(made, pin)


def _write_to(by: Principal, danger: Danger, to: Notification) -> str:
    """Makes the link and sends it; gives the code that is told by telephone.

    With a code by text message the link goes to the mailbox alone, so that one stolen telephone does not open it.
    """
    if to.factor == Factor.NONE:
        to.link = to.link_until = None
        _send(danger, to, BY_TELEPHONE, key=uuid7())
        return ""
    found = reach_of(to.organisation_id)
    if found is None or not (found.mail or (found.phone and to.factor == Factor.PIN)):
        raise RuleBroken(_("No address is kept to which the link could go. Tell it by telephone."), field="factor")
    made = make_link(
        by=by, subject=to.pk, purpose=PURPOSE, valid_for=timedelta(hours=pack().levels[to.level].link_hours),
        second_factor=str(to.factor), receiver=body_at(to.organisation_id),
    )  # fmt: skip
    to.link, to.link_until = made.link.pk, made.link.until
    by_mail = (Channel.MAIL,) if to.factor == Factor.SMS else (Channel.MAIL, Channel.SMS)
    _send(danger, to, WITH_LINK, key=made.link.pk, path=made.path, channels=by_mail)
    if to.factor == Factor.SMS:
        _send(danger, to, LOOK_AT_MAIL, key=made.link.pk, channels=(Channel.SMS,))
    return made.pin


def _send(danger: Danger, to: Notification, wording: Wording, *, key: UUID, path: str = "", channels: Channels = BOTH) -> None:
    send_notice(
        by=Principal.system("notices.sender"), wording=wording, to=body_at(to.organisation_id), subject=danger.pk,
        key=f"danger:{wording.key}:{key}", values={"number": str(danger), "level": to.level}, path=path, channels=channels,
    )  # fmt: skip


@action(access.NOTIFICATION_SEND)
def remind_body(*, by: Principal, notification: Notification, factor: Factor) -> Sent:
    """Sends again, with a fresh link; the one before opens nothing any more. Raises RuleBroken where it was answered."""
    held = _waiting(by, notification)
    danger = locked(by, Danger.objects.visible_to(by).get(pk=held.danger_id))
    end_link(held)
    held.factor, held.reminded_at = factor, timezone.now()
    pin = _write_to(by, danger, held)
    held.save()
    record(
        BodyReminded(subject=danger.pk, notification=held.pk, to=held.organisation_id, factor=str(factor)),
        by=by, about=(held.pk, danger.arises_from),
    )  # fmt: skip
    return Sent(held, pin)


@action(access.NOTIFICATION_SEND)
def withdraw_notification(*, by: Principal, notification: Notification) -> Notification:
    """Takes a notification back: its link opens nothing, the body knows nothing of it any more."""
    held = _waiting(by, notification)
    danger = Danger.objects.visible_to(by).get(pk=held.danger_id)
    end_link(held)
    Notification.objects.visible_to(by).filter(pk=held.pk).update(standing=Standing.WITHDRAWN)
    held.standing = Standing.WITHDRAWN
    record(
        NotificationWithdrawn(subject=danger.pk, notification=held.pk, to=held.organisation_id),
        by=by, about=(held.pk, danger.arises_from),
    )  # fmt: skip
    return held


def _waiting(by: Principal, notification: Notification) -> Notification:
    held: Notification = Notification.objects.visible_to(by).select_for_update(of=("self",)).get(pk=notification.pk)
    if not rules.may_answer(held.standing):
        raise RuleBroken(_("This notification was answered or withdrawn already."))
    return held


def end_link(notification: Notification) -> None:
    """The link of a notification opens nothing any more, whoever made it."""
    if notification.link is None:
        return
    with acting(access.HAND):
        found = OneTimeLink.objects.visible_to(access.HAND).filter(pk=notification.link, withdrawn_at=None).first()
        if found is not None:
            withdraw_link(by=access.HAND, link=found)


def next_told(by: Principal, danger: Danger) -> tuple[Body, Organisation] | None:
    """The body that is told next, and the nearest organisation that is it and can be reached; None where nobody is left.

    By itself a danger never leaves the child's region, or, where the child's place is not known, the region of the body that a
    person chose last: farther away a person decides.
    """
    rows = list(_told_so_far(by, danger).select_related("organisation__place"))
    told = {one.body: one.standing for one in rows}
    place = danger.place or (rows[-1].organisation.place if rows else None)
    order = list(pack().bodies_of(danger.level, danger.kind))
    while key := rules.next_body(tuple(body.key for body in order), told):
        body = next(one for one in order if one.key == key)
        for found, near in nearest(body.kinds, place, without=[one.organisation_id for one in rows]):
            if near >= REGION and reach_of(found.pk) is not None:
                return body, found
        order.remove(body)
    return None


def _told_so_far(by: Principal, danger: Danger) -> QuerySet:
    return Notification.objects.visible_to(by).filter(danger=danger).exclude(standing=Standing.WITHDRAWN).order_by("place_in_list")


def copy_of(by: Principal, danger: Danger) -> Told:
    """What the last body was told: the same is passed on, nothing more; empty where nobody was told yet."""
    last = _told_so_far(by, danger).last()
    return list(last.told) if last else []


@action(access.NOTIFICATION_SEND)
def pass_on(*, by: Principal, danger: Danger) -> Sent:
    """Tells the next body the same, because nobody answered or it was not theirs; the earlier notification stays open.

    `by` is `Principal.system("intake.hand")`. The code goes to the duty telephone, for nobody is there to tell one; where no
    mobile telephone is kept the body is asked to call. Raises RuleBroken where nobody is left or nothing was told before.
    """
    held = locked(by, danger)
    following, told = next_told(by, held), copy_of(by, held)
    if following is None or not told:
        raise RuleBroken(_("No further body can be told by itself."))
    body, organisation = following
    found = reach_of(organisation.pk)
    factor = Factor.SMS if found and found.phone and found.mail else Factor.NONE
    return _notify(by, held, _Telling(body, organisation, told, factor), is_automatic=True)


def minutes_since(notification: Notification) -> int:
    """Whole minutes from the sending until now."""
    return max(int((timezone.now() - notification.sent_at).total_seconds() // 60), 0)


__all__ = ["PURPOSE", "Sent", "Told", "end_link", "notify_body", "pass_on", "remind_body", "withdraw_notification"]
