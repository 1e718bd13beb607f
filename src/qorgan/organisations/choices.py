"""Vocabularies of organisations."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Whether an organisation still works."""

    ACTIVE = "active", _("Works")
    CLOSED = "closed", _("Closed")


class ContactKind(TextChoices):
    """How an organisation is reached; only ways that it has made public itself."""

    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    WEBSITE = "website", _("Website")


class SuccessionKind(TextChoices):
    """How one organisation became another."""

    RENAMED = "renamed", _("renamed")
    REORGANISED = "reorganised", _("reorganised")
    MERGED = "merged", _("merged")
    SPLIT = "split", _("split")
    TAKEN_OVER = "taken_over", _("tasks taken over")


class SealedKind(TextChoices):
    """What is kept sealed about an organisation."""

    ADDRESS = "address", _("Confidential address")
    PERSON = "person", _("Contact person")
    DUTY_PHONE = "dutytel", _("Duty telephone, for dangers at any hour")
    DUTY_MAIL = "dutymail", _("Duty mailbox, for dangers at any hour")


DUTY_KINDS = (SealedKind.DUTY_PHONE, SealedKind.DUTY_MAIL)
"""Where a body answers at any hour; not printed on its door, and one of each."""
