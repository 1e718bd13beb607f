"""Who is invited, who is nominated and accredited, who came; a person counted once, whoever nominated it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.conferences import access
from qorgan.conferences.choices import InvitationFactor, Likeness, RegistrationState
from qorgan.conferences.models.conference import Category, Edition
from qorgan.organisations.models import Organisation
from qorgan.vault.fields import SealedText
from qorgan.vault.lookup import findable, lookup_kind

SCOPE = "conferences.delegate"
PHONE = lookup_kind("conferences.phone", "edition", "phone")
MAIL = lookup_kind("conferences.mail", "edition", "mail")
NUMBER = lookup_kind("conferences.number", "edition", "number")


class Invitation(Guarded):
    """An organisation is invited to nominate so many delegates of one category."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField()
    factor = models.CharField(max_length=8, choices=InvitationFactor)
    link = models.UUIDField(null=True)
    link_until = models.DateTimeField(null=True)
    invited_by = models.UUIDField(null=True)
    invited_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    need_to_know = staticmethod(access.invitation)
    wall = access.INVITATION_WALL
    follows: ClassVar = {"edition": "an invitation is known with its edition", "category": "the same"}
    harmless: ClassVar = {}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "category", "organisation"], condition=Q(withdrawn_at=None), name="invited_once_in_a_category"
            ),
            models.CheckConstraint(name="an_invitation_has_seats", condition=Q(seats__gt=0)),
        ]


class Delegate(Guarded):
    """One person as one organisation nominated it. `person` is the row that stands for the person: itself until it is joined.

    Names, position, telephone, mail and number are sealed under the row's own key. The badge belongs to the person.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("self", models.PROTECT, related_name="+")
    name = SealedText(key="id", most=200)
    position = SealedText(key="id", most=200, default=str)
    phone = SealedText(key="id", most=40, default=str)
    mail = SealedText(key="id", most=200, default=str)
    number = SealedText(key="id", most=20, default=str)
    badge = models.PositiveIntegerField(null=True)
    badge_code = models.CharField(max_length=16, unique=True, null=True)
    nominated_at = models.DateTimeField(default=timezone.now)

    need_to_know = staticmethod(access.delegate)
    wall = access.DELEGATE_WALL
    reads_are_journalled = True
    follows: ClassVar = {"edition": "a delegate is known with its edition"}
    harmless: ClassVar = {"badge_code": "a random code"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["edition", "person"], name="conferences_persons")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "badge"], name="one_badge_of_a_number"),
            models.CheckConstraint(
                name="a_badge_belongs_to_the_person", condition=Q(badge=None, badge_code=None) | Q(badge__isnull=False, person=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.badge or "")


findable(PHONE, model=Delegate, needs=access.DELEGATE_ACCREDIT)
findable(MAIL, model=Delegate, needs=access.DELEGATE_ACCREDIT)
findable(NUMBER, model=Delegate, needs=access.DELEGATE_ACCREDIT)


class Registration(Guarded):
    """A delegate in one category; a person may have several, and is counted once."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, related_name="+")
    delegate = models.ForeignKey(Delegate, models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RegistrationState, default=RegistrationState.NOMINATED)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    need_to_know = staticmethod(access.delegate)
    wall = access.REGISTRATION_WALL
    follows: ClassVar = {
        "edition": "a registration is known with its edition", "delegate": "a registration is known with its delegate",
        "category": "a registration is known with its category",
    }  # fmt: skip
    harmless: ClassVar = {}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["edition", "state"], name="conferences_registrations")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["delegate", "category"], name="once_in_a_category")]


class Likely(Guarded):
    """Two delegates of one edition may be one person, and the registrar has not said yet (`is_same` None)."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    one = models.ForeignKey(Delegate, models.PROTECT, related_name="+")
    other = models.ForeignKey(Delegate, models.PROTECT, related_name="+")
    why = models.CharField(max_length=8, choices=Likeness)
    is_same = models.BooleanField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    need_to_know = staticmethod(access.likeness)
    wall = access.LIKENESS_WALL
    follows: ClassVar = {
        "edition": "a pair is known with its edition",
        "one": "both are known to whoever accredits",
        "other": "both are known to whoever accredits",
    }
    harmless: ClassVar = {}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [models.UniqueConstraint(fields=["one", "other"], name="a_pair_stands_once")]


class Arrival(Guarded):
    """A person came: the first time that its badge was checked. `at` is when the badge was read, which may be before it reached us."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Delegate, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    checked_by = models.UUIDField(null=True)

    need_to_know = staticmethod(access.arrival)
    wall = access.ARRIVAL_WALL
    follows: ClassVar = {"person": "who came is known with its arrival"}
    harmless: ClassVar = {}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "person"], name="a_person_comes_once")]
