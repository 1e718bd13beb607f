"""Accounts are opened, changed, closed and opened again."""

from __future__ import annotations

from datetime import date

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.journal.actions import action, record
from qorgan.live.events import tell_revoked
from qorgan.staff import devices, rules
from qorgan.staff.access import ACCOUNT_MANAGE
from qorgan.staff.actions.api_key import end_keys_of
from qorgan.staff.events import AccountActivated, AccountChanged, AccountDeactivated, AccountOpened, SubjectLinked
from qorgan.staff.hashed import subject_hash
from qorgan.staff.models import Account, Link, Membership, RoleRule, Session
from qorgan.staff.models.account import KEY_SCOPE
from qorgan.vault.keys import new_key


@action(ACCOUNT_MANAGE)
def open_account(
    *,
    by: Principal,
    username: str,
    name: str,
    alias: str = "",
    language: str = settings.LANGUAGE_CODE,
    phone: str = "",
    mail: str = "",
    is_demo: bool = False,
) -> Account:
    """Opens an account without a password: a one-time link lets its holder choose one.

    Name, phone and mail are sealed under the account's own key. Raises RuleBroken for a name that is taken.
    """
    account = Account(username=username, alias=alias, language=language, is_demo=is_demo)
    account.clean()
    if Account.objects.filter(username=account.username).exists():
        raise RuleBroken(_("Somebody signs in with this name already."), field="username")
    new_key(subject=account.id, scope=KEY_SCOPE)
    account.name, account.phone, account.mail = name or None, phone or None, mail or None
    account.set_unusable_password()
    account.save(force_insert=True)
    record(AccountOpened(subject=account.id, is_demo=is_demo), by=by)
    return account


@action(ACCOUNT_MANAGE)
def change_account(*, by: Principal, account: Account, name: str, alias: str, language: str, phone: str, mail: str) -> None:
    """Changes what an account says of its holder."""
    wanted = {"name": name or None, "alias": alias, "language": language, "phone": phone or None, "mail": mail or None}
    changed = tuple(sorted(field for field, value in wanted.items() if getattr(account, field) != value))
    for field in changed:
        setattr(account, field, wanted[field])
    account.save()
    record(AccountChanged(subject=account.id, fields=changed), by=by)


@action(ACCOUNT_MANAGE)
def check_register(*, by: Principal, account: Account, number: str, checked_on: date | None) -> None:
    """Writes down the number in the state register of psychologists and the day on which it was looked up.

    Raises RuleBroken for a number without a day, a day to come, and where a role that needs the number is held.
    """
    if bool(number) != bool(checked_on):
        raise RuleBroken(_("The number and the day belong together."), field="checked_on")
    if checked_on and checked_on > timezone.localdate():
        raise RuleBroken(_("This day has not come yet."), field="checked_on")
    if not number and _needs_register(account):
        raise RuleBroken(_("A role of this account needs the number. End the role first."), field="number")
    account.register_number, account.register_checked_on = number or None, checked_on
    account.save()
    record(AccountChanged(subject=account.id, fields=("register_number",)), by=by)


def _needs_register(account: Account) -> bool:
    """Whether a role that needs the number is held now or will be."""
    open_ended, later = Q(valid__upper_inf=True), Q(valid__endswith__gt=timezone.now())
    held = Membership.objects.filter(open_ended | later, account=account)
    return RoleRule.objects.filter(needs_register_number=True, role__in=held.values("role")).exists()


@action(ACCOUNT_MANAGE)
def deactivate_account(*, by: Principal, account: Account) -> int:
    """Closes an account at once: no session, link, known device or program's key of it is left; its periods stay as they were.

    Gives the number of sessions that ended. Raises RuleBroken for one's own account.
    """
    reason = rules.why_not_closed(by.account_id, account.id)
    if reason:
        raise RuleBroken(reason)
    account.is_active = False
    account.save(update_fields=["is_active"])
    ended, _by_model = Session.objects.filter(account_id=account.id).delete()
    Link.objects.filter(account=account, used_at=None).delete()
    devices.forget_all(account)
    end_keys_of(by, Membership.objects.filter(account=account))
    record(AccountDeactivated(subject=account.id, sessions=ended), by=by)
    tell_revoked(account.id)
    return ended


@action(ACCOUNT_MANAGE)
def activate_account(*, by: Principal, account: Account) -> None:
    """Opens a closed account again; its password and second factor are what they were."""
    account.is_active = True
    account.save(update_fields=["is_active"])
    record(AccountActivated(subject=account.id), by=by)


@action(ACCOUNT_MANAGE)
def link_subject(*, by: Principal, account: Account, provider: str, subject: str) -> None:
    """Lets an account come in through another system's sign-in, as the person whom that system calls `subject`.

    An empty subject takes the link away. Only a keyed hash is kept. Raises RuleBroken where another account has it.
    """
    SocialAccount.objects.filter(user=account, provider=provider).delete()
    if subject:
        try:
            with transaction.atomic():
                SocialAccount.objects.create(user=account, provider=provider, uid=subject_hash(provider, subject))
        except IntegrityError:
            raise RuleBroken(_("Another account is linked to this person already."), field="subject") from None
    record(SubjectLinked(subject=account.id, is_linked=bool(subject)), by=by)
