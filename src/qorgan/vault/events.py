"""What the vault remembers. Rotations and shares belong to the stream of the keyring itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event

KEYRING = UUID("6b657972-696e-4767-8000-000000000001")


@dataclass(frozen=True, kw_only=True)
class DataKeyShredded(Event):
    """A subject's data key was destroyed; `final_on` is the day when no backup opens it any more."""

    verb = "vault.key.shredded"
    label = _("Erased for good")
    scope: str
    reason: str
    final_on: date


@dataclass(frozen=True, kw_only=True)
class ShreddingPutOff(Event):
    """A shredding was asked for and a legal hold stood against it: it is done when the hold ends."""

    verb = "vault.key.put_off"
    label = _("Erasing put off by a legal hold")
    scope: str
    reason: str
    held_for: str


@dataclass(frozen=True, kw_only=True)
class LegalHoldSet(Event):
    """A subject may not be shredded until a time, or until the hold is lifted."""

    verb = "vault.hold.set"
    label = _("Legal hold set")
    held_for: str
    held_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class LegalHoldLifted(Event):
    """A legal hold ended before its time."""

    verb = "vault.hold.lifted"
    label = _("Legal hold lifted")
    held_for: str


@dataclass(frozen=True, kw_only=True)
class MasterRotated(Event):
    """A new master key wraps all data keys from now on."""

    verb = "vault.master.rotated"
    label = _("Master key changed")
    master: str
    retired: str


@dataclass(frozen=True, kw_only=True)
class MasterRewrapped(Event):
    """No data key is wrapped by the old master any more; it is destroyed when its backups expire."""

    verb = "vault.master.rewrapped"
    label = _("All data keys moved to the new master key")
    master: str
    data_keys: int
    destroy_on: date


@dataclass(frozen=True, kw_only=True)
class MasterDestroyed(Event):
    """A master key was destroyed: backups made under it stay closed for ever."""

    verb = "vault.master.destroyed"
    label = _("Master key destroyed")
    master: str


@dataclass(frozen=True, kw_only=True)
class SharesMade(Event):
    """A new recovery key was divided into shares; earlier shares open no later escrow."""

    verb = "vault.share.made"
    label = _("Shares of the recovery key made")
    recovery: str
    shares: int
    threshold: int


@dataclass(frozen=True, kw_only=True)
class KeysRecovered(Event):
    """Root keys were put back from the escrow with shares."""

    verb = "vault.share.used"
    label = _("Root keys recovered with shares")
    recovery: str
    keys: int
