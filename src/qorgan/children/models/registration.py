"""That an organisation registered a child: the ground on which its people know the child."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from qorgan.children import access
from qorgan.children.choices import RegistrationWay


class Registration(models.Model):
    """One registration of one record. `survivor` is the record that stands for the child today.

    A child that two organisations registered has two records, each with its registration, until a keeper joins them: then
    both registrations lead to the record that stays, and undoing the joining leads them back.
    """

    child = models.ForeignKey("children.Child", models.CASCADE, related_name="+")
    survivor = models.ForeignKey("children.Child", models.CASCADE, related_name="+")
    organisation_id = models.UUIDField()
    account_id = models.UUIDField(null=True)
    registered_at = models.DateTimeField(default=timezone.now)
    way = models.CharField(max_length=12, choices=RegistrationWay, default=RegistrationWay.BY_HAND)

    wall = access.REGISTRATION_WALL
    harmless: ClassVar[dict[str, str]] = {}

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["survivor", "organisation_id", "account_id"], name="registrations_of_a_child"),
            models.Index(fields=["organisation_id", "-registered_at"], name="registrations_of_a_body"),
        ]
