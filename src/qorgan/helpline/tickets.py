"""The ticket of a form at the door: signed, used once, and paid for with a little work.

No cookie and no address: limits are per ticket. A ticket carries random bytes from which the new conversation's id follows,
so that the same form sent twice is the same conversation. A script pays with a proof of work; without a script one pays
with time, and such visits share a budget per minute, so that a flood cannot hide the children in it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import connection
from django.utils import timezone

SALT = "qorgan.door"
LIVES = 6 * 3600
"""Seconds; a child may think for long before sending."""
WORK_BITS = 14
"""Leading zero bits of SHA-256(ticket "." answer): about 16,000 tries, a fraction of a second on an old phone."""
PAUSE = 4
"""Seconds that must lie between the page and the form where no work was done."""
WITHOUT_WORK_A_MINUTE = 60


class TicketRefused(ValueError):
    """`why` is one of: broken, old, busy (the page asks to press once more)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a form carries: what it is for, random bytes, the school's code of a QR code, the second it was made."""

    use: str
    nonce: str
    school: str
    made: int

    @property
    def thread_id(self) -> UUID:
        """The id of the conversation that this form opens; nobody can work it out without the installation's secret."""
        mac = hmac.new(settings.SECRET_KEY.encode(), f"thread {self.nonce}".encode(), hashlib.sha256).digest()
        return UUID(bytes=mac[:16], version=4)

    @property
    def client_key(self) -> UUID:
        """The key of the first message."""
        mac = hmac.new(settings.SECRET_KEY.encode(), f"first {self.nonce}".encode(), hashlib.sha256).digest()
        return UUID(bytes=mac[:16], version=4)

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.nonce.encode()).digest()


def issue(use: str, school: str = "") -> str:
    """A new ticket as text for a hidden field."""
    now = int(timezone.now().timestamp())
    return signing.dumps([use, secrets.token_urlsafe(12), school, now], salt=SALT)


def read(text: str, use: str) -> Ticket:
    """The ticket in a form. Raises TicketRefused for one that is not ours, for another use, or too old."""
    try:
        found = Ticket(*signing.loads(text, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        raise TicketRefused("broken") from None
    if found.use != use:
        raise TicketRefused("broken")
    if timezone.now().timestamp() - found.made > LIVES:
        raise TicketRefused("old")
    return found


def is_work(text: str, answer: str) -> bool:
    """Whether the answer is a proof of work for this ticket."""
    if not answer or len(answer) > 20:
        return False
    head = hashlib.sha256(f"{text}.{answer}".encode()).digest()[:4]
    return int.from_bytes(head, "big") >> (32 - WORK_BITS) == 0


def spend(ticket: Ticket, *, has_worked: bool) -> bool:
    """Marks the ticket as used; False when it was used before. Raises TicketRefused("busy") where neither work nor time was paid."""
    now = timezone.now()
    if not has_worked and (now.timestamp() - ticket.made < PAUSE or _is_flooded()):
        raise TicketRefused("busy")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO helpline_usedticket (digest, has_worked, used_at, until) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (digest) DO NOTHING",
            [ticket.digest, has_worked, now, now + timedelta(seconds=LIVES)],
        )
        return cursor.rowcount == 1


def _is_flooded() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM helpline_usedticket WHERE NOT has_worked AND used_at > now() - interval '1 minute'")
        return int(cursor.fetchone()[0]) >= WITHOUT_WORK_A_MINUTE


def forget_old() -> int:
    """Removes tickets that are too old to be sent at all; how many. For the sweeper."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM helpline_usedticket WHERE until < now()")
        return int(cursor.rowcount)
