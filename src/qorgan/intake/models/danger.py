"""A danger, every assessment of it, and the calls to an emergency number."""

from __future__ import annotations

from typing import Any, ClassVar, Self, cast
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import Guarded, GuardedManager, GuardedQuerySet
from qorgan.access.principal import Principal
from qorgan.casework.models import Case
from qorgan.helpline.models import Contact, Thread
from qorgan.intake import danger_access
from qorgan.intake.danger_choices import Offence, State
from qorgan.intake.models.handover import Handover
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.vault.fields import SealedJSON, SealedText

SCOPE = "intake.danger"


class DangerQuerySet(GuardedQuerySet):
    """Adjectives for dangers."""

    def open(self) -> Self:
        """Those that are not finished."""
        return self.exclude(state=State.CLOSED)

    def untaken(self) -> Self:
        """Those that nobody has taken yet."""
        return self.filter(state=State.OPEN)


def _known(by: Principal) -> Q:
    to_cases = Handover.objects.visible_to(by).filter(case__in=Case.objects.visible_to(by).values("pk"))
    return danger_access.danger(by, Thread.objects.visible_to(by), Contact.objects.visible_to(by), to_cases)


class Danger(Guarded):
    """What threatens the child of a conversation, or of a contact where nobody wrote, from the first assessment until it is finished.

    It arises from exactly one of the two: a `thread`, whose every contact record it belongs to, or a `contact` that has no thread
    (a call, a visit, a letter).
    `level` and `kind` are those of the newest assessment; 0 says that the questions were asked and nothing was found. It has a
    data key of its own: what was told to a body stays accounted for when the child destroys the conversation. `offence` is the
    newest answer about a report, `is_duty_open` says that the report is still to be made.
    """

    number = models.BigIntegerField(unique=True)
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, db_index=False, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    level = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    offence = models.CharField(max_length=10, choices=Offence, blank=True, default="")
    is_duty_open = models.BooleanField(default=False)
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = SealedText(key="id", most=1_000, null=True)

    objects: ClassVar[Any] = GuardedManager.from_queryset(DangerQuerySet)()
    need_to_know = staticmethod(_known)
    wall = danger_access.DANGER_WALL
    reads_are_journalled = True
    harmless: ClassVar = {"kind": "a code"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-opened_at"], name="intake_dangers_newest"),
            models.Index(fields=["thread"], name="intake_dangers_of_thread"),
            models.Index(fields=["contact"], name="intake_dangers_of_contact"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_danger_has_a_level", condition=Q(level__gte=0, level__lte=4)),
            models.CheckConstraint(
                name="a_taken_danger_has_its_time", condition=~Q(state=State.ACKNOWLEDGED) | Q(acknowledged_at__isnull=False)
            ),
            models.UniqueConstraint(fields=["thread"], condition=~Q(state=State.CLOSED), name="one_open_danger_of_a_conversation"),
            models.UniqueConstraint(fields=["contact"], condition=~Q(state=State.CLOSED), name="one_open_danger_of_a_contact"),
            models.CheckConstraint(
                name="a_danger_arises_from_one", condition=Q(thread__isnull=False, contact=None) | Q(thread=None, contact__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"D-{self.number}"

    @property
    def arises_from(self) -> UUID:
        """The conversation, or the contact where nobody wrote: under it the journal finds what happened."""
        return cast("UUID", self.thread_id or self.contact_id)


def _part_known(by: Principal) -> Q:
    return danger_access.part(Danger.objects.visible_to(by))


class DangerAssessment(Guarded):
    """One answering of the questions; never changed, the next one is another row.

    `found` is the level that the answers say, `level` the one that was chosen; `answers` holds an answer code for each question
    of the pack's `version`.
    """

    danger = models.ForeignKey(Danger, models.DO_NOTHING, related_name="+")
    level = models.PositiveSmallIntegerField()
    found = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=32, blank=True)
    offence = models.CharField(max_length=10, choices=Offence, blank=True, default="")
    version = models.CharField(max_length=16)
    answers = SealedJSON(key="danger_id")
    reason = SealedText(key="danger_id", most=1_000, null=True)
    assessed_by = models.UUIDField()
    assessed_at = models.DateTimeField(default=timezone.now)

    need_to_know = staticmethod(_part_known)
    wall = danger_access.PART_WALL
    follows: ClassVar = {"danger": "an assessment is known with its danger"}
    reads_are_journalled = True
    harmless: ClassVar = {"kind": "a code", "version": "the day of the pack's questions"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["danger", "-assessed_at"], name="intake_assessments")]

    @property
    def read_subject(self) -> Any:
        return self.danger_id


class EmergencyCall(Guarded):
    """Somebody rang an emergency number: which, when, who; the number of the incident where it was told."""

    danger = models.ForeignKey(Danger, models.DO_NOTHING, related_name="+")
    number = models.CharField(max_length=16)
    incident = SealedText(key="danger_id", most=80, null=True)
    called_by = models.UUIDField()
    called_at = models.DateTimeField()

    need_to_know = staticmethod(_part_known)
    wall = danger_access.PART_WALL
    follows: ClassVar = {"danger": "a call is known with its danger"}
    reads_are_journalled = True
    harmless: ClassVar = {"number": "an emergency number of the country"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["danger", "called_at"], name="intake_calls")]

    @property
    def read_subject(self) -> Any:
        return self.danger_id
