"""The names of what can be followed, and the line that tells of a change.

A topic is `<source>:<key>`, for example `helpline.thread:0198…`. The shapes are narrow on purpose: a notification is
readable by everybody who can connect to the database, so nothing a person wrote, and no name, phone or IIN, fits in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CHANNEL = "qorgan_live"
REVOKED = "revoked"
MAX_SEQ = 2**63 - 1

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_REF = r"[2-9a-hjkmnp-z]{16}"  # the shape of access.guarded.new_ref; a test keeps the two together
SOURCE_SHAPE = r"[a-z][a-z_]{0,40}\.[a-z][a-z_]{0,40}"
KEY_SHAPE = rf"(?:{_UUID}|{_REF}|all)"

_SOURCE = re.compile(SOURCE_SHAPE)
_TOPIC = re.compile(rf"({SOURCE_SHAPE}):({KEY_SHAPE})")
_LINE = re.compile(rf"(?:({SOURCE_SHAPE})|({REVOKED})):({KEY_SHAPE})(?: ([0-9]{{1,19}}))?")


@dataclass(frozen=True, slots=True)
class Told:
    """A notification taken apart. `source` is None for a revocation; `seq` is None when only a re-read will tell."""

    source: str | None
    key: str
    seq: int | None


def is_source(name: str) -> bool:
    """Whether a name has the shape `room.noun`."""
    return _SOURCE.fullmatch(name) is not None


def line(topic: str, seq: int | None) -> str:
    """The payload of a notification: ids only, far below PostgreSQL's limit of 8000 bytes.

    Raises ValueError for a topic of another shape and for a number that is no sequence number. The message does not
    repeat what was given, because what does not fit may be what must not be logged.
    """
    if _TOPIC.fullmatch(topic) is None:
        raise ValueError("a topic is <room>.<noun>:<uuid, public reference or 'all'>; it never carries content")
    if seq is None:
        return topic
    if type(seq) is not int or not 0 <= seq <= MAX_SEQ:
        raise ValueError("seq is a whole number from 0 to 2^63-1")
    return f"{topic} {seq}"


def parse(payload: str) -> Told | None:
    """Takes a payload apart; None for anything that `line` or a revocation could not have written."""
    found = _LINE.fullmatch(payload)
    if found is None:
        return None
    source, _, key, seq = found.groups()
    number = None if seq is None else int(seq)
    if number is not None and number > MAX_SEQ:
        return None
    return Told(source=source, key=key, seq=number)
