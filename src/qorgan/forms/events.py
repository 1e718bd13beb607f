"""What is remembered of forms."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class FormImported(Event):
    """A sheet was uploaded and read; nobody fills it in yet. `checksum` is the file's SHA-256."""

    verb = "forms.definition.imported"
    label = _("Form uploaded")
    version: UUID
    number: int
    checksum: str


@dataclass(frozen=True, kw_only=True)
class FormPublished(Event):
    """A version became the one that is filled in."""

    verb = "forms.definition.published"
    label = _("Form published")
    version: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class FormRetired(Event):
    """A version is no longer filled in; its answers are still shown with it."""

    verb = "forms.definition.retired"
    label = _("Form retired")
    version: UUID
    number: int
