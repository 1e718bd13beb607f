"""What this database is for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qorgan.access.wall import Open
from qorgan.staff.choices import InstallationKind


class Installation(models.Model):
    """One row, written when the database is made and never changed (a trigger refuses it)."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    kind = models.CharField(max_length=8, choices=InstallationKind)
    made_at = models.DateTimeField(auto_now_add=True)

    wall = Open(web="SELECT", worker="SELECT")
    harmless: ClassVar = {"kind": "a code"}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="one_installation", condition=Q(id=1)),
            models.CheckConstraint(name="an_installation_is_of_a_kind", condition=Q(kind__in=InstallationKind.values)),
        ]
