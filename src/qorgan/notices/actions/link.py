"""One-time links: made for a subject and a purpose, opened once with a second factor.

Looking at a link does nothing: mail programs and scanners fetch every address they see. Wrong codes are counted in a
transaction of their own before the answer goes out; the fifth locks the link for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.clocks.reading import now
from qorgan.journal.actions import action, record
from qorgan.notices import access, purposes, rules, secret_words
from qorgan.notices.actions.send import send_notice
from qorgan.notices.addressees import Addressee, holders, reach
from qorgan.notices.choices import Channel, LinkState
from qorgan.notices.events import LinkCodeSent, LinkMade, LinkOpened, LinkRefused, LinkWithdrawn
from qorgan.notices.models import OneTimeLink
from qorgan.notices.parameters import LINK_CODE as CODE_VALUE
from qorgan.notices.wordings import Wording, declare

TOKEN, CODE, PASS = "notices link", "notices link code", "notices link pass"
LINK_CODE = declare(
    Wording(
        "notices.link_code",
        title=_("Your code"),
        body=_("Code: %(code)s. It holds for ten minutes. Tell it to nobody."),
        parameters={"code": CODE_VALUE},
        is_urgent=True,
    )
)


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link and its secrets, which are shown or sent now and can never be read again."""

    link: OneTimeLink
    path: str
    token: str
    pin: str

    def __repr__(self) -> str:
        return "<made link>"


@dataclass(frozen=True, slots=True)
class Found:
    """A link as its bearer may know it."""

    id: UUID
    subject: UUID
    purpose: str
    factor: str
    code: bytes | None
    code_until: datetime | None
    failures: int
    until: datetime
    opened_at: datetime | None
    language: str
    codes_sent: int
    digest: bytes

    def state(self, at: datetime) -> LinkState:
        """What it can still do."""
        if self.opened_at is not None:
            return LinkState.USED
        if self.failures >= rules.LINK_FAILURES:
            return LinkState.LOCKED
        return LinkState.OVER if at >= self.until else LinkState.OPEN


@action(access.LINK_MAKE)
def make_link(
    *, by: Principal, subject: UUID, purpose: str, valid_for: timedelta, second_factor: str, receiver: Addressee | None = None
) -> MadeLink:
    """Makes a link for a registered purpose.

    `second_factor`: `pin` gives a code in `MadeLink.pin` that is told by telephone; `sms` sends one, when the link is
    looked at, to the telephone that the book of `receiver` keeps; any other is a check that a room registered. The link's
    own secret stands in `MadeLink.path` alone. Raises LookupError for an unknown purpose or factor.
    """
    if purposes.find(purpose) is None or not purposes.is_factor(second_factor):
        raise LookupError(f"no purpose {purpose} with the second factor {second_factor}")
    holder = next(iter(holders(receiver)), None) if receiver else None
    found = reach(holder) if holder else None
    if second_factor == purposes.SMS and not (found and found.phone):
        raise RuleBroken(_("No telephone is kept for this receiver. Choose a code that is told by telephone."))
    token, pin, at = secret_words.new_token(), secret_words.new_code() if second_factor == purposes.PIN else "", now()
    link = OneTimeLink(
        id=uuid7(),
        token=secret_words.hashed(TOKEN, token),
        subject=subject,
        purpose=purpose,
        factor=second_factor,
        code=secret_words.hashed(CODE, pin) if pin else None,
        code_until=at + valid_for if pin else None,
        holder_kind=holder.kind if holder else "",
        holder=holder.id if holder else None,
        language=found.language if found else "",
        made_by=by.account_id,
        made_at=at,
        until=at + valid_for,
    )
    link.save(force_insert=True)
    record(LinkMade(subject=subject, link=link.id, purpose=purpose, factor=second_factor), by=by)
    return MadeLink(link, f"/l/{token}", token, pin)


@action(access.LINK_MAKE)
def withdraw_link(*, by: Principal, link: OneTimeLink) -> None:
    """Opens nothing any more, also for whoever has opened it already."""
    OneTimeLink.objects.visible_to(by).filter(pk=link.pk).update(withdrawn_at=now())
    record(LinkWithdrawn(subject=link.subject, link=link.id), by=by)


def find_link(token: str) -> Found | None:
    """The link of a token, whatever its state; None for none. Changes nothing."""
    for digest in secret_words.every_hash(TOKEN, token):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM notices_link_find(%s)", [digest])
            row = cursor.fetchone()
        if row:
            code = bytes(row[4]) if row[4] is not None else None
            return Found(row[0], row[1], row[2], row[3], code, row[5], row[6], row[7], row[8], row[9], row[10], digest)
    return None


@action(access.LINK_OPEN)
def open_link(*, by: Principal, token: str, given: str) -> str | None:
    """Opens a link with its second factor; the pass for the browser's cookie, or None where the code was wrong.

    `by` is `Principal.system("notices.door")`. A wrong code is counted. Raises RuleBroken where the link cannot be opened
    any more.
    """
    found = find_link(token)
    if found is None or found.state(now()) is not LinkState.OPEN:
        raise RuleBroken(_("This link cannot be opened any more. Ask for a new one."))
    if not _is_right(found, given):
        (failures,) = _one("SELECT notices_link_failed(%s)", found.digest) or (0,)
        record(LinkRefused(subject=found.subject, link=found.id, failures=failures or rules.LINK_FAILURES), by=by)
        return None
    passed = secret_words.new_token()
    opened = _one(
        "SELECT notices_link_open(%s, %s, %s, %s)",
        found.digest,
        secret_words.hashed(PASS, passed),
        now() + rules.PASS_LIVES,
        rules.LINK_FAILURES,
    )
    if opened is None or not opened[0]:
        raise RuleBroken(_("This link cannot be opened any more. Ask for a new one."))
    record(LinkOpened(subject=found.subject, link=found.id, purpose=found.purpose), by=by)
    return passed


def _is_right(found: Found, given: str) -> bool:
    typed = "".join(given.split())[:40]
    check = purposes.factor(found.factor)
    if check is not None:
        return check(found.id, found.subject, typed)
    if found.code is None or found.code_until is None or found.code_until <= now():
        secret_words.matches(b"", CODE, typed)  # the same work where no code was sent yet
        return False
    return secret_words.matches(found.code, CODE, typed)


@action(access.LINK_OPEN)
def send_link_code(*, by: Principal, token: str) -> None:
    """Sends a fresh code to the telephone that is kept for the link's receiver; three at most for one link."""
    found = find_link(token)
    if found is None or found.factor != purposes.SMS or found.state(now()) is not LinkState.OPEN:
        raise RuleBroken(_("This link cannot be opened any more. Ask for a new one."))
    code = secret_words.derived_code(found.id, found.codes_sent + 1)
    row = _one(
        "SELECT id, subject, holder_kind, holder, language, codes_sent FROM notices_link_code(%s, %s, %s, %s)",
        found.digest,
        secret_words.hashed(CODE, code),
        now() + rules.CODE_LIVES,
        rules.LINK_CODES,
    )
    if row is None or row[5] != found.codes_sent + 1:
        raise RuleBroken(_("No more codes are sent for this link. Ask for a new one."))
    link, subject, kind, holder, _language, count = row
    send_notice(
        by=Principal.system("notices.sender"),
        wording=LINK_CODE,
        to=Addressee(kind, holder),
        subject=subject,
        key=f"link:{link}:{count}",
        values={"code": f"{link}:{count}"},
        channels=(Channel.SMS,),
        rings=False,
    )
    record(LinkCodeSent(subject=subject, link=link, count=count), by=by)


def bearer_of(passed: str) -> Principal | None:
    """Whoever holds the pass of an opened link: the bearer of its subject, with the permissions of its purpose."""
    for digest in secret_words.every_hash(PASS, passed) if passed else ():
        row = _one("SELECT id, subject, purpose FROM notices_link_pass(%s)", digest)
        purpose = purposes.find(row[2]) if row else None
        if row and purpose:
            return Principal.bearer(row[1], purpose.permissions)
    return None


def close_pass(passed: str) -> None:
    """Ends a pass when its work is done."""
    for digest in secret_words.every_hash(PASS, passed):
        _one("SELECT 1 FROM notices_link_close(%s)", digest)


def _one(sql: str, *values: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
