"""Who asks: built once per request by `staff`, carried as `request.by`, passed on as `by`, never None."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID, uuid5

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from qorgan.access.refusals import Refused

SYSTEM_NAMESPACE = UUID("6f72676e-7175-4172-8e61-6e73797374d0")


class Kind(Enum):
    """What sort of actor a principal is."""

    PERSON = "person"
    MACHINE = "machine"
    SYSTEM = "system"
    BEARER = "bearer"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Principal:
    """An actor in one role.

    `standing_id` names the row of `access_standing` that the database's own policies read; `organisations` are the ids
    of the organisations it acts for; `places` are ltree paths, each with everything below it; `bearer_of` is the one
    subject that the holder of a code may touch; `emergency_until` is set while a break-glass access runs.
    """

    kind: Kind
    permissions: frozenset[str] = frozenset()
    account_id: UUID | None = None
    standing_id: UUID | None = None
    role: str = ""
    organisations: frozenset[UUID] = frozenset()
    places: tuple[str, ...] = ()
    bearer_of: UUID | None = None
    alias: str = ""
    is_second_factor_given: bool = False
    language: str = field(default_factory=lambda: settings.LANGUAGE_CODE, compare=False)

    def may(self, permission: str) -> bool:
        """Whether this kind of thing may be done at all; which rows is need-to-know's question."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raises Refused unless the permission is held."""
        if permission not in self.permissions:
            raise Refused(permission)

    @property
    def account(self) -> UUID:
        """The account that acts, where only a person can; raises Refused for everybody else."""
        if self.account_id is None:
            raise Refused("account")
        return self.account_id

    @property
    def is_person(self) -> bool:
        return self.kind is Kind.PERSON

    @property
    def is_machine(self) -> bool:
        """Another program that acts for an organisation with a key of its own; its `account_id` is the key's."""
        return self.kind is Kind.MACHINE

    @property
    def is_bearer(self) -> bool:
        return self.kind is Kind.BEARER

    @property
    def actor_id(self) -> UUID | None:
        """The id that the journal keeps: the account, the system's own, or None for a bearer and for nobody.

        A bearer (a child with a code) is not named: the subject's stream already tells whose conversation it is.
        """
        return self.account_id or (self.standing_id if self.kind is Kind.SYSTEM else None)

    @staticmethod
    def nobody() -> Principal:
        """A visitor who has not signed in."""
        return _NOBODY

    @staticmethod
    def bearer(subject: UUID, permissions: frozenset[str]) -> Principal:
        """The holder of a code that opens exactly one subject."""
        return Principal(kind=Kind.BEARER, bearer_of=subject, permissions=permissions, role="bearer")

    @staticmethod
    def system(name: str) -> Principal:
        """A named part of the program that acts by itself, with the permissions it was declared with."""
        try:
            return _systems[name]
        except KeyError:
            raise ImproperlyConfigured(f"no system principal is named {name!r}") from None


_NOBODY = Principal(kind=Kind.NOBODY, role="nobody")
_systems: dict[str, Principal] = {}


def system_standing(name: str) -> UUID:
    """The fixed id of a system principal's standing."""
    return uuid5(SYSTEM_NAMESPACE, name)


def declare_system(name: str, *permissions: str) -> Principal:
    """Declares a system principal in a room's `access.py`; its standing enters the database with the wall."""
    if name in _systems:
        raise ValueError(f"system principal {name} is declared twice")
    _systems[name] = Principal(
        kind=Kind.SYSTEM, role=f"system:{name}", standing_id=system_standing(name), permissions=frozenset(permissions)
    )
    return _systems[name]


def systems() -> dict[str, Principal]:
    """All declared system principals, by name."""
    return dict(_systems)
