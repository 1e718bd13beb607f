"""Guessing is slowed down, and nobody can lock a colleague out by guessing for them.

Failures are counted apart for each known device of an account, for an account seen from unknown devices, and for a
source. A flood from elsewhere fills the second and the third counter; somebody on a browser from which they signed in
before is counted in the first only. Unknown names are counted like known ones, so a refusal tells nothing.

A counter's name is a keyed hash: the key mixes a random salt of the day, deleted after two days, with a root key that
is not in the database. No address is stored, and soon none can be found again.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import math
from dataclasses import dataclass
from datetime import date, timedelta
from os import urandom

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from qorgan.staff.models import Attempt, DailySalt
from qorgan.vault.keyring import keyring

IPV6_PREFIX = 64
KEPT_DAYS = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """`free` failures cost nothing; then the wait begins at `shortest` seconds and doubles up to `longest`. A counter
    that rests for `forgotten` seconds begins anew."""

    name: str
    free: int
    shortest: float
    longest: float
    forgotten: float


KNOWN_DEVICE = Rule("known-device", free=5, shortest=1, longest=60, forgotten=900)
ACCOUNT = Rule("account", free=5, shortest=2, longest=900, forgotten=3600)
SOURCE = Rule("source", free=20, shortest=1, longest=900, forgotten=3600)
CODE = Rule("code", free=5, shortest=5, longest=900, forgotten=3600)
API_KEY = Rule("api-key", free=20, shortest=1, longest=900, forgotten=3600)
USED_CODE = Rule("used-code", free=0, shortest=150, longest=150, forgotten=1)


class TooSoon(Exception):
    """An attempt came while a counter still waits; `seconds` from now it may be made again."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = max(1, math.ceil(seconds))


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter under its rule."""

    rule: Rule
    bucket: bytes


def counter(rule: Rule, *parts: str) -> Counter:
    """The counter of a rule for some parts (an account's name, a source, a device), today."""
    message = b"".join(len(part).to_bytes(4, "big") + part for part in (part.encode() for part in (rule.name, *parts)))
    return Counter(rule, hmac.new(_key_of(timezone.localdate()), message, hashlib.sha256).digest()[:16])


def _key_of(day: date) -> bytes:
    salts = DailySalt.objects.filter(day=day).values_list("salt", flat=True)
    salt = salts.first()
    if salt is None:  # the first of the day; of several at once one is kept
        DailySalt.objects.bulk_create([DailySalt(day=day, salt=urandom(32))], ignore_conflicts=True)
        salt = salts.get()
    ring = keyring()
    return hmac.new(ring.derived(ring.newest("lookup").name, "staff throttle"), bytes(salt), hashlib.sha256).digest()


def begin(*counters: Counter) -> None:
    """Counts an attempt as failed in each counter before it is judged. Raises TooSoon where one still waits.

    One that was counted before another refused is given back: a refusal costs nobody anything.
    """
    counted: list[Counter] = []
    for one in counters:
        rule = one.rule
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT staff_attempt(%s, %s, %s, %s, %s, %s)",
                [one.bucket, timezone.now(), rule.free, rule.shortest, rule.longest, rule.forgotten],
            )
            (wait,) = cursor.fetchone()
        if wait > 0:
            give_back(*counted)
            raise TooSoon(wait)
        counted.append(one)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often something may be asked that is no failure: `per_minute` in the long run, `burst` at once."""

    name: str
    per_minute: float
    burst: int


# A counter of a pace keeps one moment: until when the requests so far fill the allowance ("generic cell rate algorithm",
# ITU-T I.371 annex A). One statement, so that fifty at once count as fifty; a refused request is not counted.
_STEP = """
INSERT INTO staff_attempt AS kept (bucket, failures, last_at, waits_until)
VALUES (%(bucket)s, 0, %(now)s, %(now)s::timestamptz + %(step)s * interval '1 second')
ON CONFLICT (bucket) DO UPDATE
SET last_at = %(now)s, waits_until = greatest(kept.waits_until, %(now)s) + %(step)s * interval '1 second'
WHERE kept.waits_until <= %(now)s::timestamptz + %(room)s * interval '1 second'
RETURNING 1
"""


def keep_pace(pace: Pace, *parts: str) -> None:
    """Counts one request for some parts (a source). Raises TooSoon where the allowance is used up."""
    bucket = counter(Rule(pace.name, 0, 0, 0, 0), *parts).bucket
    now, step = timezone.now(), 60 / pace.per_minute
    room = (pace.burst - 1) * step
    with connection.cursor() as cursor:
        cursor.execute(_STEP, {"bucket": bucket, "now": now, "step": step, "room": room})
        if cursor.fetchone() is not None:
            return
    filled = Attempt.objects.filter(bucket=bucket).values_list("waits_until", flat=True).first() or now
    raise TooSoon((filled - now).total_seconds() - room)


def give_back(*counters: Counter) -> None:
    """An attempt that turned out right is no failure. Earlier failures stay: signing in now and then must not clear the
    way for guessing in between."""
    for one in counters:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE staff_attempt SET failures = greatest(failures - 1, 0), waits_until = last_at WHERE bucket = %s",
                [one.bucket],
            )


def forget(*counters: Counter) -> None:
    """A known device that signed in begins anew."""
    Attempt.objects.filter(bucket__in=[one.bucket for one in counters]).delete()


def source_of(request: HttpRequest) -> str:
    """Where a request comes from: the address that the nearest trusted proxy saw, an IPv6 one by its network.

    Empty where nothing tells sources apart (the built-in front speaks over a Unix socket and adds no header): then
    there is no counter of the source, because all would share it.
    """
    proxies = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    text = hops[-proxies] if proxies and len(hops) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if address.version == 6:
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
    return str(address)


def sweep() -> None:
    """Deletes salts of past days and counters that have long rested."""
    now = timezone.now()
    DailySalt.objects.filter(day__lt=timezone.localdate() - timedelta(days=KEPT_DAYS - 1)).delete()
    Attempt.objects.filter(last_at__lt=now - timedelta(days=1), waits_until__lt=now).delete()
