"""How far time has been seen: the mark against clocks that jump."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Tide(models.Model):
    """One row: the latest moment that the sweep believed, and a moment further ahead that waits to be seen a second time.

    `jumps` counts the jumps of the database's clock since the installation, for the page of health.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    reached_at = models.DateTimeField()
    doubted_at = models.DateTimeField(null=True)
    jumped_at = models.DateTimeField(null=True)
    jumps = models.PositiveIntegerField(default=0)

    is_scratch = True

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="there_is_one_tide", condition=models.Q(id=1))]
