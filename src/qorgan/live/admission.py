"""The one question behind every stream: may this visitor follow this, and where does it stand now?

Asked when a stream opens, again every 30 seconds, and at once after a revocation. Runs in a reader's thread.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist, ValidationError

from qorgan.access.acting import reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.live.gates import Visitor, principals
from qorgan.live.sources import Source

# The key comes from an address: one that a source cannot read, or that is gone, is answered like one that is hidden.
_ABSENT = (Refused, ObjectDoesNotExist, ValidationError, ValueError)


@dataclass(frozen=True, slots=True)
class Admission:
    """Who follows, and the newest sequence number at the moment of asking."""

    by: Principal
    seq: int


def look(source: Source, key: str, by: Principal) -> int | None:
    """The newest number of `key`, or None when `by` may not follow it. Right and number come from one transaction.

    0 where the source counts nothing.
    """
    try:
        with reading(by):
            if not source.may(by, key):
                return None
            return 0 if source.last is None else source.last(by, key)
    except _ABSENT:
        return None


def admit(source: Source, key: str, visitor: Visitor) -> Admission | None:
    """The first of the visitor's principals that may follow `key`; None when none may, or when there is no such key."""
    for by in principals(visitor):
        seq = look(source, key, by)
        if seq is not None:
            return Admission(by=by, seq=seq)
    return None
