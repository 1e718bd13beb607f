"""When is it allowed: pure questions about themes. The state is worked out from the record and never stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from qorgan.grants.choices import Decision, ThemeState


@dataclass(frozen=True, slots=True)
class Said:
    """What one body said of one version; `decision` is empty while it has not answered."""

    body: str
    version: int
    decision: str = ""


def state_of(*, version: int, submitted: int, is_withdrawn: bool, said: Iterable[Said]) -> ThemeState:
    """Where a theme stands: `version` is its newest version, `submitted` the newest that was submitted (0: none).

    Only what bodies said of the newest version counts, so that a change lets every approval fall by itself.
    """
    if is_withdrawn:
        return ThemeState.WITHDRAWN
    if submitted == 0:
        return ThemeState.DRAFT
    decisions = {one.decision for one in said if one.version == submitted}
    if version > submitted:
        return ThemeState.RETURNED if Decision.RETURNED in decisions else ThemeState.CHANGED
    for decision, state in ((Decision.REFUSED, ThemeState.REFUSED), (Decision.RETURNED, ThemeState.RETURNED)):
        if decision in decisions:
            return state
    return ThemeState.APPROVED if decisions == {Decision.APPROVED} else ThemeState.SUBMITTED


def approved_by(*, version: int, said: Iterable[Said]) -> frozenset[str]:
    """The bodies that approved this version."""
    return frozenset(one.body for one in said if one.version == version and one.decision == Decision.APPROVED)


def may_open_calls(state: ThemeState, approved: Collection[str], needed: Collection[str]) -> bool:
    """Whether a call may be opened for a theme: every body that was asked approved its newest version, and every body that is
    needed today is among them; where nothing is needed, nothing can be open.
    """
    return state is ThemeState.APPROVED and bool(needed) and set(needed) <= set(approved)


def may_edit(state: ThemeState) -> bool:
    """Whether the words may be changed: everything but what was taken back or refused."""
    return state not in (ThemeState.WITHDRAWN, ThemeState.REFUSED)


def may_submit(*, version: int, submitted: int, state: ThemeState) -> bool:
    """Whether there is a draft that may go to the bodies."""
    return version > submitted and may_edit(state)


def may_decide(*, state: ThemeState, version: int, of_version: int, decision: str) -> bool:
    """Whether a body may still decide: on the newest version, which nobody is changing, once."""
    return decision == "" and of_version == version and state in (ThemeState.SUBMITTED, ThemeState.RETURNED)


def may_withdraw(state: ThemeState) -> bool:
    """Whether a theme may be taken back."""
    return state is not ThemeState.WITHDRAWN
