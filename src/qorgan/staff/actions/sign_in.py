"""Signing in and out is written into the account's own log."""

from __future__ import annotations

from uuid import UUID

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.journal.actions import action, record
from qorgan.live.events import tell_revoked
from qorgan.staff.access import OWN_ACCOUNT, SIGN_IN_NOTE
from qorgan.staff.events import SignedIn, SignedOut, SignInFailed


@action(OWN_ACCOUNT)
def note_sign_in(*, by: Principal, method: str, is_known_device: bool, device: str) -> None:
    """Somebody has signed in with everything that was asked of them."""
    if by.account_id is None:
        raise Refused("not a signed-in person")
    record(SignedIn(subject=by.account_id, method=method, is_known_device=is_known_device, device=device), by=by)


@action(SIGN_IN_NOTE)
def note_failure(*, by: Principal, account_id: UUID, step: str) -> None:
    """Somebody failed at `step` (password, code, passkey). Called at most as often as the counters let through."""
    record(SignInFailed(subject=account_id, step=step), by=by)


@action(OWN_ACCOUNT)
def note_sign_out(*, by: Principal) -> None:
    """Somebody signed out; what they have open is asked again."""
    if by.account_id is None:
        raise Refused("not a signed-in person")
    record(SignedOut(subject=by.account_id), by=by)
    tell_revoked(by.account_id)
