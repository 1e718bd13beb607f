"""The key of another program: an account for a machine, which acts for an organisation."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import new_ref, uuid7
from qorgan.access.models import Standing
from qorgan.staff.models.membership import Membership

KEY_SCOPE = "staff.api_key"


class ApiKeyQuerySet(models.QuerySet):
    """Adjectives for keys."""

    def working(self) -> Self:
        """Those that open something now, by the database's clock as at the door; their owner's role must run too."""
        return self.filter(revoked_at=None, ends_at__gt=TransactionNow())


class ApiKey(models.Model):
    """A key with which a program of an organisation calls the API.

    It acts in a standing of its own: the role, organisation and place of `membership` (its owner's, when it was made),
    narrowed to the key's scopes. It ends with the owner's role. `ref` is the public half, `secret_hash` the SHA-256 of
    the other: 160 random bits cannot be guessed, so a slow hash would protect nothing and cost every request. After a
    rotation the secret before works until `previous_until`. `last_used_on` is a day, because more would be a trace.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=80)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    standing = models.OneToOneField(Standing, models.PROTECT, related_name="+")
    secret_hash = models.BinaryField()
    previous_hash = models.BinaryField(null=True)
    previous_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    objects = ApiKeyQuerySet.as_manager()
    harmless: ClassVar = {
        "ref": "a random public id",
        "name": "what a program is called; the form says that it names no person",
        "secret_hash": "a hash of 160 random bits",
        "previous_hash": "a hash of 160 random bits",
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_secret_before_has_its_end",
                condition=Q(previous_hash=None, previous_until=None) | Q(previous_hash__isnull=False, previous_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        """Whether the key itself still opens something."""
        return self.revoked_at is None and self.ends_at > timezone.now()


class ApiAllowance(models.Model):
    """How many requests a key has left (a bucket that fills by time), counted by `staff_api_request` in one statement."""

    key = models.OneToOneField(ApiKey, models.CASCADE, primary_key=True, related_name="+")
    left = models.FloatField()
    counted_at = models.DateTimeField()

    is_scratch = True
