"""Notices are written: a line behind the bell, and a row in the outbox for each way out that its reader wants."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.clocks.reading import now
from qorgan.journal.actions import action, record
from qorgan.journal.events import verbs
from qorgan.live.events import tell
from qorgan.notices import access, outbox, rules
from qorgan.notices.addressees import ACCOUNT, Addressee, Holder, Reach, holders, reach
from qorgan.notices.choices import Channel
from qorgan.notices.events import NoticeMade
from qorgan.notices.models import Delivery, Notice, Preference
from qorgan.notices.parameters import NUMBER, NotForANotice, Parameter, kept
from qorgan.notices.wordings import Wording
from qorgan.vault.keys import has_key

_PATH = re.compile(r"^(/[A-Za-z0-9_-]+)*/?$")


@dataclass(frozen=True, slots=True)
class Sending:
    """What was written: lines behind bells, and deliveries."""

    bells: int
    deliveries: int


@action(access.NOTICE_SEND)
def send_notice(
    *,
    by: Principal,
    wording: Wording,
    to: Addressee,
    subject: UUID,
    key: str,
    values: Mapping[str, Any] | None = None,
    path: str = "",
    is_urgent: bool | None = None,
    channels: Sequence[Channel] = (Channel.MAIL, Channel.SMS),
    rings: bool = True,
) -> Sending:
    """Tells everybody behind `to`: accounts by their bell and by the ways they chose, organisations by their addresses.

    `values` are the wording's own values and nothing else (NotForANotice); `path` is an address of ours, without a query.
    `key` (codes and ids) names the occasion: the same reader is told of it once, however often this is called. Urgent
    notices (the wording's own rule unless given) pass over quiet hours and gathering, and go by text message too where a
    telephone is kept. `rings=False` leaves out the bell. Where no person acts, `by` is `Principal.system("notices.sender")`.
    """
    stored = kept(wording.parameters, values or {})
    if not _PATH.match(path):
        raise NotForANotice("path must be an address of ours without a query")
    urgent = wording.is_urgent if is_urgent is None else is_urgent
    at, bells, made = now(), 0, []
    for holder in holders(to):
        line = _Line(wording.key, stored, path, subject, urgent, key, at)
        if rings and holder.kind == ACCOUNT:
            bells += _ring(holder.id, line)
        made += _deliveries(holder, line, channels)
    written = outbox.write(made)
    record(NoticeMade(subject=subject, wording=wording.key, bells=bells, deliveries=written), by=by)
    return Sending(bells, written)


@action(access.NOTICE_SEND)
def send_once(
    *,
    by: Principal,
    wording: Wording,
    channel: Channel,
    address: str,
    language: str,
    subject: UUID,
    key: str,
    values: Mapping[str, Any] | None = None,
    path: str = "",
) -> Sending:
    """Sends to an address that was given for this once: the duty telephone of a body, for example. Always urgent.

    The address is sealed under the key of `subject`, which must have one (`vault.keys.new_key`).
    """
    if not has_key(subject):
        raise LookupError("the subject has no key that an address could be sealed with")
    stored = kept(wording.parameters, values or {})
    if not _PATH.match(path):
        raise NotForANotice("path must be an address of ours without a query")
    at = now()
    delivery = Delivery(
        id=uuid7(),
        channel=channel,
        sealed_by=subject,
        address=address,
        language=language,
        key=f"{key}:{channel}:once",
        **_Line(wording.key, stored, path, subject, True, key, at).columns(),
    )
    written = outbox.write([delivery])
    record(NoticeMade(subject=subject, wording=wording.key, bells=0, deliveries=written), by=by)
    return Sending(0, written)


@action(access.NOTICE_SEND)
def tell_endpoints(
    *, by: Principal, verb: str, organisation: UUID, subject: UUID, key: str, values: Mapping[str, Any] | None = None
) -> Sending:
    """Has the webhooks of an organisation told that something happened: the verb of one of our events, whole numbers and
    ids, nothing else. The receiver asks the API for what it may know.
    """
    if verb not in verbs():
        raise NotForANotice("verb must be the verb of an event")
    given = values or {}
    numbers = {name: value for name, value in given.items() if not isinstance(value, UUID)}
    ids = {name: str(value) for name, value in given.items() if isinstance(value, UUID)}
    declared: dict[str, Parameter] = dict.fromkeys(numbers, NUMBER)
    line = _Line(verb, {**kept(declared, numbers), **ids}, "", subject, True, key, now())
    made = [
        Delivery(id=uuid7(), channel=Channel.WEBHOOK, endpoint_id=endpoint, key=f"{key}:{endpoint}", **line.columns())
        for endpoint in _endpoints(verb, organisation)
    ]
    written = outbox.write(made)
    record(NoticeMade(subject=subject, wording=verb, bells=0, deliveries=written), by=by)
    return Sending(0, written)


def _endpoints(verb: str, organisation: UUID) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT notices_endpoints_for(%s, %s)", [verb, organisation])
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class _Line:
    """What the bell and every delivery of one notice share."""

    wording: str
    values: Mapping[str, Any]
    path: str
    subject: UUID
    is_urgent: bool
    key: str
    at: datetime

    def columns(self) -> dict[str, Any]:
        """The columns of a delivery that leaves at once."""
        return {
            "wording": self.wording,
            "values": dict(self.values),
            "path": self.path,
            "subject": self.subject,
            "is_urgent": self.is_urgent,
            "made_at": self.at,
            "next_at": self.at,
            "expires_at": self.at + rules.LONGEST,
        }


def _ring(account_id: UUID, line: _Line) -> int:
    """A line behind the bell, once for the occasion; returns how many were new."""
    new = Notice(
        account_id=account_id,
        wording=line.wording,
        values=dict(line.values),
        path=line.path,
        subject=line.subject,
        is_urgent=line.is_urgent,
        key=line.key,
        made_at=line.at,
    )
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        return 0
    tell(f"notices.bell:{account_id}")
    return 1


def _deliveries(holder: Holder, line: _Line, channels: Sequence[Channel]) -> list[Delivery]:
    """One delivery for each way that the holder wants and can be reached by now."""
    found = reach(holder)
    if found is None:
        return []
    preference = Preference.objects.filter(pk=holder.id).first() if holder.kind == ACCOUNT else None
    return [
        _delivery(holder, channel, line, found.language, preference)
        for channel in channels
        if _wants(holder, channel, found, preference, is_urgent=line.is_urgent)
    ]


def _wants(holder: Holder, channel: Channel, found: Reach, preference: Preference | None, *, is_urgent: bool) -> bool:
    """Mail unless it was declined; text messages where they were asked for, or where it is urgent."""
    if channel == Channel.MAIL:
        return bool(found.mail) and (is_urgent or preference is None or preference.by_mail)
    if channel == Channel.SMS:
        return bool(found.phone) and (is_urgent or (preference is not None and preference.by_sms))
    return False


def _delivery(holder: Holder, channel: Channel, line: _Line, language: str, preference: Preference | None) -> Delivery:
    columns = line.columns()
    if not line.is_urgent:
        zone = ZoneInfo(settings.TIME_ZONE)
        gathered = rules.gathered_until(preference, line.at, zone) if channel == Channel.MAIL else None
        columns["is_gathered"] = gathered is not None
        columns["next_at"] = gathered or rules.quiet_until(preference, line.at, zone)
        columns["expires_at"] = columns["next_at"] + rules.LONGEST
    return Delivery(
        id=uuid7(),
        channel=channel,
        holder_kind=holder.kind,
        holder=holder.id,
        language=language,
        key=f"{line.key}:{channel}:{holder.id}",
        **columns,
    )
