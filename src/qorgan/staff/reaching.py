"""Where people of staff are reached, and who holds a role: what the room `notices` asks. Addresses are opened, never kept."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from qorgan.clocks.owners import register_names
from qorgan.notices.addressees import ACCOUNT, Addressee, Holder, Reach, register_book, register_resolver
from qorgan.staff.models import Account, Membership
from qorgan.staff.queries import names_of


def reach_account(account_id: UUID) -> Reach | None:
    """An account's own language, mail and telephone; None where it is closed."""
    account = Account.objects.active().filter(pk=account_id).first()
    return Reach(account.language, account.mail or "", account.phone or "") if account else None


def holders_of_role(addressee: Addressee) -> Sequence[Holder]:
    """The open accounts that hold a role in an organisation now."""
    found = Membership.objects.now().filter(role_id=addressee.key, organisation_id=addressee.id, ended_at=None, account__is_active=True)
    return [Holder(ACCOUNT, account_id) for account_id in found.order_by("account_id").values_list("account_id", flat=True)]


def wire() -> None:
    """Called once, from `apps.py`."""
    register_names(ACCOUNT, names_of)
    register_book(ACCOUNT, reach_account)
    register_resolver("role", holders_of_role)
