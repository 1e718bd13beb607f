"""What a project brings: deliverables with evidence and a verifier, and reports against indicators."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from qorgan.directory.models import Service, ServiceAtLocation
from qorgan.grants import project_access as access
from qorgan.grants.models.project import Document, Part
from qorgan.grants.project_choices import DeliverableKind, DeliverableState, Disability, ReportState, Sex
from qorgan.places.models import Place
from qorgan.vault.fields import SealedText


class Deliverable(Part):
    """One result of a project, with what proves it: an address of the publication, a service of the directory, or its sites.

    It counts when somebody else than who claimed it has verified it.
    """

    kind = models.CharField(max_length=10, choices=DeliverableKind)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=DeliverableState, default=DeliverableState.PROMISED)
    address = models.URLField(max_length=300, blank=True, default="")
    published_on = models.DateField(null=True)
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    claimed_by = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)
    verified_by = models.UUIDField(null=True)
    verified_at = models.DateTimeField(null=True)
    verdict = SealedText(key="project_id", most=1_000, default=str)

    wall = access.RESULT_WALL
    follows: ClassVar = {"project": "a result is known with its project", "document": "its document is of the same project"}
    harmless: ClassVar = {"title": "what a public result is called", "address": "where it was published"}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [
            models.CheckConstraint(name="who_claims_does_not_verify", condition=Q(verified_by=None) | ~Q(verified_by=F("claimed_by"))),
            models.CheckConstraint(
                name="a_verified_result_has_its_verifier",
                condition=~Q(state=DeliverableState.VERIFIED) | Q(verified_by__isnull=False, claimed_by__isnull=False),
            ),
        ]


class DeliverableSite(Part):
    """One place of a service at a site that a network consists of; of an NGO of its own."""

    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="+")
    site = models.ForeignKey(ServiceAtLocation, models.DO_NOTHING, related_name="+")

    wall = access.RESULT_WALL
    follows: ClassVar = {"project": "a site is known with its project", "deliverable": "it is of the same project"}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [models.UniqueConstraint(fields=["deliverable", "site"], name="a_site_counts_once")]


class Report(Part):
    """What was done in the time of one tranche; accepted, it frees the next. The last one is the final report."""

    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    is_final = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    words = SealedText(key="project_id", most=10_000, default=str)
    sent_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = SealedText(key="project_id", most=2_000, default=str)
    began_by = models.UUIDField()
    began_at = models.DateTimeField(default=timezone.now)

    wall = access.REPORT_WALL

    class Meta:
        base_manager_name = "following"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "number"], name="one_report_of_a_number"),
            models.CheckConstraint(name="a_report_covers_time", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="who_reports_does_not_accept", condition=Q(decided_by=None) | ~Q(decided_by=F("sent_by"))),
        ]


class Actual(Part):
    """One figure of a report: an indicator in one age band, sex, region and disability."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    indicator = models.CharField(max_length=16)
    age_band = models.CharField(max_length=8)
    sex = models.CharField(max_length=8, choices=Sex)
    disability = models.CharField(max_length=8, choices=Disability)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    value = models.PositiveIntegerField()

    wall = access.REPORT_WALL
    follows: ClassVar = {"project": "a figure is known with its project", "report": "a figure is known with its report"}
    harmless: ClassVar = {"indicator": "a code", "age_band": "a code"}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "indicator", "age_band", "sex", "disability", "place"], name="one_figure_of_a_cell"
            ),
            models.CheckConstraint(name="a_figure_counts_somebody", condition=Q(value__gt=0)),
        ]
