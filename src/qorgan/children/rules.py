"""When something is allowed: pure questions about the state of records."""

from __future__ import annotations

from datetime import date

from qorgan.children.models import Child, HouseholdMember, Merge
from qorgan.texts.identifiers import Doubt, read_iin

OLDEST = 30
"""Years. Beyond this a birth date is a slip of the pen: help for young adults after care ends well before."""


def iin_doubts(iin: str, *, today: date) -> list[Doubt]:
    """What looks wrong about a number. A warning beside the field, never a refusal."""
    return list(read_iin(iin, today=today).doubts) if iin else []


def may_be_birth_year(year: int, *, today: date) -> bool:
    """Whether a child of the register can have been born in a year."""
    return today.year - OLDEST <= year <= today.year


def may_join(kept: Child, joined: Child) -> bool:
    """Whether two records may be joined: two that stand for a child each, and both or neither restricted."""
    return kept.id != joined.id and not kept.is_joined and not joined.is_joined and kept.is_restricted == joined.is_restricted


def may_undo(merge: Merge) -> bool:
    """Whether a joining still holds."""
    return merge.undone_at is None


def may_move_out(member: HouseholdMember, on: date) -> bool:
    """Whether a member may leave on a day: after moving in, and not twice."""
    return member.lives.upper is None and (member.lives.lower is None or on > member.lives.lower)
