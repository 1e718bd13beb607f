"""What is remembered of places."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class PlacesImported(Event):
    """A list of places was read. `file` is the start of its SHA-256; the subject is this import."""

    verb = "places.place.imported"
    label = _("Places imported")

    added: int
    changed: int
    file: str


@dataclass(frozen=True, kw_only=True)
class PlaceChanged(Event):
    """A list or the country pack gave other facts for a place. `fields` names them, without their values."""

    verb = "places.place.changed"
    label = _("Place changed")

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SheetKept(Event):
    """A sheet was uploaded and waits to be imported."""

    verb = "places.sheet.uploaded"
    label = _("Sheet uploaded")

    kind: str
    file: str
