"""What an application costs and promises, and the versions of it that were signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.access.principal import Principal
from qorgan.grants import call_access as access
from qorgan.grants.models.application import Application
from qorgan.grants.models.call import AmountField
from qorgan.vault.fields import SealedJSON


def _part_known(by: Principal) -> Q:
    return access.part(Application.objects.visible_to(by))


class BudgetLine(Guarded):
    """What one part of the project costs. `category` is a code of the pack; `position` its place in the budget."""

    application = models.ForeignKey(Application, models.DO_NOTHING, related_name="+")
    position = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=16)
    words = models.CharField(max_length=200)
    amount = AmountField()

    need_to_know = staticmethod(_part_known)
    wall = access.PART_WALL
    follows: ClassVar = {"application": "a line is known with its application"}
    harmless: ClassVar = {"category": "a code", "words": "what is paid for"}

    class Meta:
        base_manager_name = "following"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "position"], name="one_line_of_a_position"),
            models.CheckConstraint(name="a_line_costs_something", condition=Q(amount__gt=0)),
        ]


class Promise(Guarded):
    """What an application promises of one indicator."""

    application = models.ForeignKey(Application, models.DO_NOTHING, related_name="+")
    indicator = models.CharField(max_length=16)
    target = models.PositiveIntegerField()

    need_to_know = staticmethod(_part_known)
    wall = access.PART_WALL
    follows: ClassVar = {"application": "a promise is known with its application"}
    harmless: ClassVar = {"indicator": "a code"}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [models.UniqueConstraint(fields=["application", "indicator"], name="one_promise_of_an_indicator")]


class ApplicationVersion(Guarded):
    """What was signed, word for word, with its digest. Written once; a later edit of the application is refused."""

    application = models.ForeignKey(Application, models.DO_NOTHING, related_name="+")
    number = models.PositiveSmallIntegerField()
    content = SealedJSON(key="application_id")
    digest = models.CharField(max_length=64)
    signed_by = models.UUIDField()
    signed_at = models.DateTimeField(default=timezone.now)

    need_to_know = staticmethod(_part_known)
    wall = access.VERSION_WALL
    follows: ClassVar = {"application": "a version is known with its application"}
    harmless: ClassVar = {"digest": "a hash"}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [models.UniqueConstraint(fields=["application", "number"], name="one_signed_version_of_a_number")]
