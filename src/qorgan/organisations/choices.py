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
