"""That two records were said to be of one child."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.children import access
from qorgan.children.models.child import Child


class Merge(Guarded):
    """`joined` was joined with `kept`, which stands for the child from then on. Nothing of either record is moved or changed but
    the pointer to the survivor; undoing computes it anew from the joinings that still hold."""

    kept = models.ForeignKey(Child, models.PROTECT, related_name="+")
    joined = models.ForeignKey(Child, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)
    joined_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    need_to_know = staticmethod(access.merge)
    wall = access.MERGE_WALL
    follows: ClassVar = {"kept": "the keeper knows all records", "joined": "the keeper knows all records"}
    reads_are_journalled = False
    harmless: ClassVar = {}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["kept"], name="joined_with_a_record")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["joined"], condition=Q(undone_at=None), name="a_record_is_joined_once"),
            models.CheckConstraint(condition=~Q(kept=F("joined")), name="no_record_is_joined_with_itself"),
        ]
