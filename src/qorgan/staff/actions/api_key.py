"""Keys of other programs: made, their secret changed, ended."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from qorgan.access.guarded import uuid7
from qorgan.access.models import Standing
from qorgan.access.permissions import known
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.actions import action, record
from qorgan.staff import installation, rules
from qorgan.staff.access import KEY_MAKE, KEY_OVERSEE
from qorgan.staff.choices import INVENTED
from qorgan.staff.events import KeyMade, KeyRevoked, KeyRotated
from qorgan.staff.models import ApiKey, Membership
from qorgan.staff.models.api_key import KEY_SCOPE
from qorgan.vault.keys import new_key

PREFIX = "qk"
SECRET_BYTES = 20
OVERLAP = timedelta(hours=24)
"""After a rotation both secrets work for so long: the program is changed without a gap."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key with the secret that is shown once and kept nowhere."""

    key: ApiKey
    token: str = field(repr=False)


def hash_of(secret: str) -> bytes:
    """What is kept of a secret. SHA-256: 160 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _new_secret() -> str:
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode().lower()


@action(KEY_MAKE)
def make_key(*, by: Principal, name: str, scopes: Iterable[str], ends_on: date) -> NewKey:
    """Makes a key for a program of one's own organisation. It acts in the maker's role, narrowed to `scopes`.

    Raises RuleBroken for a permission that the maker does not hold in this role or that no program may hold, for an end
    later than a year from now, and, where a permission shows a child, for a maker who gave no second factor.
    """
    asked = frozenset(scopes)
    shows_child = any(known()[scope].shows_child for scope in asked & known().keys())
    is_strong = by.is_second_factor_given or installation.kind() in INVENTED
    broken = (
        rules.why_no_scopes(asked, by.permissions)
        or rules.why_no_key_end(ends_on, today=timezone.localdate())
        or rules.why_no_child_key(shows_child=shows_child, is_second_factor_given=is_strong)
    )
    if broken:
        raise RuleBroken(broken)
    membership = Membership.objects.now().filter(standing=by.standing_id, account=by.account).first()
    if membership is None:
        raise Refused("membership")
    ends_at = timezone.make_aware(datetime.combine(ends_on + timedelta(days=1), time.min))
    secret, own = _new_secret(), uuid7()
    new_key(subject=own, scope=KEY_SCOPE)
    standing = Standing.objects.create(
        account_id=own,
        role_id=membership.role_id,
        organisations=sorted(by.organisations),
        places=list(by.places),
        scopes=sorted(asked),
        valid=Range(None, ends_at),  # it begins with its row: a clock that jumps must not close a key that was just made
    )
    key = ApiKey.objects.create(
        id=own, name=name.strip(), membership=membership, standing=standing, secret_hash=hash_of(secret), ends_at=ends_at
    )
    record(
        KeyMade(subject=key.id, owner=by.account, organisation=membership.organisation_id, role=by.role, scopes=tuple(sorted(asked)),
                ends_on=ends_on),
        by=by,
        about=(by.account,),
    )  # fmt: skip
    return NewKey(key, f"{PREFIX}_{key.ref}_{secret}")


def _own(by: Principal, key: ApiKey) -> ApiKey:
    held = ApiKey.objects.select_for_update(of=("self",)).select_related("membership").get(pk=key.pk)
    if held.membership.account_id != by.account_id and not by.may(KEY_OVERSEE):
        raise Refused("key")
    if held.revoked_at is not None:
        raise RuleBroken(_("This key has ended already."))
    return held


@action(KEY_MAKE)
def rotate_key(*, by: Principal, key: ApiKey) -> NewKey:
    """Gives a key another secret. The one before works for a day more; an earlier one that still worked ends now.

    Only the owner does it: whoever sees the secret acts in the owner's role.
    """
    held = _own(by, key)
    if held.membership.account_id != by.account_id:
        raise Refused("key")
    if not held.is_working:
        raise RuleBroken(_("This key has ended already."))
    secret = _new_secret()
    held.previous_hash, held.previous_until = held.secret_hash, timezone.now() + OVERLAP
    held.secret_hash = hash_of(secret)
    held.save(update_fields=["secret_hash", "previous_hash", "previous_until"])
    record(KeyRotated(subject=held.id, overlap_until=held.previous_until), by=by, about=(held.membership.account_id,))
    return NewKey(held, f"{PREFIX}_{held.ref}_{secret}")


@action(KEY_MAKE)
def revoke_key(*, by: Principal, key: ApiKey) -> None:
    """Ends a key at once: one's own, or anybody's for who oversees keys."""
    _end(by, _own(by, key), is_with_role=False)


def end_keys_of(by: Principal, memberships: QuerySet[Membership]) -> None:
    """The keys of a role end with it: nobody would answer for what they do. Called by the action that ends the role."""
    for key in ApiKey.objects.select_for_update().filter(membership__in=memberships.values("pk"), revoked_at=None):
        _end(by, key, is_with_role=True)


def _end(by: Principal, key: ApiKey, *, is_with_role: bool) -> None:
    key.revoked_at = timezone.now()
    key.previous_hash = key.previous_until = None
    key.save(update_fields=["revoked_at", "previous_hash", "previous_until"])
    Standing.objects.filter(pk=key.standing_id).update(valid=Range(empty=True))
    record(
        KeyRevoked(subject=key.id, is_with_role=is_with_role), by=by, about=(Membership.objects.get(pk=key.membership_id).account_id,)
    )
