"""A body answers: by its link, signed in, or by telephone to one of us."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.intake import danger_access as access
from qorgan.intake import danger_limits as limits
from qorgan.intake import danger_rules as rules
from qorgan.intake.actions.danger import locked
from qorgan.intake.actions.notification import end_link, minutes_since, pass_on
from qorgan.intake.danger_choices import HANDED_OVER, Standing, State, Way
from qorgan.intake.danger_events import NotificationAcknowledged, NotificationDeclined
from qorgan.intake.danger_holders import colleagues_of
from qorgan.intake.danger_wordings import DECLINED, TAKEN
from qorgan.intake.models import Danger, Notification
from qorgan.journal.actions import action, record
from qorgan.notices.actions import send_notice
from qorgan.notices.addressees import account
from qorgan.notices.wordings import Wording


@action(access.NOTIFICATION_ANSWER)
def acknowledge_notification(*, by: Principal, notification: Notification, name: str, position: str, plan: str) -> Notification:
    """The body takes it: who answers, and what they do and when. Raises RuleBroken where it was answered already."""
    return _taken(by, notification, Way.LINK if by.is_bearer else Way.ACCOUNT, name=name, position=position, plan=plan)


@action(access.NOTIFICATION_SEND)
def note_acknowledgement(*, by: Principal, notification: Notification, name: str, position: str, plan: str) -> Notification:
    """The body said by telephone that it takes it; whoever heard it writes it down."""
    return _taken(by, notification, Way.TELEPHONE, name=name, position=position, plan=plan)


@action(access.NOTIFICATION_ANSWER)
def decline_notification(
    *, by: Principal, notification: Notification, name: str, position: str, reason: str, pass_to: str = ""
) -> Notification:  # fmt: skip
    """The body says that it is not theirs, why, and whose it is; a high danger goes to the next body at once."""
    way = Way.LINK if by.is_bearer else Way.ACCOUNT
    return _declined(by, notification, way, {"name": name, "position": position, "reason": reason, "pass_to": pass_to})


@action(access.NOTIFICATION_SEND)
def note_decline(
    *, by: Principal, notification: Notification, name: str, position: str, reason: str, pass_to: str = ""
) -> Notification:
    """The same, heard by telephone."""
    return _declined(by, notification, Way.TELEPHONE, {"name": name, "position": position, "reason": reason, "pass_to": pass_to})


def _answered(by: Principal, notification: Notification, standing: Standing, way: Way, said: dict[str, str]) -> Notification:
    held: Notification = Notification.objects.visible_to(by).select_for_update(of=("self",)).get(pk=notification.pk)
    if not rules.may_answer(held.standing):
        raise RuleBroken(_("This notification was answered or withdrawn already."))
    if not said["name"].strip():
        raise RuleBroken(_("Write who answers."), field="name")
    held.standing, held.answered_at, held.answered_way = standing, timezone.now(), way
    held.answer = {key: text.strip() for key, text in said.items() if text.strip()}
    held.noted_by = by.account_id if way == Way.TELEPHONE else None
    held.save()
    return held


def _taken(by: Principal, notification: Notification, way: Way, **said: str) -> Notification:
    if not said["plan"].strip():
        raise RuleBroken(_("Write what is done, and when."), field="plan")
    held = _answered(by, notification, Standing.ACKNOWLEDGED, way, said)
    danger = _danger_of(held)
    record(
        NotificationAcknowledged(
            subject=held.danger_id, notification=held.pk, to=held.organisation_id, way=str(way), minutes=minutes_since(held)
        ),
        by=by, about=(held.pk, danger.arises_from),
    )  # fmt: skip
    with acting(access.HAND):
        kept = locked(access.HAND, danger)
        if kept.state == State.OPEN:
            kept.state, kept.acknowledged_at = State.ACKNOWLEDGED, held.answered_at
            kept.save(update_fields=["state", "acknowledged_at"])
            limits.taken(kept)
    if way == Way.TELEPHONE:
        end_link(held)
    _tell_colleagues(danger, held, TAKEN)
    return held


def _declined(by: Principal, notification: Notification, way: Way, said: dict[str, str]) -> Notification:
    if not said["reason"].strip():
        raise RuleBroken(_("Write why it is not yours."), field="reason")
    held = _answered(by, notification, Standing.DECLINED, way, said)
    danger = _danger_of(held)
    record(
        NotificationDeclined(subject=held.danger_id, notification=held.pk, to=held.organisation_id, way=str(way)),
        by=by, about=(held.pk, danger.arises_from),
    )  # fmt: skip
    if way == Way.TELEPHONE:
        end_link(held)
    _tell_colleagues(danger, held, DECLINED)
    if danger.state == State.OPEN and danger.level >= HANDED_OVER:
        pass_on_if_any(danger)
    return held


def pass_on_if_any(danger: Danger) -> bool:
    """Passes a danger on to the next body; False where nobody is left, which its supervisors then see by themselves."""
    try:
        pass_on(by=access.HAND, danger=danger)
    except RuleBroken:
        return False
    return True


def _danger_of(notification: Notification) -> Danger:
    """The danger, which a body itself never sees."""
    with acting(access.HAND):
        found: Danger = Danger.objects.visible_to(access.HAND).get(pk=notification.danger_id)
        return found


def _tell_colleagues(danger: Danger, notification: Notification, wording: Wording) -> None:
    for one in colleagues_of(danger):
        send_notice(
            by=Principal.system("notices.sender"), wording=wording, to=account(one), subject=danger.pk,
            key=f"danger:{wording.key}:{notification.pk}", values={"number": str(danger), "level": danger.level},
            path=f"/dangers/{danger.ref}",
        )  # fmt: skip
