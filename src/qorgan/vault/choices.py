"""The vault's vocabularies."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ShredReason(TextChoices):
    """Why a subject's data key was destroyed."""

    ASKED = "asked", _("The person asked for it")
    RETENTION = "retention", _("The time for keeping it is over")
    ABANDONED = "abandoned", _("The conversation was never finished")
    ORDER = "order", _("A court or an authority ordered it")
    MISTAKE = "mistake", _("It should not have been kept")


class HoldGround(TextChoices):
    """Why a subject may not be shredded for now. Each country's law names its own grounds; these are their kinds."""

    COURT = "court", _("Court proceedings")
    INVESTIGATION = "investigation", _("Criminal investigation")
    COMPLAINT = "complaint", _("Complaint or inspection")
    CLAIM = "claim", _("Claim of the child or the family")


class Scan(TextChoices):
    """What the virus scanner said of a document."""

    CLEAN = "clean", _("Scanned, nothing found")
    NOT_SCANNED = "not_scanned", _("Not scanned")
    FOUND = "found", _("Something harmful found")
