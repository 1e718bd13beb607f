"""What the screens of staff read; always for somebody."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from qorgan.access import ledger
from qorgan.access.guarded import NOTHING
from qorgan.access.models import Role, RolePermission
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.journal.events import label_of
from qorgan.journal.models import Entry
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.staff.access import ACCOUNT_READ, KEY_MAKE, KEY_OVERSEE, SESSION_END
from qorgan.staff.choices import FactorKind
from qorgan.staff.events import OF_SIGN_IN, SignedIn, SignedOut, SignInFailed
from qorgan.staff.models import Account, ApiKey, Membership, RoleRule, Session
from qorgan.texts.alphabet import sort_key
from qorgan.texts.words import Words
from qorgan.ui.pieces import Happened

ICONS = {SignedIn.verb: "login", SignedOut.verb: "logout", SignInFailed.verb: "lock"}


def known_to(by: Principal) -> Q:
    """Which accounts `by` may know.

    One register serves the installation, so whoever reads accounts reads all of them; who may only end sessions sees
    the people of the organisations they act for; everybody knows their own.
    """
    if by.may(ACCOUNT_READ):
        return Q()
    own = Q(pk=by.account_id) if by.account_id else NOTHING
    if by.may(SESSION_END) and by.organisations:
        return own | Q(pk__in=Membership.objects.now().filter(organisation__in=by.organisations).values("account"))
    return own


def accounts(by: Principal) -> QuerySet:
    """The accounts `by` may know, with how many roles and sessions each has now."""
    roles = Membership.objects.now().filter(account=OuterRef("pk")).order_by().values("account").annotate(n=Count("pk"))
    live = Session.objects.filter(account_id=OuterRef("pk"), expire_date__gt=timezone.now()).order_by()
    return Account.objects.filter(known_to(by)).annotate(
        roles=Coalesce(Subquery(roles.values("n")), 0),
        sessions=Coalesce(Subquery(live.values("account_id").annotate(n=Count("pk")).values("n")), 0),
    )


def account(by: Principal, ref: str) -> Account:
    """One account by its public id. Raises Refused for one that is hidden or absent."""
    found = accounts(by).filter(ref=ref).first()
    if found is None:
        raise Refused("account")
    ledger.note("staff.Account", found.id)
    return found


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of colleagues for lines of history, opened with one query for the rows and one for the keys.

    What no colleague did may have been done by a program: then the name is its key's, asked for only in that case.
    """
    wanted = set(ids)
    found = {one.id: one.shown_name for one in Account.objects.filter(pk__in=wanted)}
    missing = wanted - found.keys()
    return found | ({one.id: one.name for one in ApiKey.objects.filter(pk__in=missing)} if missing else {})


def memberships(by: Principal, of: Account) -> QuerySet:
    """Every role that an account holds, held or will hold, the newest first."""
    if not Account.objects.filter(known_to(by), pk=of.pk).exists():
        raise Refused("account")
    return Membership.objects.of_account(of).select_related("role", "organisation", "place")


def own_memberships(account_id: UUID) -> QuerySet:
    """The roles that may be chosen now."""
    return (
        Membership.objects.now().filter(account=account_id).select_related("role", "organisation", "place").order_by("granted_at", "pk")
    )


def api_keys(by: Principal) -> QuerySet[ApiKey]:
    """The keys of programs that `by` may know: one's own, or all for who oversees them; the newest first."""
    rows = ApiKey.objects.select_related("membership__account", "membership__organisation", "membership__role", "standing")
    if by.may(KEY_OVERSEE):
        return rows.order_by("-made_at")
    return rows.filter(membership__account=by.account_id).order_by("-made_at") if by.may(KEY_MAKE) else rows.none()


def api_key(by: Principal, ref: str) -> ApiKey:
    """One key by its public half. Raises Refused for one that is hidden or absent."""
    found = api_keys(by).filter(ref=ref).first()
    if found is None:
        raise Refused("key")
    return found


def key_log(key: ApiKey) -> list[Happened]:
    """What happened to a key, the newest first."""
    rows = list(Entry.objects.filter(stream=key.id, verb__startswith="staff.key.").order_by("-seq")[:50])
    names = names_of(row.actor for row in rows if row.actor)
    return [Happened(row.at, label_of(row.verb), who=names.get(row.actor, "") if row.actor else "", icon="key") for row in rows]


def sessions(account_id: UUID) -> QuerySet:
    """The sessions of one account that are alive, the last used first."""
    return Session.objects.filter(account_id=account_id, expire_date__gt=timezone.now()).order_by("-seen_at")


def _workers(organisation_id: UUID, permission: str) -> QuerySet:
    """Memberships of an organisation, now, in a role that carries a permission."""
    roles = RolePermission.objects.filter(permission=permission).values("role")
    return Membership.objects.now().filter(organisation=organisation_id, role__in=roles, account__is_active=True)


def works_at(account_id: UUID, organisation_id: UUID, *, permission: str) -> bool:
    """Whether somebody works in an organisation in a role that carries a permission: who may be given work there."""
    return _workers(organisation_id, permission).filter(account=account_id).exists()


def workplaces_of(permission: str) -> QuerySet:
    """The ids of organisations where somebody works now in a role that carries a permission, as a sub-query."""
    roles = RolePermission.objects.filter(permission=permission).values("role")
    return Membership.objects.now().filter(role__in=roles, account__is_active=True).values("organisation")


def workers_at(organisation_id: UUID, *, permission: str) -> list[tuple[UUID, str]]:
    """Who works in an organisation in a role that carries a permission: account and name, by name."""
    ids = set(_workers(organisation_id, permission).values_list("account", flat=True))
    return sorted(names_of(ids).items(), key=lambda pair: sort_key(pair[1]))


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account signs in with beside its password."""

    totp: Authenticator | None
    passkeys: tuple[Authenticator, ...]
    has_codes: bool

    @property
    def any(self) -> bool:
        return bool(self.totp or self.passkeys)


def factors(account_id: UUID) -> Factors:
    """The second factors of one account."""
    held = list(Authenticator.objects.filter(user_id=account_id).order_by("pk"))
    by_kind = {kind: tuple(one for one in held if one.type == kind) for kind in FactorKind.values}
    totp = by_kind[FactorKind.TOTP]
    return Factors(totp[0] if totp else None, by_kind[FactorKind.PASSKEY], bool(by_kind[FactorKind.RECOVERY_CODES]))


def is_subject_linked(account_id: UUID) -> bool:
    """Whether the account may come in through another sign-in."""
    return SocialAccount.objects.filter(user_id=account_id).exists()


def sign_in_log(account_id: UUID, *, most: int = 50) -> list[Happened]:
    """What happened to an account, the newest first: which role, from which kind of browser, and who did it."""
    verbs = [event.verb for event in OF_SIGN_IN]
    rows = list(Entry.objects.filter(stream=account_id, verb__in=verbs).order_by("-seq")[:most])
    roles = {role.key: str(name_of(role)) for role in Role.objects.exclude(key__startswith="system:")}
    names = names_of(row.actor for row in rows if row.actor and row.actor != account_id)
    return [
        Happened(
            row.at,
            label_of(row.verb),
            detail=_detail_of(row, roles),
            who=names.get(row.actor, "") if row.actor else "",
            icon=ICONS.get(row.verb, "point"),
            tone="warn" if row.verb == SignInFailed.verb else "",
        )
        for row in rows
    ]


def _detail_of(row: Entry, roles: dict[str, str]) -> str:
    given = json.loads(row.body)["fields"]
    if "device" in given:
        return Session(device=given["device"]).device_name
    return roles.get(given.get("role", ""), "")


@dataclass(frozen=True, slots=True)
class RoleSheet:
    """A role as a lawyer reads it."""

    role: Role
    name: Words
    description: Words
    permissions: tuple[Any, ...]
    kinds: tuple[Words, ...]
    not_together_with: tuple[Words, ...]
    needs_register_number: bool


def name_of(role: Role) -> Words:
    """The words of a role; its key where the pack gives none."""
    return Words(role.words.get("name") or {"en": role.key})


def role_named(key: str) -> Words:
    """The words of a role by its key; the key itself where it is gone."""
    role = Role.objects.filter(key=key).first()
    return name_of(role) if role else Words({"en": key})


def words_of(named: Organisation | Place | None) -> Words:
    """The names of an organisation or a place; no words for none."""
    return Words(named.names) if named is not None else Words()


def place_of(membership: Membership) -> str:
    """The organisation and the place of a membership in the reader's language."""
    parts = (words_of(membership.organisation), words_of(membership.place))
    return ", ".join(str(part) for part in parts if part)


def role_sheets(labels: dict[str, Any]) -> list[RoleSheet]:
    """All roles of the country pack, in the order of their keys. `labels` are the words of the permissions."""
    roles = {role.key: role for role in Role.objects.exclude(key__startswith="system:").order_by("key")}
    rules = {rule.role_id: rule for rule in RoleRule.objects.all()}
    kinds = {kind.key: Words(kind.names) for kind in OrganisationKind.objects.all()}
    held: dict[str, list[Any]] = {}
    for role, name in RolePermission.objects.order_by("permission").values_list("role_id", "permission"):
        held.setdefault(role, []).append(labels.get(name, name))
    return [
        RoleSheet(
            role,
            name_of(role),
            Words(role.words.get("description") or {}),
            tuple(held.get(key, ())),
            tuple(kinds[kind] for kind in role.held_in if kind in kinds),
            tuple(name_of(roles[other]) for other in (rules[key].not_together_with if key in rules else ()) if other in roles),
            key in rules and rules[key].needs_register_number,
        )
        for key, role in roles.items()
    ]
