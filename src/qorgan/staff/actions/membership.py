"""Roles are given for a period, ended, and chosen."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from qorgan.access.models import Role, Standing
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.actions import action, record
from qorgan.live.events import tell_revoked
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.staff import rules
from qorgan.staff.access import MEMBERSHIP_MANAGE, OWN_ACCOUNT
from qorgan.staff.actions.api_key import end_keys_of
from qorgan.staff.events import MembershipEnded, MembershipGranted, RoleChosen
from qorgan.staff.models import Account, Membership, RoleRule


@action(MEMBERSHIP_MANAGE)
def grant_membership(
    *,
    by: Principal,
    account: Account,
    role: str,
    organisation: Organisation | None,
    place: Place | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    reason: str = "",
) -> Membership:
    """Gives an account a role in an organisation from `since` (now) until `until` (open), with the written reason.

    Raises RuleBroken where the country pack, the party rule or the periods forbid it. The database keeps the same.
    """
    begins = since or _now()
    broken = rules.why_no_period(begins, until) or rules.why_not_given_to(by.account_id, account.id)
    if broken:
        raise RuleBroken(broken)
    Account.objects.select_for_update().get(pk=account.pk)
    valid = Range(begins, until)
    asked = _asked(account, role, organisation, valid)
    broken = rules.why_not_held(asked)
    if broken:
        raise RuleBroken(broken, field="role")
    if Membership.objects.filter(account=account, role=role, organisation=organisation, valid__overlap=valid).exists():
        raise RuleBroken(_("This person holds this role here already."), field="role")
    standing = Standing.objects.create(
        account_id=account.id,
        role_id=role,
        valid=valid,
        organisations=[organisation.id] if organisation else [],
        places=[str(place.path)] if place else [],
    )
    membership = Membership.objects.create(
        account=account,
        standing=standing,
        role_id=role,
        organisation=organisation,
        place=place,
        valid=valid,
        granted_by=by.account_id,
        reason=reason or None,
    )
    record(
        MembershipGranted(
            subject=account.id,
            membership=membership.id,
            role=role,
            organisation=organisation.id if organisation else None,
        ),
        by=by,
    )
    return membership


def _now() -> datetime:
    """The database's moment of this transaction: the one that its policies compare periods with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (moment,) = cursor.fetchone()
    return moment


def _asked(account: Account, role: str, organisation: Organisation | None, valid: Range) -> rules.Asked:
    found = Role.objects.filter(key=role).exclude(key__startswith="system:").first()
    if found is None:
        raise RuleBroken(_("There is no such role."), field="role")
    own = RoleRule.objects.filter(role=role).first() or RoleRule(role=found)
    held = set(Membership.objects.filter(account=account, valid__overlap=valid).values_list("role", flat=True))
    apart = RoleRule.objects.filter(role__in=held, not_together_with__contains=[role]).values_list("role", flat=True)
    return rules.Asked(
        role=role,
        shows_child=found.shows_child,
        held_in=found.held_in,
        needs_register_number=own.needs_register_number,
        not_together_with=own.not_together_with,
        kind=organisation.kind_id if organisation else "",
        is_party=bool(organisation and organisation.kind.is_party),
        is_register_checked=account.register_checked_on is not None,
        held=held,
        apart=set(apart),
    )


@action(MEMBERSHIP_MANAGE)
def end_membership(*, by: Principal, membership: Membership, reason: str = "") -> None:
    """Ends a role at once; what its holder has open is asked again. One that has not begun never does.

    Raises RuleBroken for one that is over.
    """
    now = _now()
    if membership.ended_at or (membership.ends_at is not None and membership.ends_at <= now):
        raise RuleBroken(_("This role is over already."))
    begins = membership.begins_at
    valid = Range(begins, now) if begins is None or begins < now else Range(empty=True)
    Standing.objects.filter(pk=membership.standing_id).update(valid=valid)
    membership.valid, membership.ended_at, membership.ended_by = valid, now, by.account_id
    membership.end_reason = reason or None
    membership.save()
    end_keys_of(by, Membership.objects.filter(pk=membership.pk))
    record(
        MembershipEnded(
            subject=membership.account_id,
            membership=membership.id,
            role=membership.role_id,
            organisation=membership.organisation_id,
        ),
        by=by,
    )
    tell_revoked(membership.account_id)


@action(OWN_ACCOUNT)
def choose_role(*, by: Principal, membership: Membership) -> None:
    """From now on its holder acts in this role, and in no other. Raises Refused for a role that is not held now."""
    if not Membership.objects.now().filter(pk=membership.pk, account=by.account_id).exists():
        raise Refused("membership")
    record(RoleChosen(subject=membership.account_id, membership=membership.id, role=membership.role_id), by=by)
    tell_revoked(membership.account_id)
