"""What is remembered of services. Names, words and addresses stand in the directory, never in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ServiceAdded(Event):
    """A service entered the directory."""

    verb = "directory.service.added"
    label = _("Service entered in the directory")

    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class ServiceChanged(Event):
    """Facts of a service changed; `fields` names them, without their values."""

    verb = "directory.service.changed"
    label = _("Service changed")

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ServiceClosed(Event):
    """A service is not given any more, for a time or for good: `status` in HSDS terms with `_` for a space."""

    verb = "directory.service.closed"
    label = _("Service closed")

    status: str
    until: date | None


@dataclass(frozen=True, kw_only=True)
class ServiceReopened(Event):
    """A service is given again."""

    verb = "directory.service.reopened"
    label = _("Service works again")


@dataclass(frozen=True, kw_only=True)
class CapacitySet(Event):
    """How many places are free, and of how many; this is also the capacity's history."""

    verb = "directory.capacity.set"
    label = _("Free places counted")

    unit: str
    available: int
    maximum: int | None


@dataclass(frozen=True, kw_only=True)
class PlaceTaken(Event):
    """A place of a service was given to somebody; nothing says to whom."""

    verb = "directory.capacity.taken"
    label = _("Place taken")

    unit: str
    available: int


@dataclass(frozen=True, kw_only=True)
class PlaceFreed(Event):
    """A place of a service is free again."""

    verb = "directory.capacity.freed"
    label = _("Place free again")

    unit: str
    available: int


@dataclass(frozen=True, kw_only=True)
class HoursSet(Event):
    """A service has other opening hours."""

    verb = "directory.hours.set"
    label = _("Opening hours changed")

    rules: int


@dataclass(frozen=True, kw_only=True)
class DayExcepted(Event):
    """On one day a service is closed, or open at other hours."""

    verb = "directory.hours.excepted"
    label = _("Hours of one day changed")

    on: date
    is_closed: bool


@dataclass(frozen=True, kw_only=True)
class ServiceVerified(Event):
    """Somebody checked an entry."""

    verb = "directory.service.verified"
    label = _("Entry checked")

    outcome: str
    next_check_on: date


@dataclass(frozen=True, kw_only=True)
class SiteAdded(Event):
    """A site of an organisation entered the directory."""

    verb = "directory.site.added"
    label = _("Site entered")

    organisation: UUID
    is_confidential: bool


@dataclass(frozen=True, kw_only=True)
class SiteChanged(Event):
    """Facts of a site changed; `fields` names them, without their values."""

    verb = "directory.site.changed"
    label = _("Site changed")

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SiteHidden(Event):
    """A site became confidential: where it stands was sealed and taken out of sight."""

    verb = "directory.site.hidden"
    label = _("Site made confidential")


@dataclass(frozen=True, kw_only=True)
class SiteClosed(Event):
    """A site is not used any more."""

    verb = "directory.site.closed"
    label = _("Site given up")

    on: date


@dataclass(frozen=True, kw_only=True)
class ServicePlaced(Event):
    """A service is given at a site."""

    verb = "directory.service.placed"
    label = _("Service given at a site")

    site: UUID


@dataclass(frozen=True, kw_only=True)
class ServiceWithdrawn(Event):
    """A service is not given at a site any more."""

    verb = "directory.service.withdrawn"
    label = _("Service no longer given at a site")

    site: UUID


@dataclass(frozen=True, kw_only=True)
class ServicesImported(Event):
    """A list was read. `file` is the start of its SHA-256; the subject is this import."""

    verb = "directory.service.imported"
    label = _("Services imported")

    added: int
    changed: int
    file: str


@dataclass(frozen=True, kw_only=True)
class TermsLoaded(Event):
    """The country pack gave other terms or limits."""

    verb = "directory.term.loaded"
    label = _("Kinds of service loaded")

    terms: int


TERMS = UUID("6f72676e-0000-4000-8000-7465726d7300")
"""The stream of the pack's terms."""
