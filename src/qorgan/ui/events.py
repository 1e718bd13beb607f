"""What the room `ui` remembers: views of tables that people keep or share."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ViewSaved(Event):
    """A set of filters was kept under a name."""

    verb = "ui.view.saved"
    label = _("View of a table saved")
    table: str
    is_shared: bool


@dataclass(frozen=True, kw_only=True)
class ViewRemoved(Event):
    """A kept set of filters was removed."""

    verb = "ui.view.removed"
    label = _("View of a table removed")
    table: str
