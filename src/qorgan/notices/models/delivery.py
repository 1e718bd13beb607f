"""The outbox: everything that leaves the house is a row first, written in the transaction of the change that causes it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from qorgan.access.guarded import Guarded, GuardedManager, GuardedQuerySet
from qorgan.access.wall import Open
from qorgan.notices import access
from qorgan.notices.choices import Channel, Failure, State
from qorgan.notices.models.endpoint import Endpoint
from qorgan.vault.fields import SealedText


class DeliveryQuerySet(GuardedQuerySet):
    """Adjectives for deliveries."""

    def waiting(self):
        return self.filter(state=State.WAITING)

    def given_up(self):
        return self.filter(state=State.DEAD)


class Delivery(Guarded):
    """One thing that leaves by one way, to one receiver.

    The receiver is a holder (`holder_kind`, `holder`) whose address is asked for when it leaves, an `endpoint`, or an
    `address` that somebody gave for this once, sealed under the key of `sealed_by`. `values` are what its words are made
    of, never the words. `key` keeps it from being written twice, and goes along as the idempotency key.
    A worker's claim (`claim`, until `claimed_until`) is committed before anything is sent: see `actions/deliver.py`.
    """

    channel = models.CharField(max_length=8, choices=Channel)
    holder_kind = models.CharField(max_length=16, blank=True)
    holder = models.UUIDField(null=True)
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, null=True, related_name="+")
    sealed_by = models.UUIDField(null=True)
    address = SealedText(key="sealed_by", most=254, null=True)
    wording = models.CharField(max_length=80)
    values = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    subject = models.UUIDField()
    is_urgent = models.BooleanField(default=False)
    is_gathered = models.BooleanField(default=False)
    key = models.CharField(max_length=200, unique=True)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    failure = models.CharField(max_length=20, choices=Failure, blank=True)
    provider_number = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = GuardedManager.from_queryset(DeliveryQuerySet)()
    need_to_know = staticmethod(access.delivery)
    wall = access.DELIVERY_WALL
    follows: ClassVar = {"endpoint": "a delivery is sent with its endpoint's address and key"}
    harmless: ClassVar = {
        "holder_kind": "a code",
        "wording": "a code",
        "values": "numbers, days, public numbers: parameters.py refuses everything else",
        "path": "an address of ours with a random public id at most",
        "language": "a code",
        "key": "codes and ids",
        "provider_number": "the receiver's number of what it took",
    }

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="notices_outbox", condition=Q(state=State.WAITING)),
            models.Index(fields=["claimed_until"], name="notices_claims", condition=Q(state=State.SENDING)),
            models.Index(fields=["-made_at"], name="notices_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_delivery_has_one_receiver",
                condition=Q(channel=Channel.WEBHOOK, endpoint__isnull=False, holder__isnull=True, address__isnull=True)
                | ~Q(channel=Channel.WEBHOOK) & Q(endpoint__isnull=True, holder__isnull=False, address__isnull=True)
                | ~Q(channel=Channel.WEBHOOK) & Q(endpoint__isnull=True, holder__isnull=True, sealed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_claim_has_its_end",
                condition=Q(state=State.SENDING, claim__isnull=False, claimed_until__isnull=False)
                | ~Q(state=State.SENDING) & Q(claim__isnull=True, claimed_until__isnull=True),
            ),
        ]


class Attempt(models.Model):
    """One try of one delivery: when, how it ended, what the receiver answered, how long it took (milliseconds)."""

    delivery = models.UUIDField(db_index=True)
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    failure = models.CharField(max_length=20, choices=Failure, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField(default=0)

    wall = Open(web="SELECT, INSERT", worker="SELECT, INSERT")
