"""What the room `staff` remembers. The stream of each entry is the account's own, so that people see their own log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event

INSTALLATION = UUID("6f72676e-7175-4172-8e61-696e7374616c")
UNKNOWN = UUID("6f72676e-7175-4172-8e61-756e6b6e6f77")  # the stream of attempts with names that nobody has


@dataclass(frozen=True, kw_only=True)
class InstallationMarked(Event):
    """It was said what this database is for."""

    verb = "staff.installation.marked"
    label = _("Said what this database is for")
    kind: str


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    """An account was made."""

    verb = "staff.account.opened"
    label = _("Account opened")
    is_demo: bool


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    """Something of an account was changed; `fields` names what, never its value."""

    verb = "staff.account.changed"
    label = _("Account changed")
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AccountDeactivated(Event):
    """An account was closed; all its sessions ended."""

    verb = "staff.account.deactivated"
    label = _("Account closed")
    sessions: int


@dataclass(frozen=True, kw_only=True)
class AccountActivated(Event):
    """A closed account was opened again."""

    verb = "staff.account.activated"
    label = _("Account opened again")


@dataclass(frozen=True, kw_only=True)
class LinkMade(Event):
    """A one-time link for an account was made."""

    verb = "staff.link.made"
    label = _("One-time link made")
    purpose: str
    clears_second_factor: bool


@dataclass(frozen=True, kw_only=True)
class LinkUsed(Event):
    """A password was chosen through a one-time link."""

    verb = "staff.link.used"
    label = _("Password chosen through a one-time link")
    purpose: str


@dataclass(frozen=True, kw_only=True)
class LinkCodeWrong(Event):
    """A one-time link was tried with a wrong code."""

    verb = "staff.link.wrong_code"
    label = _("One-time link tried with a wrong code")
    wrong_codes: int


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """Somebody chose another password for themselves; their other sessions ended."""

    verb = "staff.password.changed"
    label = _("Password changed")
    sessions: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorAdded(Event):
    """A second factor was set up."""

    verb = "staff.factor.added"
    label = _("Second factor added")
    kind: str


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved(Event):
    """A second factor was taken away."""

    verb = "staff.factor.removed"
    label = _("Second factor removed")
    kind: str


@dataclass(frozen=True, kw_only=True)
class SubjectLinked(Event):
    """An account was linked to a person at another sign-in, or no longer is."""

    verb = "staff.subject.linked"
    label = _("Sign-in of another system linked")
    is_linked: bool


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """Somebody signed in."""

    verb = "staff.signin.succeeded"
    label = _("Signed in")
    method: str
    is_known_device: bool
    device: str


@dataclass(frozen=True, kw_only=True)
class SignInFailed(Event):
    """Somebody tried to sign in to this account and failed. Attempts that had to wait are not counted here."""

    verb = "staff.signin.failed"
    label = _("Failed attempt to sign in")
    step: str


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    """Somebody signed out."""

    verb = "staff.signin.ended"
    label = _("Signed out")


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    """Sessions of an account were ended by its holder or by somebody in charge."""

    verb = "staff.session.ended"
    label = _("Sessions ended")
    sessions: int


@dataclass(frozen=True, kw_only=True)
class MembershipGranted(Event):
    """An account holds a role in an organisation for a period."""

    verb = "staff.membership.granted"
    label = _("Role given")
    membership: UUID
    role: str
    organisation: UUID | None


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(Event):
    """A role ended before its time, or an open one ended."""

    verb = "staff.membership.ended"
    label = _("Role ended")
    membership: UUID
    role: str
    organisation: UUID | None


@dataclass(frozen=True, kw_only=True)
class RoleChosen(Event):
    """Somebody acts in this role from now on."""

    verb = "staff.role.chosen"
    label = _("Role chosen")
    membership: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class KeyMade(Event):
    """A program got a key to the API, in the role of its owner, narrowed to some permissions."""

    verb = "staff.key.made"
    label = _("Key of a program made")
    owner: UUID
    organisation: UUID | None
    role: str
    scopes: tuple[str, ...]
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class KeyRotated(Event):
    """A key got another secret; the one before works until a moment."""

    verb = "staff.key.rotated"
    label = _("Secret of a key changed")
    overlap_until: datetime


@dataclass(frozen=True, kw_only=True)
class KeyRevoked(Event):
    """A key was ended: by a person, or with the role of its owner."""

    verb = "staff.key.revoked"
    label = _("Key of a program ended")
    is_with_role: bool


OF_SIGN_IN = (
    SignedIn,
    SignInFailed,
    SignedOut,
    SessionsEnded,
    PasswordChanged,
    LinkMade,
    LinkUsed,
    LinkCodeWrong,
    SecondFactorAdded,
    SecondFactorRemoved,
    RoleChosen,
    MembershipGranted,
    MembershipEnded,
    SubjectLinked,
    AccountOpened,
    AccountChanged,
    AccountDeactivated,
    AccountActivated,
)
