"""Somebody who signs in."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import new_ref, uuid7
from qorgan.vault.fields import SealedText

USERNAME_SHAPE = r"^[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]$"
KEY_SCOPE = "staff.account"
username_is_plain = RegexValidator(
    USERNAME_SHAPE, _("Small Latin letters, figures, dot, dash; no mail address. At least three characters.")
)


class AccountQuerySet(models.QuerySet):
    """Adjectives for accounts."""

    def active(self) -> AccountQuerySet:
        """Accounts that may sign in."""
        return self.filter(is_active=True)


class AccountManager(BaseUserManager.from_queryset(AccountQuerySet)):  # type: ignore[misc]
    """Finds accounts by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """Someone who signs in. `alias` is the only name a child ever sees; the real name is sealed under its own key.

    `register_number` is the psychologist's number in the state register (Law on psychological activity of 2026-07-02,
    art. 13.4), `register_checked_on` the day on which somebody looked it up there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    username = models.CharField(max_length=64, unique=True, validators=[username_is_plain])
    name = SealedText(key="id", most=200, null=True)
    phone = SealedText(key="id", most=20, null=True)
    mail = SealedText(key="id", most=254, null=True)
    alias = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, default="kk")
    register_number = SealedText(key="id", most=60, null=True)
    register_checked_on = models.DateField(null=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    harmless: ClassVar = {
        "ref": "a random public id",
        "username": "the name to sign in with, chosen by an administrator; the database refuses a mail address",
        "password": "Argon2",
        "alias": "shown to children on purpose; the form says that it must not be the real name",
        "language": "a code",
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_username_is_no_mail_address", condition=Q(username__regex=USERNAME_SHAPE)),
            models.CheckConstraint(name="a_language_is_ours", condition=Q(language__in=[code for code, _name in settings.LANGUAGES])),
        ]

    @property
    def shown_name(self) -> str:
        """The real name for colleagues, opened; the sign-in name where none is kept."""
        return self.name or self.username

    def clean(self) -> None:
        self.username = self.username.strip().lower()
