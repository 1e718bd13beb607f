"""An application of an NGO, and the experts who are asked about it. They know each other, so they stand in one file."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import Guarded, GuardedManager, GuardedQuerySet
from qorgan.access.principal import Principal
from qorgan.grants import call_access as access
from qorgan.grants.call_choices import DRAFTS, ApplicationState, Conflict, PanelState
from qorgan.grants.models.call import AmountField, Call, Expert
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.vault.fields import SealedJSON, SealedText

APPLICATION_SCOPE = "grants.application"
"""One key for each application: what the applicant wrote, what the check and the experts said of it."""


def _known(by: Principal) -> Q:
    return access.application(by, Panelist.objects.everything(because="an expert's own places name applications"))


class ApplicationQuerySet(GuardedQuerySet):
    """Applications, with the adjectives of the field."""

    def filed(self) -> Self:
        """Those that left the applicant."""
        return self.exclude(state__in=DRAFTS)


class Application(Guarded):
    """What an organisation wants to do with a grant.

    `amount` is the sum of its budget lines; `version` the newest signed version (0: none). `is_scored` opens the scores to the
    body that runs the call, and stands only when the whole panel has given them.
    """

    number = models.CharField(max_length=24, unique=True)
    call = models.ForeignKey(Call, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    run_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, choices=ApplicationState, default=ApplicationState.DRAFT)
    title = models.CharField(max_length=140, blank=True, default="")
    summary = SealedText(key="id", most=6_000, default=str)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    amount = AmountField(default=0)
    version = models.PositiveSmallIntegerField(default=0)
    began_by = models.UUIDField()
    began_at = models.DateTimeField(default=timezone.now)
    filed_by = models.UUIDField(null=True)
    filed_at = models.DateTimeField(null=True)
    checked_by = models.UUIDField(null=True)
    checked_at = models.DateTimeField(null=True)
    formal_check = SealedJSON(key="id", null=True)
    is_scored = models.BooleanField(default=False)

    objects: ClassVar[Any] = GuardedManager.from_queryset(ApplicationQuerySet)()
    need_to_know = staticmethod(_known)
    wall = access.APPLICATION_WALL
    harmless: ClassVar = {"number": "a public number", "title": "what a project is called"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["call", "state"], name="applications_of_a_call"),
            models.Index(fields=["organisation", "-began_at"], name="applications_of_an_ngo"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_filed_application_is_signed",
                condition=Q(state=ApplicationState.DRAFT) | Q(filed_at__isnull=False, version__gt=0),
            ),
            models.CheckConstraint(name="an_application_costs_something_or_nothing", condition=Q(amount__gte=0)),
            models.UniqueConstraint(fields=["call", "organisation", "title"], name="one_application_of_a_title"),
        ]

    def __str__(self) -> str:
        return self.number


class Panelist(Guarded):
    """One expert is asked about one application.

    `place_in_draw` is the place in the drawn order. `title` and `applicant` are what an expert must know to declare a conflict
    of interest; the application itself opens only after that.
    """

    application = models.ForeignKey(Application, models.DO_NOTHING, related_name="+")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="+")
    account_id = models.UUIDField()
    run_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    applicant = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(max_length=140)
    place_in_draw = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PanelState, default=PanelState.ASSIGNED)
    conflict = models.CharField(max_length=14, choices=Conflict, blank=True, default="")
    is_found_by_data = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    declared_at = models.DateTimeField(null=True)

    need_to_know = staticmethod(access.panelist)
    wall = access.PANELIST_WALL
    harmless: ClassVar = {"title": "what a project is called"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["account_id", "state"], name="panels_of_an_expert")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "expert"], name="an_expert_is_asked_once"),
            models.CheckConstraint(
                name="a_conflict_is_named", condition=Q(state=PanelState.CONFLICTED, conflict__gt="") | ~Q(state=PanelState.CONFLICTED)
            ),
        ]
