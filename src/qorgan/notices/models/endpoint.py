"""A receiver of webhooks."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from qorgan.access.guarded import Guarded
from qorgan.notices import access
from qorgan.vault.fields import SealedJSON


class Endpoint(Guarded):
    """Where an organisation hears of what happened, and the keys that what is sent is signed with.

    `secrets` are at most two, the newest first: while a key is changed, both sign. `events` are the verbs it asked for.
    """

    organisation = models.UUIDField()
    url = models.URLField(max_length=300)
    events = ArrayField(models.CharField(max_length=80), default=list)
    secrets = SealedJSON(key="id")
    is_on = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)
    turned_off_at = models.DateTimeField(null=True)

    need_to_know = staticmethod(access.endpoint)
    wall = access.ENDPOINT_WALL
    harmless: ClassVar = {"url": "a public address of an organisation's system", "events": "codes"}

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["organisation"], name="notices_endpoints")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "url"], name="one_endpoint_of_an_address"),
        ]
