"""The vocabularies of oversight."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    """What the reviewer of an emergency access found."""

    JUSTIFIED = "justified", _("Justified")
    QUESTIONED = "questioned", _("To be clarified")


class State(TextChoices):
    """How a part of the system is."""

    WELL = "ok", _("in order")
    SOON = "warn", _("look soon")
    NOW = "danger", _("act now")
    UNKNOWN = "info", _("not known")
