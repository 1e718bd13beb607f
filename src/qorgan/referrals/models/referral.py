"""A referral, what was shared with it item by item, and what the service did."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import Guarded, GuardedManager, GuardedQuerySet, uuid7
from qorgan.access.principal import Principal
from qorgan.children.models import Child
from qorgan.directory.models import Service, TaxonomyTerm
from qorgan.organisations.models import Organisation
from qorgan.referrals import access
from qorgan.referrals.choices import OPEN, WAITING, ConsentBasis, ConsentGiver, State
from qorgan.referrals.models.term import Term
from qorgan.vault.fields import SealedJSON, SealedText

SCOPE, COPY_SCOPE = "referrals.referral", "referrals.copy"
"""Two keys: one for what both sides say to each other, one for the copy of what was shared, which alone is shredded."""


class ReferralQuerySet(GuardedQuerySet):
    """Referrals, with the adjectives of the field."""

    def open(self) -> Self:
        """Those that go on."""
        return self.filter(state__in=OPEN)

    def waiting(self) -> Self:
        """Those whose answer is waited for."""
        return self.filter(state__in=WAITING)

    def of_records(self, records: Any) -> Self:
        """Those of a child, by the ids of all its records."""
        return self.filter(child_id__in=records)


class Referral(Guarded):
    """One child is referred to one service of another organisation.

    `asked_for` is the asking side's own subject (a case), opaque here; `origin` is the key by which the asking side finds
    it again (`asking.py`). `copy_id` is the subject whose key seals what is shared: `message` and the items. `id` seals the
    rest. `service` and `to_organisation` are fixed when it is sent.
    """

    number = models.BigIntegerField(unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFTED)
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    asked_for = models.UUIDField(null=True)
    origin = models.CharField(max_length=60, blank=True, default="")
    from_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    prepared_by = models.UUIDField()
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    need = models.ForeignKey(TaxonomyTerm, models.PROTECT, null=True, related_name="+")
    urgency = models.ForeignKey(Term, models.PROTECT, related_name="+")

    copy_id = models.UUIDField(default=uuid7, unique=True)
    message = SealedText(key="copy_id", most=2_000, default=str)
    is_copy_gone = models.BooleanField(default=False)

    consent_basis = models.CharField(max_length=10, choices=ConsentBasis, blank=True, default="")
    consent_record = models.UUIDField(null=True)
    consent_given_by = models.CharField(max_length=16, choices=ConsentGiver, blank=True, default="")
    consent_on = models.DateField(null=True)
    exception_ground = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    exception_note = SealedText(key="id", most=1_000, default=str)

    handled_by = models.UUIDField(null=True)
    is_place_taken = models.BooleanField(default=False)
    decline_reason = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    decline_note = SealedText(key="id", most=1_000, default=str)
    outcome = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    report = SealedText(key="id", most=4_000, default=str)

    drafted_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = GuardedManager.from_queryset(ReferralQuerySet)()
    need_to_know = staticmethod(access.referral)
    wall = access.REFERRAL_WALL
    follows: ClassVar = {}
    reads_are_journalled = True
    harmless: ClassVar = {"origin": "a code and a random public id"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["to_organisation", "state", "-sent_at"], name="referrals_inbox"),
            models.Index(fields=["from_organisation", "prepared_by", "-drafted_at"], name="referrals_sent"),
            models.Index(fields=["child"], name="referrals_of_a_child"),
            models.Index(fields=["asked_for"], name="referrals_of_a_subject", condition=Q(asked_for__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_referral_leaves_with_consent_or_ground",
                condition=Q(state=State.DRAFTED)
                | Q(consent_basis=ConsentBasis.CONSENT, consent_on__isnull=False)
                | Q(consent_basis=ConsentBasis.EXCEPTION, exception_ground__isnull=False),
            ),
            models.CheckConstraint(name="a_sent_referral_has_its_time", condition=Q(state=State.DRAFTED) | Q(sent_at__isnull=False)),
            models.CheckConstraint(
                name="a_declined_referral_says_why", condition=~Q(state=State.DECLINED) | Q(decline_reason__isnull=False)
            ),
            models.CheckConstraint(
                name="a_reported_referral_has_its_outcome",
                condition=~Q(state__in=[State.REPORTED, State.CLOSED]) | Q(outcome__isnull=False),
            ),
            models.CheckConstraint(
                name="a_copy_is_gone_where_access_ended",
                condition=~Q(state__in=[State.DECLINED, State.REVOKED, State.EXPIRED]) | Q(is_copy_gone=True),
            ),
        ]

    def __str__(self) -> str:
        return f"R-{self.number}"


def _items_known(by: Principal) -> Q:
    return access.item(by, Referral.objects.visible_to(by))


def _records_known(by: Principal) -> Q:
    return access.part(Referral.objects.visible_to(by))


class SharedItem(Guarded):
    """One field of one form that was shared, as the other side reads it.

    `form`, `name` and `words` (the form's title and the field's label, by language) stay for ever as the account of what was
    shared; `content` (title, label and value as they read then) is sealed with the copy's key and is gone with it.
    """

    # The database refuses what would be left behind; Django's own walk over the rows would read past need to know.
    referral = models.ForeignKey(Referral, models.DO_NOTHING, related_name="+")
    copy_id = models.UUIDField()
    form = models.CharField(max_length=64)
    name = models.CharField(max_length=64)
    place_in_list = models.PositiveSmallIntegerField()
    words = models.JSONField(default=dict, null=True)
    content = SealedJSON(key="copy_id")

    need_to_know = staticmethod(_items_known)
    wall = access.ITEM_WALL
    follows: ClassVar = {"referral": "an item is known with its referral"}
    reads_are_journalled = True
    harmless: ClassVar = {
        "form": "a code of a form",
        "name": "a code of a field",
        "words": "what a form and its question are called, never an answer",
    }

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [models.UniqueConstraint(fields=["referral", "form", "name"], name="an_item_is_shared_once")]

    @property
    def read_subject(self) -> Any:
        return self.referral_id


class ServiceRecord(Guarded):
    """Something that a service did for a referred child: when, what, how long (minutes), whether the child came.

    Figures count these through `facts.py`; the note is sealed with the referral's own key and stays with it.
    """

    referral = models.ForeignKey(Referral, models.DO_NOTHING, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    on = models.DateField()
    kind = models.ForeignKey(Term, models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField(default=0)
    is_attended = models.BooleanField(default=True)
    note = SealedText(key="referral_id", most=2_000, default=str)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=timezone.now)

    need_to_know = staticmethod(_records_known)
    wall = access.RECORD_WALL
    follows: ClassVar = {"referral": "what was done is known with its referral"}
    reads_are_journalled = True

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["service", "on"], name="records_of_a_service"),
            models.Index(fields=["referral", "-on"], name="records_of_a_referral"),
        ]
        constraints: ClassVar = [models.CheckConstraint(name="a_day_has_1440_minutes", condition=Q(minutes__lte=1_440))]

    @property
    def read_subject(self) -> Any:
        return self.referral_id
