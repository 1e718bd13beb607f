"""What is allowed on the way to a case and back: pure questions."""

from __future__ import annotations

from datetime import datetime

from qorgan.casework.choices import Risk
from qorgan.intake.choices import AnswerState

_SERIOUS = (Risk.NO_ACTION, Risk.LOW, Risk.MEDIUM, Risk.HIGH)


def graver(one: str, other: str) -> Risk:
    """The graver of two levels: a contact that is added to a case raises its risk and never lowers it."""
    return max(Risk(one), Risk(other), key=_SERIOUS.index)


ACT_TODAY = 3
"""From this level of danger on (of four) somebody must act today."""


def risk_of(level: int) -> Risk:
    """The risk with which a case begins after a danger of a level (1 to 4) was found; the counsellor sees it and may change it."""
    return Risk.HIGH if level >= ACT_TODAY else Risk.MEDIUM if level == ACT_TODAY - 1 else Risk.LOW


def may_undo(*, undo_until: datetime, now: datetime, is_withdrawn: bool, is_touched: bool) -> bool:
    """Whether a hand-over may still be taken back: soon, once, and only while nobody has worked on the case."""
    return not is_withdrawn and not is_touched and now <= undo_until


def is_on_its_way(state: str) -> bool:
    """Whether an answer has been written and has not reached the child."""
    return state in (AnswerState.WRITTEN, AnswerState.WITH_COUNSELLOR)


def must_say_why(ground_needs_consent: bool, note: str) -> bool:
    """Whether a note is missing: the law lets one act without consent, and asks for the reason in words (Law on psychological
    activity of 2026-07-02 art. 8.4)."""
    return not ground_needs_consent and not note.strip()
