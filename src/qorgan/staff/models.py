"""Accounts of staff, and the periods in which they hold a role."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from qorgan.access.guarded import new_ref, uuid7
from qorgan.access.models import Standing
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place


class AccountManager(BaseUserManager):
    """Finds accounts by the name they sign in with."""

    def get_by_natural_key(self, username: str) -> Account:
        return self.get(username=username.casefold())


class Account(AbstractBaseUser):
    """Someone who signs in. `alias` is the only name a child ever sees."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    username = models.CharField(max_length=64, unique=True)
    alias = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, default="kk")
    theme = models.CharField(max_length=6, default="device")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    harmless: ClassVar = {
        "username": "the name to sign in with, chosen by the administrator, no mail address", "password": "Argon2",
        "alias": "shown to children on purpose", "language": "a code", "theme": "a code",
    }


class Membership(models.Model):
    """An account holds a role in an organisation for a period; its standing is what the database's own policies read."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    standing = models.OneToOneField(Standing, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=64)
    valid = DateTimeRangeField()

    harmless: ClassVar = {"role": "a code"}

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_role_in_one_organisation_at_a_time",
                expressions=[("account", RangeOperators.EQUAL), ("organisation", RangeOperators.EQUAL),
                             ("role", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]
