"""Vocabularies of conferences."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

PURPOSE = "conferences.invitation"
"""The purpose of an invited organisation's one-time link."""
KIND = "conferences.recommendation"
"""The kind of reference by which other rooms point to a recommendation."""


class EditionState(TextChoices):
    """Where an edition stands; worked out from its days."""

    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended")
    CANCELLED = "cancelled", _("Cancelled")


class InvitationFactor(TextChoices):
    """The second factor of an invited organisation's link."""

    PIN = "pin", _("A code that is told by telephone")
    SMS = "sms", _("A code by text message to the duty telephone")
    NONE = "none", _("No link: the organisation answers by telephone or letter")


class RegistrationState(TextChoices):
    """Where the accreditation of one person in one category stands."""

    NOMINATED = "nominated", _("Waits for accreditation")
    ACCEPTED = "accepted", _("Accredited")
    DECLINED = "declined", _("Not accredited")
    WITHDRAWN = "withdrawn", _("Withdrawn by the organisation")


class Likeness(TextChoices):
    """Why two delegates may be one person."""

    NUMBER = "number", _("the same identification number")
    CONTACT = "contact", _("the same telephone or mail address")


class RecommendationState(TextChoices):
    """Where a recommendation stands; worked out from its record."""

    DRAFTED = "drafted", _("Drafted")
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Not adopted")
    ADDRESSED = "addressed", _("Addressed to bodies")
    ANSWERED = "answered", _("Answered by a body")


class AdoptedWay(TextChoices):
    """How a recommendation was adopted."""

    CONSENSUS = "consensus", _("by consensus")
    VOTE = "vote", _("by vote")
