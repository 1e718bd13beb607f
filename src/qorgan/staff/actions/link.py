"""One-time links: an administrator makes one, its holder chooses a password with it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import REF_ALPHABET
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.journal.actions import action, record
from qorgan.live.events import tell_revoked
from qorgan.staff import devices
from qorgan.staff.access import ACCOUNT_MANAGE, OWN_ACCOUNT
from qorgan.staff.choices import LinkPurpose
from qorgan.staff.events import LinkCodeWrong, LinkMade, LinkUsed
from qorgan.staff.hashed import keyed, matches
from qorgan.staff.models import Account, Link, Session

LASTS = timedelta(hours=72)
CODE_LENGTH = 8
DEAD = _("This link no longer works. Ask the administrator for another one.")
WRONG = _("The code is not right. It came apart from the link, by telephone or by hand.")


@dataclass(frozen=True, slots=True)
class NewLink:
    """What the administrator sees once: the link's secret goes one way, the code another."""

    secret: str = field(repr=False)
    code: str = field(repr=False)
    expires_at: datetime


@action(ACCOUNT_MANAGE)
def make_link(*, by: Principal, account: Account, clears_second_factor: bool = False) -> NewLink:
    """Makes a one-time link for an account; earlier ones stop working.

    `clears_second_factor` takes away lost passkeys and one-time codes when the link is used, never before. Raises
    RuleBroken for a closed account.
    """
    if not account.is_active:
        raise RuleBroken(_("This account is closed."))
    purpose = LinkPurpose.RECOVERY if account.last_login else LinkPurpose.INVITATION
    secret, code = secrets.token_urlsafe(24), "".join(secrets.choice(REF_ALPHABET) for _ in range(CODE_LENGTH))
    Link.objects.filter(account=account, used_at=None).delete()
    link = Link.objects.create(
        account=account,
        purpose=purpose,
        secret_hash=keyed("link", secret),
        code_hash=keyed("code", code),
        clears_second_factor=clears_second_factor,
        made_by=by.account_id,
        expires_at=timezone.now() + LASTS,
    )
    record(LinkMade(subject=account.id, purpose=purpose, clears_second_factor=clears_second_factor), by=by)
    return NewLink(secret, code, link.expires_at)


def find(secret: str) -> Link | None:
    """The living link of a secret. Looking it up changes nothing."""
    link = Link.objects.filter(secret_hash=keyed("link", secret)).select_related("account").first()
    return link if link is not None and is_alive(link) else None


def is_alive(link: Link) -> bool:
    """Whether a link may still be used."""
    return (
        link.used_at is None
        and link.expires_at > timezone.now()
        and link.wrong_codes < Link.MOST_WRONG_CODES
        and link.account.is_active
    )


@action(OWN_ACCOUNT)
def use_link(*, by: Principal, link: Link, code: str, password: str) -> bool:
    """Sets the password, once. False for a wrong code, which is counted. Raises RuleBroken for a dead link.

    All sessions and known devices of the account end; a second factor stays unless the link was made to clear it.
    """
    link = Link.objects.select_for_update().select_related("account").get(pk=link.pk)
    if not is_alive(link):
        raise RuleBroken(DEAD)
    account = link.account
    if not matches(bytes(link.code_hash), "code", code.strip().lower()):
        link.wrong_codes += 1
        link.save(update_fields=["wrong_codes"])
        record(LinkCodeWrong(subject=account.id, wrong_codes=link.wrong_codes), by=by)
        return False
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    account.set_password(password)
    account.save(update_fields=["password"])
    if link.clears_second_factor:
        Authenticator.objects.filter(user=account).delete()
    Session.objects.filter(account_id=account.id).delete()
    devices.forget_all(account)
    record(LinkUsed(subject=account.id, purpose=link.purpose), by=by)
    tell_revoked(account.id)
    return True
