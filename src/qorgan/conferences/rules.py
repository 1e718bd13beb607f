"""When is it allowed: pure questions about editions, seats, persons and recommendations."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from qorgan.conferences.choices import EditionState, RecommendationState, RegistrationState

LATEST = timedelta(hours=12)
"""How long a badge that was read without a connection may take to reach us."""


def edition_state(*, starts_on: date, ends_on: date, is_cancelled: bool, today: date) -> EditionState:
    """Where an edition stands on a day."""
    if is_cancelled:
        return EditionState.CANCELLED
    if today < starts_on:
        return EditionState.PLANNED
    return EditionState.RUNNING if today <= ends_on else EditionState.ENDED


def may_nominate(state: EditionState, *, seats: int, taken: int, is_withdrawn: bool) -> bool:
    """Whether an invited organisation may nominate one more: before the end, within its seats."""
    return state in (EditionState.PLANNED, EditionState.RUNNING) and not is_withdrawn and taken < seats


def may_accredit(state: str) -> bool:
    """Whether a registration may be accredited: a new one, or one that was declined by mistake."""
    return state in (RegistrationState.NOMINATED, RegistrationState.DECLINED)


def may_decline(state: str) -> bool:
    """Whether it may be declined."""
    return state in (RegistrationState.NOMINATED, RegistrationState.ACCEPTED)


def has_room(quota: int | None, persons: int) -> bool:
    """Whether a category takes one more person."""
    return quota is None or persons < quota


def is_read_in_time(at: datetime, now: datetime) -> bool:
    """Whether a badge was read lately: not in the future, and not longer ago than a door may be without a connection."""
    return now - LATEST <= at <= now + timedelta(minutes=5)


def recommendation_state(*, is_adopted: bool, is_rejected: bool, addressed: int, answered: int) -> RecommendationState:
    """Where a recommendation stands; `addressed` and `answered` count bodies."""
    if is_rejected:
        return RecommendationState.REJECTED
    if not is_adopted:
        return RecommendationState.DRAFTED
    if answered:
        return RecommendationState.ANSWERED
    return RecommendationState.ADDRESSED if addressed else RecommendationState.ADOPTED


def is_carried(votes_for: int, votes_against: int) -> bool:
    """Whether a vote carries: more for than against; who abstains counts on neither side."""
    return votes_for > votes_against
