"""Each POST happens once, however often it is sent: `Idempotency-Key`, as the IETF's draft has it.

The claim of a key, what the request does, and the answer are one transaction. Whoever falls in between (a crash, a lost
line) leaves nothing behind, so that the same request may simply be sent again; a refused request leaves nothing either.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import OperationalError, connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.ui.api.problems import Problem
from qorgan.ui.models import ApiAnswer

HEADER: Final = "Idempotency-Key"
SHAPE: Final = r"^[A-Za-z0-9_.:-]{8,100}$"
KEPT: Final = timedelta(hours=48)
LONGEST_WAIT: Final = "8s"
"""A twin that comes while the first still runs waits so long for its answer; then it is told to come again."""


@dataclass(frozen=True)
class Kept:
    """An answer as it was first given. `subjects` are the records that it shows: showing them again is a reading too."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    subjects: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Claim:
    """The right to answer a request for the first time, or the answer that it got before."""

    row: UUID
    asked: str
    before: Kept | None = None


def claim(request: HttpRequest, by: Principal) -> Claim:
    """Claims the request's key inside the running transaction. A twin that runs at this moment is waited for.

    Raises Problem: 422 for a key of no shape or one that was used for another request, 409 where the twin takes too long.
    """
    given = request.headers.get(HEADER, "").strip().strip('"')
    if not re.fullmatch(SHAPE, given):
        said = {"pointer": f"header:{HEADER}", "detail": _("Send 8 to 100 letters, figures or signs that are new for every request.")}
        raise Problem(422, "invalid", errors=[said])
    token, asked = hashlib.sha256(given.encode()).digest(), _asked(request)
    row = _insert(by, token)
    if row is not None:
        return Claim(row, asked)
    held = ApiAnswer.objects.get(caller=by.account, token=token)
    kept: dict[str, Any] = held.answer or {}
    if kept.get("asked") != asked:
        raise Problem(422, "repeat-differs")
    subjects = tuple(UUID(one) for one in kept["subjects"])
    return Claim(held.id, asked, Kept(kept["status"], kept["body"], kept["headers"], subjects))


def _insert(by: Principal, token: bytes) -> UUID | None:
    own = uuid7()
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'")
        try:
            cursor.execute(
                "INSERT INTO ui_apianswer (id, caller, token, at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [own, by.account, token, timezone.now()],
            )
        except OperationalError as fault:
            if isinstance(fault.__cause__, LockNotAvailable):
                raise Problem(409, "repeat-running", headers={"Retry-After": "5"}) from None
            raise
        is_first = cursor.rowcount == 1
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    return own if is_first else None


def keep(claimed: Claim, answer: Kept) -> None:
    """Writes down what was answered, sealed with the key of the program's account, in the same transaction."""
    row = ApiAnswer.objects.get(pk=claimed.row)
    row.answer = {
        "asked": claimed.asked,
        "status": answer.status,
        "body": answer.body,
        "headers": answer.headers,
        "subjects": [str(one) for one in answer.subjects],
    }
    row.save(update_fields=["answer"])


def _asked(request: HttpRequest) -> str:
    """A hash of the request; it stands inside what is sealed, because a body may be guessed."""
    parts: Iterable[bytes] = ((request.method or "").encode(), request.get_full_path().encode(), request.body)
    return hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).hexdigest()


def sweep() -> int:
    """Deletes answers that nobody can ask for any more; gives how many."""
    return ApiAnswer.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
