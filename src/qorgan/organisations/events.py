"""What is remembered of organisations. Names stand in the register, never in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationRegistered(Event):
    """An organisation entered the register."""

    verb = "organisations.organisation.registered"
    label = _("Organisation entered in the register")

    kind: str


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    """Facts of an organisation changed; `fields` names them, without their values."""

    verb = "organisations.organisation.changed"
    label = _("Organisation changed")

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ContactsChanged(Event):
    """How the public reaches an organisation changed; `fields` names the kinds, without their values."""

    verb = "organisations.contact.changed"
    label = _("Public contacts changed")

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OrganisationRenamed(Event):
    """An organisation has another name from a day on."""

    verb = "organisations.organisation.renamed"
    label = _("Organisation renamed")

    on: date


@dataclass(frozen=True, kw_only=True)
class OrganisationClosed(Event):
    """An organisation works no more."""

    verb = "organisations.organisation.closed"
    label = _("Organisation closed")

    on: date


@dataclass(frozen=True, kw_only=True)
class OrganisationSucceeded(Event):
    """An organisation became another; the subject is the one that ended."""

    verb = "organisations.organisation.succeeded"
    label = _("Organisation followed by another")

    successor: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class FactSealed(Event):
    """A confidential address or a contact person was written down, sealed."""

    verb = "organisations.fact.sealed"
    label = _("Confidential fact written down")

    kind: str


@dataclass(frozen=True, kw_only=True)
class OrganisationsImported(Event):
    """A list was read. `file` is the start of its SHA-256; the subject is this import."""

    verb = "organisations.organisation.imported"
    label = _("Organisations imported")

    added: int
    changed: int
    file: str


@dataclass(frozen=True, kw_only=True)
class KindsLoaded(Event):
    """The country pack gave other kinds of organisation."""

    verb = "organisations.kind.loaded"
    label = _("Kinds of organisation loaded")

    kinds: int


@dataclass(frozen=True, kw_only=True)
class SchoolCodeIssued(Event):
    """A school has a new code; the one before opens the same door without a school. The code is not written here."""

    verb = "organisations.school_code.issued"
    label = _("School code issued")


@dataclass(frozen=True, kw_only=True)
class SchoolCodeRevoked(Event):
    """A school has no code any more."""

    verb = "organisations.school_code.revoked"
    label = _("School code withdrawn")


KINDS = UUID("6f72676e-0000-4000-8000-6b696e647300")
"""The stream of the pack's kinds."""
