"""Second factors as allauth keeps them: written into the log, counted for this session, left to who needs one."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from qorgan.access.models import Role
from qorgan.access.refusals import RuleBroken
from qorgan.staff import installation
from qorgan.staff.actions.own import note_factor
from qorgan.staff.choices import FactorKind
from qorgan.staff.exemption import is_exempt
from qorgan.staff.models import Account, Membership
from qorgan.staff.principals import only_own
from qorgan.staff.queries import factors
from qorgan.staff.sessions import header_names


def is_needed(request: HttpRequest, account: Account) -> bool:
    """Whether a role that the account holds now may not be used without a second factor."""
    roles = Role.objects.filter(key__in=Membership.objects.now().filter(account=account).values("role"))
    if not any(role.needs_second_factor or role.shows_child for role in roles):
        return False
    return not is_exempt(kind=installation.kind_for(request), host=request.headers.get("Host", ""), headers=header_names(request))


@transaction.atomic
def remove(request: HttpRequest, account: Account, factor: Authenticator) -> None:
    """Takes one second factor away. Raises RuleBroken for the last one of somebody whose role needs one."""
    Account.objects.select_for_update().get(pk=account.pk)
    held = factors(account.id)
    others = [one for one in (held.totp, *held.passkeys) if one is not None and one.pk != factor.pk]
    if not others and factor.type != FactorKind.RECOVERY_CODES and is_needed(request, account):
        raise RuleBroken(_("Your role needs a second factor. Add another one first."))
    delete_and_cleanup(request, factor)


def count_as_given(request: Any, kind: str) -> None:
    """A new factor was just proved, so this session counts as opened with it; it goes on under another key."""
    record_authentication(request, request.user, "mfa", type=FactorKind(kind).value)
    request.session.cycle_key()


def added(user: Account, authenticator: Authenticator, **_signal: Any) -> None:
    """A factor was set up, or new recovery codes replace the old ones."""
    note_factor(by=only_own(user.pk), kind=authenticator.type, is_added=True)


def removed(user: Account, authenticator: Authenticator, **_signal: Any) -> None:
    """A factor is gone."""
    note_factor(by=only_own(user.pk), kind=authenticator.type, is_added=False)


def listen() -> None:
    """Hears allauth, which tells by signals; called once from `apps.py`."""
    signals.authenticator_added.connect(added, dispatch_uid="qorgan.staff.added")
    signals.authenticator_reset.connect(added, dispatch_uid="qorgan.staff.made_anew")
    signals.authenticator_removed.connect(removed, dispatch_uid="qorgan.staff.removed")
