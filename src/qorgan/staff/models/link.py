"""A link that lets somebody choose a password once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qorgan.access.guarded import uuid7
from qorgan.staff.choices import LinkPurpose
from qorgan.staff.models.account import Account


class Link(models.Model):
    """A one-time link. Opening it changes nothing; sending the form with the code that came another way does.

    Both the link's secret and the code are kept as keyed hashes. After five wrong codes the link is dead.
    """

    MOST_WRONG_CODES = 5

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=12, choices=LinkPurpose)
    secret_hash = models.BinaryField(unique=True)
    code_hash = models.BinaryField()
    clears_second_factor = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    wrong_codes = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    harmless: ClassVar = {"purpose": "a code", "secret_hash": "a keyed hash", "code_hash": "a keyed hash"}
