"""When is it allowed? Pure questions about roles, organisations and accounts; each answer is a reason or None."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Reason = Promise | str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A role that somebody is to hold: what the country pack says of it, and where it is to be held.

    `kind` is the organisation's kind, empty where there is no organisation. `held` are the roles that the account holds
    within the same period, `apart` those of them whose own rule names this one.
    """

    role: str
    shows_child: bool
    held_in: Collection[str]
    needs_register_number: bool
    not_together_with: Collection[str]
    kind: str
    is_party: bool
    is_register_checked: bool
    held: Collection[str]
    apart: Collection[str]


def why_not_held(asked: Asked) -> Reason:
    """Why this role may not be held so; None where it may."""
    if asked.is_party and asked.shows_child:
        return _("Nobody whose organisation is a party holds a role that shows a child.")
    if not asked.kind and asked.shows_child:
        return _("A role that shows a child is held in an organisation.")
    if asked.kind and asked.held_in and asked.kind not in asked.held_in:
        return _("This role is not held in this kind of organisation.")
    if asked.needs_register_number and not asked.is_register_checked:
        return _("First check the number in the state register of psychologists and enter it in the account.")
    if set(asked.not_together_with) & set(asked.held) or asked.apart:
        return _("This person holds a role that nobody holds together with this one.")
    return None


def why_no_period(begins: datetime, ends: datetime | None) -> Reason:
    """Why a period is none: it would end before it begins."""
    return _("The role would end before it begins.") if ends is not None and ends <= begins else None


def why_not_given_to(giver: UUID | None, account: UUID) -> Reason:
    """Why this person may not give this account a role: nobody gives themselves one."""
    return _("Nobody gives a role to themselves. Ask another administrator.") if giver == account else None


def why_not_closed(closer: UUID | None, account: UUID) -> Reason:
    """Why this person may not close this account: it is their own."""
    return _("Nobody closes their own account. Ask another administrator.") if closer == account else None


OWN_ROOMS = frozenset({"staff", "oversight", "vault", "ui", "notices"})
"""Rooms whose permissions no program holds: accounts and keys, the watch over the house, a person's own screens."""

LONGEST_KEY = timedelta(days=365)


def scopes_of(permissions: Collection[str]) -> frozenset[str]:
    """The permissions of these that the key of a program may carry."""
    return frozenset(one for one in permissions if one.partition(".")[0] not in OWN_ROOMS)


def why_no_scopes(asked: Collection[str], held: Collection[str]) -> Reason:
    """Why a key may not carry these permissions: it never carries more than its maker does."""
    if not asked:
        return _("Choose what the program may do.")
    if not set(asked) <= scopes_of(held):
        return _("A key never carries more than its maker may do.")
    return None


def why_no_key_end(ends_on: date, *, today: date) -> Reason:
    """Why a key may not end on this day."""
    if ends_on < today:
        return _("This day is past.")
    return _("A key lasts a year at most.") if ends_on - today > LONGEST_KEY else None


def why_no_child_key(*, shows_child: bool, is_second_factor_given: bool) -> Reason:
    """Why this person may not make a key that shows children just now."""
    if shows_child and not is_second_factor_given:
        return _("A key that shows children is made by somebody who signed in with a second factor.")
    return None
