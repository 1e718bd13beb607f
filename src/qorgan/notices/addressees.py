"""Whom a notice is for. This room knows no people: rooms above find those behind a role and say where they are reached.

    send_notice(by=by, wording=WAITING, to=role("case_supervisor", organisation), …)

A book of addresses is registered from `apps.py` for each kind of holder: accounts by `staff`, organisations by
`organisations`. Addresses are asked for when a delivery leaves, and are kept by nobody here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

ACCOUNT, ORGANISATION = "account", "organisation"


@dataclass(frozen=True, slots=True)
class Addressee:
    """A holder of addresses, or a question whose answer are holders."""

    kind: str
    id: UUID | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who can be reached: an account or an organisation, never a name."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a holder is reached now. Never stored, never logged."""

    language: str
    mail: str = ""
    phone: str = ""

    def __repr__(self) -> str:
        return "<reach>"


Resolve = Callable[[Addressee], Sequence[Holder]]
Find = Callable[[UUID], Reach | None]
_resolvers: dict[str, tuple[Resolve, ...]] = {}
_books: dict[str, Find] = {}


def account(account_id: UUID) -> Addressee:
    """One account."""
    return Addressee(ACCOUNT, account_id)


def organisation(organisation_id: UUID) -> Addressee:
    """An organisation by its public addresses; nobody's bell."""
    return Addressee(ORGANISATION, organisation_id)


def role(key: str, organisation_id: UUID) -> Addressee:
    """Whoever holds a role in an organisation now."""
    return Addressee("role", organisation_id, key)


def named(key: str, subject: UUID) -> Addressee:
    """An addressee that a room above names for a subject, `casework.supervisor` of a case for example."""
    return Addressee(f"named:{key}", subject, key)


def register_book(kind: str, find: Find) -> None:
    """Says where holders of a kind are reached. Raises ValueError for a second book of the kind."""
    if kind in _books:
        raise ValueError(f"a second book of {kind}")
    _books[kind] = find


def register_resolver(kind: str, resolve: Resolve) -> None:
    """Says who is behind an addressee: kind `role`, or `named:<key>`.

    Several rooms may know a name, each for its own subjects: a referral has a supervisor, and so has a case. Of another
    kind there is one, and a second raises ValueError.
    """
    if kind in _resolvers and not kind.startswith("named:"):
        raise ValueError(f"a second resolver of {kind}")
    _resolvers[kind] = (*_resolvers.get(kind, ()), resolve)


def holders(addressee: Addressee) -> list[Holder]:
    """Those behind an addressee, each once; empty where nobody is, or where no room knows the kind."""
    if addressee.kind in (ACCOUNT, ORGANISATION) and addressee.id:
        return [Holder(addressee.kind, addressee.id)]
    answers = [holder for resolve in _resolvers.get(addressee.kind, ()) for holder in resolve(addressee)]
    return list(dict.fromkeys(answers))


def reach(holder: Holder) -> Reach | None:
    """Where a holder is reached now; None where no room knows it."""
    find = _books.get(holder.kind)
    return find(holder.id) if find else None
