"""What people do with their own account."""

from __future__ import annotations

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.journal.actions import action, record
from qorgan.live.events import tell_revoked
from qorgan.staff import devices
from qorgan.staff.access import OWN_ACCOUNT
from qorgan.staff.choices import FactorKind
from qorgan.staff.events import AccountChanged, PasswordChanged, SecondFactorAdded, SecondFactorRemoved
from qorgan.staff.models import Account, Session


@action(OWN_ACCOUNT)
def keep_own_account(*, by: Principal, alias: str, language: str) -> None:
    """Keeps the name that children see and the language of the screens."""
    account = _own(by)
    wanted = {"alias": alias, "language": language}
    changed = tuple(sorted(field for field, value in wanted.items() if getattr(account, field) != value))
    account.alias, account.language = alias, language
    account.save(update_fields=["alias", "language"])
    record(AccountChanged(subject=account.id, fields=changed), by=by)


@action(OWN_ACCOUNT)
def choose_language(*, by: Principal, language: str) -> None:
    """Keeps the language of one's screens."""
    account = _own(by)
    account.language = language
    account.save(update_fields=["language"])
    record(AccountChanged(subject=account.id, fields=("language",)), by=by)


@action(OWN_ACCOUNT)
def change_own_password(*, by: Principal, password: str, but: str) -> Account:
    """Sets one's own password; every session but `but` ends and no device is known any more."""
    account = _own(by)
    account.set_password(password)
    account.save(update_fields=["password"])
    ended, _by_model = Session.objects.filter(account_id=account.id).exclude(ref=but).delete()
    devices.forget_all(account)
    record(PasswordChanged(subject=account.id, sessions=ended), by=by)
    tell_revoked(account.id)
    return account


@action(OWN_ACCOUNT)
def note_factor(*, by: Principal, kind: str, is_added: bool) -> None:
    """Writes down that a second factor was set up or taken away; allauth keeps the factor itself."""
    event = SecondFactorAdded if is_added else SecondFactorRemoved
    record(event(subject=_own(by).id, kind=FactorKind(kind).value), by=by)


def _own(by: Principal) -> Account:
    if by.account_id is None:
        raise Refused("not a signed-in person")
    return Account.objects.get(pk=by.account_id)
