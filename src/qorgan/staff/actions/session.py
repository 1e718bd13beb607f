"""Sessions are ended."""

from __future__ import annotations

from uuid import UUID

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.journal.actions import action, record
from qorgan.live.events import tell_revoked
from qorgan.staff.access import OWN_ACCOUNT, SESSION_END
from qorgan.staff.events import SessionsEnded
from qorgan.staff.models import Account, Session
from qorgan.staff.queries import known_to


@action(SESSION_END)
def end_sessions(*, by: Principal, account: Account) -> int:
    """Ends every session of somebody at once, for example when their computer was left or lost; gives their number.

    Raises Refused for an account that `by` may not know.
    """
    if not Account.objects.filter(known_to(by), pk=account.pk).exists():
        raise Refused("account")
    return _end(by, account.id, Session.objects.filter(account_id=account.id))


@action(OWN_ACCOUNT)
def end_own_sessions(*, by: Principal, ref: str = "", but: str = "") -> int:
    """Ends one's own session `ref`, or all but the session `but`; gives how many ended."""
    if by.account_id is None:
        raise Refused("not a signed-in person")
    mine = Session.objects.filter(account_id=by.account_id)
    return _end(by, by.account_id, mine.filter(ref=ref) if ref else mine.exclude(ref=but))


def _end(by: Principal, account_id: UUID, rows) -> int:
    ended, _by_model = rows.delete()
    record(SessionsEnded(subject=account_id, sessions=ended), by=by)
    tell_revoked(account_id)
    return ended
