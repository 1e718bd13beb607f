"""A project that was given a grant: contract, budget, tranches, spending, papers."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from qorgan.access.guarded import Guarded, GuardedManager, GuardedQuerySet
from qorgan.access.principal import Principal
from qorgan.grants import project_access as access
from qorgan.grants.models.application import Application
from qorgan.grants.models.call import AmountField, Call
from qorgan.grants.project_choices import AskState, ProjectState, Side, SpendingState, TrancheState
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.vault.fields import SealedJSON, SealedText

PROJECT_SCOPE = "grants.project"
"""One key for each project: its contract, its papers and what both sides write to each other."""


class ProjectQuerySet(GuardedQuerySet):
    """Projects, with the adjectives of the field."""

    def standing(self) -> Self:
        """Those whose contract was signed by both sides."""
        return self.filter(state__in=[ProjectState.RUNNING, ProjectState.FINISHED])


class Project(Guarded):
    """A grant that was awarded. `amount` is the award; the sum of its tranches and of its lines is the same, always."""

    number = models.CharField(max_length=24, unique=True)
    application = models.OneToOneField(Application, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    run_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=140)
    amount = AmountField()
    state = models.CharField(max_length=12, choices=ProjectState, default=ProjectState.CONTRACTING)
    starts_on = models.DateField()
    ends_on = models.DateField()
    contract_version = models.PositiveSmallIntegerField(default=0)
    awarded_by = models.UUIDField()
    awarded_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    is_invented = models.BooleanField(default=False)

    objects: ClassVar[Any] = GuardedManager.from_queryset(ProjectQuerySet)()
    need_to_know = staticmethod(access.project)
    wall = access.PROJECT_WALL
    follows: ClassVar = {"application": "a project is known to the sides that know its application"}
    harmless: ClassVar = {"number": "a public number", "title": "what a public project is called"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["call"], name="projects_of_a_call")]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_project_has_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="a_project_ends_after_it_begins", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.number


def _part_known(by: Principal) -> Q:
    return access.part(Project.objects.visible_to(by))


class Part(Guarded):
    """Something of a project, known with it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+")

    need_to_know = staticmethod(_part_known)
    follows: ClassVar = {"project": "a part is known with its project"}

    class Meta:
        abstract = True
        base_manager_name = "following"


class ContractVersion(Part):
    """The contract word for word. What one side has signed never changes; a change is a new version with its reason."""

    number = models.PositiveSmallIntegerField()
    content = SealedJSON(key="project_id")
    digest = models.CharField(max_length=64)
    reason = SealedText(key="project_id", most=1_000, default=str)
    drafted_by = models.UUIDField()
    drafted_at = models.DateTimeField(default=timezone.now)
    funder_by = models.UUIDField(null=True)
    funder_at = models.DateTimeField(null=True)
    grantee_by = models.UUIDField(null=True)
    grantee_at = models.DateTimeField(null=True)

    wall = access.CONTRACT_WALL
    harmless: ClassVar = {"digest": "a hash"}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "number"], name="one_contract_version_of_a_number"),
            models.CheckConstraint(
                name="two_sides_are_two_people", condition=Q(funder_by=None) | Q(grantee_by=None) | ~Q(funder_by=F("grantee_by"))
            ),
        ]

    def signed_at(self, side: Side) -> Any:
        """When a side signed, or None."""
        return self.funder_at if side is Side.FUNDER else self.grantee_at

    @property
    def is_signed(self) -> bool:
        """Whether both sides signed."""
        return self.funder_at is not None and self.grantee_at is not None


class ProjectLine(Part):
    """One line of the budget as it stands today, after every approved move between lines."""

    position = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=16)
    words = models.CharField(max_length=200)
    amount = AmountField()

    wall = access.LINE_WALL
    harmless: ClassVar = {"category": "a code", "words": "what is paid for"}

    class Meta:
        base_manager_name = "following"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "position"], name="one_project_line_of_a_position"),
            models.CheckConstraint(name="a_project_line_is_not_negative", condition=Q(amount__gte=0)),
        ]


class Tranche(Part):
    """One payment of the grant. Whoever prepares it, approves it and pays it are three people; so does the database say."""

    number = models.PositiveSmallIntegerField()
    amount = AmountField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=TrancheState, default=TrancheState.PLANNED)
    prepared_by = models.UUIDField(null=True)
    prepared_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    paid_by = models.UUIDField(null=True)
    paid_on = models.DateField(null=True)
    paid_at = models.DateTimeField(null=True)
    order = models.CharField(max_length=40, blank=True, default="")

    wall = access.TRANCHE_WALL
    harmless: ClassVar = {"order": "the number of a payment order"}

    class Meta:
        base_manager_name = "following"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "number"], name="one_tranche_of_a_number"),
            models.CheckConstraint(name="a_tranche_pays_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="who_prepares_does_not_approve", condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by"))
            ),
            models.CheckConstraint(
                name="who_pays_neither_prepares_nor_approves",
                condition=Q(paid_by=None) | (~Q(paid_by=F("prepared_by")) & ~Q(paid_by=F("approved_by"))),
            ),
            models.CheckConstraint(
                name="a_paid_tranche_was_prepared_and_approved",
                condition=~Q(state=TrancheState.PAID)
                | Q(prepared_by__isnull=False, approved_by__isnull=False, paid_by__isnull=False, paid_on__isnull=False),
            ),
        ]


class Document(Part):
    """A paper of a project; `file_id` names its sealed file, which goes by itself when the project's key is shredded."""

    file_id = models.UUIDField(unique=True)
    name = SealedText(key="project_id", most=200)
    added_by = models.UUIDField()
    added_at = models.DateTimeField(default=timezone.now)

    wall = access.DOCUMENT_WALL

    class Meta:
        base_manager_name = "following"


class Expenditure(Part):
    """What the grantee spent on one line, with its document; counted when it was accepted by the other side."""

    line = models.ForeignKey(ProjectLine, models.PROTECT, related_name="+")
    amount = AmountField()
    on = models.DateField()
    words = SealedText(key="project_id", most=400)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SpendingState, default=SpendingState.RECORDED)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=timezone.now)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = SealedText(key="project_id", most=1_000, default=str)

    wall = access.SPENDING_WALL
    follows: ClassVar = {
        "project": "an expenditure is known with its project", "line": "its line is of the same project",
        "document": "its document is of the same project",
    }  # fmt: skip

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["project", "-on"], name="spending_of_a_project")]
        constraints: ClassVar = [
            models.CheckConstraint(name="an_expenditure_costs_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="who_spends_does_not_accept", condition=Q(decided_by=None) | ~Q(decided_by=F("recorded_by"))),
        ]


class Reallocation(Part):
    """Money is moved from one line to another. The grantee asks, the other side approves."""

    source = models.ForeignKey(ProjectLine, models.PROTECT, related_name="+")
    target = models.ForeignKey(ProjectLine, models.PROTECT, related_name="+")
    amount = AmountField()
    reason = SealedText(key="project_id", most=1_000)
    state = models.CharField(max_length=10, choices=AskState, default=AskState.ASKED)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    wall = access.ASK_WALL
    follows: ClassVar = {
        "project": "a move is known with its project", "source": "its line is of the same project",
        "target": "its line is of the same project",
    }  # fmt: skip

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [
            models.CheckConstraint(name="a_move_moves_something", condition=Q(amount__gt=0) & ~Q(source=F("target"))),
            models.CheckConstraint(name="who_asks_does_not_approve", condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by"))),
        ]
