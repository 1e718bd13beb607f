"""Vocabularies of the room `staff`."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InstallationKind(TextChoices):
    """What a database is for. Written once, when it is made."""

    REAL = "real", _("Real")
    DEMO = "demo", _("Invented data")
    TRAINING = "training", _("Training")


class LinkPurpose(TextChoices):
    """What a one-time link opens."""

    INVITATION = "invitation", _("First sign-in")
    RECOVERY = "recovery", _("New password")


class FactorKind(TextChoices):
    """A second factor, by the names that allauth keeps."""

    TOTP = "totp", _("One-time codes from an app")
    PASSKEY = "webauthn", _("Passkey")
    RECOVERY_CODES = "recovery_codes", _("Recovery codes")


INVENTED = (InstallationKind.DEMO, InstallationKind.TRAINING)
